package io.postern.scan.milter;

import io.postern.smtp.Reply;

/** What a filter says, or what takes the place of its words. Texts hold one character an octet. */
sealed interface FilterReply {

    /** To our offer. */
    record Negotiated(Agreement agreement) implements FilterReply {
    }

    /** Words without anything to them. */
    enum Plain implements FilterReply { CONTINUE, ACCEPT, REJECT, TEMPFAIL, DISCARD, SKIP, PROGRESS, SHUTDOWN, CONNECTION_FAILS }

    /** SMFIR_REPLYCODE: a 4xx or 5xx of its own. */
    record Code(Reply reply) implements FilterReply {
    }

    /** SMFIR_ADDHEADER: below all others. */
    record AddHeader(String name, String value) implements FilterReply {
    }

    /** SMFIR_INSHEADER: before the field of that number, counted from 0. */
    record InsertHeader(int index, String name, String value) implements FilterReply {
    }

    /** SMFIR_CHGHEADER: the field of that number among those of its name, counted from 1; an empty value takes it out. */
    record ChangeHeader(int occurrence, String name, String value) implements FilterReply {
    }

    /** SMFIR_REPLBODY: the next part of another body. */
    record ReplaceBody(byte[] octets) implements FilterReply {
    }

    /** SMFIR_QUARANTINE. */
    record Quarantine(String reason) implements FilterReply {
    }

    /** SMFIR_ADDRCPT, ADDRCPT_PAR, DELRCPT or CHGFROM, which we have not offered. */
    record ChangeEnvelope(String what) implements FilterReply {
    }

    /** No answer any more, or none that we understand; {@code cause} is a bounded word. */
    record Broken(String cause) implements FilterReply {

        static final Broken BABBLE = new Broken("babble");
    }
}
