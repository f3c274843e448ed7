package io.postern.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing script shorter as long as it fails, within a number of trials. */
final class Minimiser {

    private final Predicate<Script> fails;
    private int trials;

    Minimiser(Predicate<Script> fails, int trials) {
        this.fails = fails;
        this.trials = trials;
    }

    Script minimal(Script failing) {
        var least = failing;
        for (var shorter = round(least); trials > 0; shorter = round(least)) {
            if (shorter.equals(least)) {
                return least;
            }
            least = shorter;
        }
        return least;
    }

    private Script round(Script failing) {
        var least = failing;
        for (int i = least.moves().size() - 1; i >= 0; i--) {
            least = tried(least, i, "", false);
        }
        for (int i = least.moves().size() - 1; i >= 0; i--) {
            for (int part = least.moves().get(i).octets().length() / 2; part > 0; part /= 2) {
                for (int at = 0; at + part <= least.moves().get(i).octets().length() && trials > 0;) {
                    var octets = least.moves().get(i).octets();
                    var shorter = tried(least, i, octets.substring(0, at) + octets.substring(at + part), true);
                    at += shorter.equals(least) ? part : 0;
                    least = shorter;
                }
            }
        }
        return least;
    }

    /** {@code failing} with other octets in one move, or without it; as it was if that does not fail. */
    private Script tried(Script failing, int move, String octets, boolean kept) {
        List<Script.Move> moves = new ArrayList<>(failing.moves());
        if (kept) {
            moves.set(move, new Script.Move(octets, moves.get(move).awaiting()));
        } else {
            moves.remove(move);
        }
        var shorter = new Script(List.copyOf(moves), failing.ending());
        return trials-- > 0 && fails.test(shorter) ? shorter : failing;
    }
}
