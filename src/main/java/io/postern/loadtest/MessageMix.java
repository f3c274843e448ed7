package io.postern.loadtest;

/**
 * What the messages are like: their size (of the text; an attachment takes nine tenths of it), how many recipients each
 * has, and which share has an attachment, octets above 127, the EICAR test file attached, or the GTUBE test text in it.
 */
public record MessageMix(Quantity size, Quantity recipients, Share attachments, Share eightBit, Share eicar, Share gtube) {

    /** Clean text of one size to one recipient. */
    public static MessageMix plain(Quantity size) {
        return new MessageMix(size, new Quantity.Fixed(1), Share.NONE, Share.NONE, Share.NONE, Share.NONE);
    }

    public MessageMix withEicar(Share share) {
        return new MessageMix(size, recipients, attachments, eightBit, share, gtube);
    }
}
