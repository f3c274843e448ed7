package io.postern.scan.milter;

import java.util.List;
import java.util.Map;

/**
 * What both sides have agreed on at the start of a connection (SMFIC_OPTNEG).
 *
 * @param protocol the flags that we offered and the filter wants
 * @param macros the names that it wants in place of our own choice, by {@link Stage#macroList()} (SMFIR_SETSYMLIST)
 */
record Agreement(int version, int protocol, Map<Integer, List<String>> macros) {

    static final int VERSION = 6;
    private static final int OLDEST_VERSION = 2;
    private static final int VERSION_WITH_DATA = 4;

    /** What a filter may ask for at the end: to add and change header fields, another body, quarantine; and macro lists. */
    static final int ACTIONS = 0x01 | 0x10 | 0x02 | 0x20 | 0x100;

    private static final int NO_UNKNOWN = 0x100 | 0x20000;
    private static final int SKIP = 0x400;
    private static final int LEADING_SPACE = 0x100000;

    /** Not among them: that it hears of refused recipients, too (SMFIP_RCPT_REJ), and larger pieces of a body. */
    static final int PROTOCOL = offered();

    private static int offered() {
        int flags = NO_UNKNOWN | SKIP | LEADING_SPACE;
        for (var stage : Stage.values()) {
            flags |= stage.unwanted() | stage.unanswered();
        }
        return flags;
    }

    Agreement {
        macros = Map.copyOf(macros);
        protocol &= PROTOCOL;
    }

    boolean isUnderstood() {
        return version >= OLDEST_VERSION && version <= VERSION;
    }

    boolean wants(Stage stage) {
        return (protocol & stage.unwanted()) == 0 && (stage != Stage.DATA || version >= VERSION_WITH_DATA);
    }

    boolean answers(Stage stage) {
        return (protocol & stage.unanswered()) == 0;
    }

    /** SMFIP_HDR_LEADSPC: values are all that stands behind the colon, in both directions. */
    boolean keepsLeadingSpace() {
        return (protocol & LEADING_SPACE) != 0;
    }
}
