package io.postern.message;

/**
 * What is known of a body's content after one look at its octets.
 *
 * @param octets as the SIZE extension counts them (RFC 1870 §5)
 * @param eightBit any octet is above 127
 * @param binary it has what only BINARYMIME may carry (RFC 3030 §3): a bare CR or LF, or NUL in what was declared binary
 * @param lineDots dots at the start of a line, each of which the wire form of DATA doubles
 * @param endsWithNewline it is empty or its last line ends with CRLF
 */
public record BodyTraits(long octets, boolean eightBit, boolean binary, long lineDots, boolean endsWithNewline) {

    /** Whether wire form and content are the same octets. */
    public boolean sameInBothForms() {
        return lineDots == 0 && endsWithNewline;
    }
}
