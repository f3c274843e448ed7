package io.postern.scan.milter;

/**
 * What a filter is told, in this order: the command, the protocol flags by which it does without it or without answering,
 * and the number of its list of macros (mfdef.h and mfapi.h of Sendmail's libmilter).
 */
enum Stage {
    CONNECT('C', 0x1, 0x1000, 0),
    HELO('H', 0x2, 0x2000, 1),
    MAIL('M', 0x4, 0x4000, 2),
    RCPT('R', 0x8, 0x8000, 3),
    DATA('T', 0x200, 0x10000, 4),
    HEADER('L', 0x20, 0x80, Stage.NO_MACROS),
    END_OF_HEADER('N', 0x40, 0x40000, 6),
    BODY('B', 0x10, 0x80000, Stage.NO_MACROS),
    END_OF_MESSAGE('E', 0, 0, 5);

    static final int NO_MACROS = -1;

    private final char command;
    private final int unwanted;
    private final int unanswered;
    private final int macroList;

    Stage(char command, int unwanted, int unanswered, int macroList) {
        this.command = command;
        this.unwanted = unwanted;
        this.unanswered = unanswered;
        this.macroList = macroList;
    }

    char command() {
        return command;
    }

    /** SMFIP_NO…: it is not to be sent. */
    int unwanted() {
        return unwanted;
    }

    /** SMFIP_NR_…: it is sent, and no answer comes. */
    int unanswered() {
        return unanswered;
    }

    boolean hasMacros() {
        return macroList != NO_MACROS;
    }

    int macroList() {
        return macroList;
    }
}
