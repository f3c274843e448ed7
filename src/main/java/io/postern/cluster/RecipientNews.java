package io.postern.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;

import io.postern.smtp.Domain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;

/** What one node has learned of a recipient at a destination, and how that is written: its kind, then its parts. */
sealed interface RecipientNews {

    int OF_SENDER = 1;
    int OF_ADDRESS = 2;
    int KNOWN = 3;
    int ACCEPTED = 4;
    int MOST_LINES = 16;

    Mailbox recipient();

    String destination();

    /** Refused to one sender. */
    record OfSender(Mailbox recipient, String destination, String from, Reply reply) implements RecipientNews {
    }

    /** Refused to anyone: there is no such mailbox. */
    record OfAddress(Mailbox recipient, String destination, Reply reply) implements RecipientNews {
    }

    record Known(Mailbox recipient, String destination) implements RecipientNews {
    }

    /** What was said to the sender before does not hold any more. */
    record Accepted(Mailbox recipient, String destination, String from) implements RecipientNews {
    }

    default void write(DataOutputStream out) throws IOException {
        out.writeByte(switch (this) {
            case OfSender _ -> OF_SENDER;
            case OfAddress _ -> OF_ADDRESS;
            case Known _ -> KNOWN;
            case Accepted _ -> ACCEPTED;
        });
        out.writeUTF(recipient().localPart());
        out.writeUTF(recipient().domain().written());
        out.writeUTF(destination());
        switch (this) {
            case OfSender(_, _, var from, var reply) -> {
                out.writeUTF(from);
                write(reply, out);
            }
            case OfAddress(_, _, var reply) -> write(reply, out);
            case Known _ -> { }
            case Accepted(_, _, var from) -> out.writeUTF(from);
        }
    }

    static RecipientNews read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        var localPart = in.readUTF();
        var domain = Domain.parse(in.readUTF()).orElseThrow(() -> new IOException("no domain"));
        var recipient = new Mailbox(localPart, domain);
        var destination = in.readUTF();
        return switch (kind) {
            case OF_SENDER -> new OfSender(recipient, destination, in.readUTF(), reply(in));
            case OF_ADDRESS -> new OfAddress(recipient, destination, reply(in));
            case KNOWN -> new Known(recipient, destination);
            case ACCEPTED -> new Accepted(recipient, destination, in.readUTF());
            default -> throw new IOException("news of kind " + kind);
        };
    }

    private static void write(Reply reply, DataOutputStream out) throws IOException {
        out.writeShort(reply.code());
        out.writeUTF(reply.status().map(EnhancedStatus::toString).orElse(""));
        var lines = reply.lines().subList(0, Math.min(MOST_LINES, reply.lines().size()));
        out.writeByte(lines.size());
        for (var line : lines) {
            out.writeUTF(line);
        }
    }

    /** Words that are no reply throw {@link IllegalArgumentException}. */
    private static Reply reply(DataInputStream in) throws IOException {
        int code = in.readUnsignedShort();
        var status = EnhancedStatus.at(in.readUTF());
        var lines = new ArrayList<String>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            lines.add(in.readUTF());
        }
        return new Reply(code, status, lines);
    }
}
