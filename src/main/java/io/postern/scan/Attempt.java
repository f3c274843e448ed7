package io.postern.scan;

/** What asking one address for a verdict came to. */
public record Attempt(Verdict verdict, Effect effect) {

    /** What it tells of the address. */
    public enum Effect {
        /** It answered, whatever it said. */
        ANSWERED,
        /** It could not be reached, was gone before it had answered, or said that it cannot look: another may be asked. */
        LOST,
        /** It took all the time there was. */
        SILENT,
        /** Nothing: the trouble is not its. */
        NONE
    }

    public static Attempt answered(Verdict verdict) {
        return new Attempt(verdict, Effect.ANSWERED);
    }

    public static Attempt lost(String why) {
        return new Attempt(new Verdict.Unsure(why), Effect.LOST);
    }

    public static Attempt silent() {
        return new Attempt(new Verdict.Unsure("timeout"), Effect.SILENT);
    }

    public static Attempt ours(String why) {
        return new Attempt(new Verdict.Unsure(why), Effect.NONE);
    }
}
