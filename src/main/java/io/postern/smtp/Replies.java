package io.postern.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every reply we ever give. Codes are those of RFC 5321 §4.2.3 and §4.3.2, enhanced status codes those of RFC 3463 and
 * its registry. All texts are printable ASCII.
 */
public final class Replies {

    // --- things go well -------------------------------------------------------------------------------------------

    public static final Reply MAIL_OK = Reply.of(250, "2.1.0", "Sender ok");
    public static final Reply RCPT_OK = Reply.of(250, "2.1.5", "Recipient ok");
    /** RFC 5321 §4.1.1.4. */
    public static final Reply START_MAIL_INPUT = Reply.of(354, "End data with <CR><LF>.<CR><LF>");
    /** RFC 3030 §2. */
    public static final Reply CHUNK_OK = Reply.of(250, "2.0.0", "Chunk received");
    /** As Exim says it; then come a reply for each recipient in order and one for all. */
    public static final Reply PRDR_BEGINS = Reply.of(353, "PRDR content analysis beginning");
    public static final Reply RESET_OK = Reply.of(250, "2.0.0", "Reset");
    public static final Reply NOOP_OK = Reply.of(250, "2.0.0", "Ok");
    /** RFC 5321 §3.5.3: we do not know who lives behind the next hop. */
    public static final Reply CANNOT_VERIFY = Reply.of(252, "2.5.0", "Cannot verify, but will take mail for it to its host");
    public static final Reply HELP = Reply.of(214, "2.0.0", "HELO EHLO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP");
    /** RFC 3207 §4. */
    public static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "Ready to start TLS");

    // --- the command is wrong -------------------------------------------------------------------------------------

    public static final Reply UNKNOWN_COMMAND = Reply.of(500, "5.5.1", "Command not recognised");
    /** RFC 5321 §4.5.3.1.9. */
    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "Line too long");
    /** RFC 5321 §2.3.8: a line ends with CRLF and nothing else. */
    public static final Reply BARE_NEWLINE_IN_COMMAND = Reply.of(500, "5.5.2", "A command line ends with CRLF");
    public static final Reply CONTROL_CHARACTERS = Reply.of(501, "5.5.2", "Control characters in a command");
    public static final Reply HELO_NEEDS_NAME = Reply.of(501, "5.5.4", "HELO and EHLO take the name of your host");
    public static final Reply NO_ARGUMENT_TAKEN = Reply.of(501, "5.5.4", "This command takes no argument");
    public static final Reply ARGUMENT_MISSING = Reply.of(501, "5.5.4", "This command needs an argument");
    public static final Reply MAIL_SYNTAX = Reply.of(501, "5.5.4", "Say MAIL FROM:<address>");
    public static final Reply RCPT_SYNTAX = Reply.of(501, "5.5.4", "Say RCPT TO:<address>");
    public static final Reply BAD_PARAMETER = Reply.of(501, "5.5.4", "Malformed or repeated parameter");
    public static final Reply BAD_SENDER = Reply.of(501, "5.1.7", "Sender address is not one");
    public static final Reply BAD_RECIPIENT = Reply.of(501, "5.1.3", "Recipient address is not one");
    public static final Reply XCLIENT_SYNTAX = Reply.of(501, "5.5.4", "XCLIENT takes NAME=, ADDR=, PORT=, PROTO=, HELO=");
    public static final Reply NOT_IMPLEMENTED = Reply.of(502, "5.5.1", "Command not implemented");
    public static final Reply BAD_SEQUENCE = Reply.of(503, "5.5.1", "Bad sequence of commands");
    public static final Reply HELO_FIRST = Reply.of(503, "5.5.1", "Say HELO or EHLO first");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Say MAIL first");
    public static final Reply NESTED_MAIL = Reply.of(503, "5.5.1", "Sender already given");
    public static final Reply MAIL_UNDER_WAY = Reply.of(503, "5.5.1", "Not within a mail transaction");
    /** RFC 2920 §3.1, §3.2: a group of commands may only follow our answer to EHLO, and EHLO ends a group. */
    public static final Reply EARLY_PIPELINING = Reply.of(503, "5.5.1", "You did not wait for our answer to your greeting");
    public static final Reply TLS_ALREADY = Reply.of(503, "5.5.1", "TLS is already in use");
    /** RFC 3030 §2: after a chunk was refused, or DATA and BDAT were mixed. */
    public static final Reply RSET_FIRST = Reply.of(503, "5.5.1", "Transaction has failed, say RSET first");
    public static final Reply CHUNKS_BEGUN = Reply.of(503, "5.5.1", "No more recipients once BDAT was said");
    public static final Reply DATA_AFTER_BDAT = Reply.of(503, "5.5.1", "No DATA once BDAT was said, say RSET first");
    /** RFC 3030 §3. */
    public static final Reply BINARY_NEEDS_BDAT = Reply.of(503, "5.5.1", "BODY=BINARYMIME needs BDAT");
    public static final Reply BAD_CHUNK_SIZE = Reply.of(501, "5.5.4", "No size of a chunk, closing");
    /** RFC 3207 §4: STARTTLS ends its group of commands. */
    public static final Reply NOT_BEHIND_STARTTLS = Reply.of(503, "5.5.1", "Nothing may follow STARTTLS but the handshake");
    /** DATA without any recipient that was taken (RFC 5321 §3.3, §4.1.1.4; RFC 2920 §3.2). */
    public static final Reply NO_VALID_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
    /** RFC 5321 §4.1.1.11. */
    public static final Reply UNKNOWN_PARAMETER = Reply.of(555, "5.5.4", "Parameter not recognised or not implemented");
    /** RFC 6531 §3.5. */
    public static final Reply SENDER_NOT_ASCII =
            Reply.of(553, "5.6.7", "Sender address is neither ASCII nor UTF-8 with SMTPUTF8");
    public static final Reply RECIPIENT_NOT_ASCII =
            Reply.of(553, "5.6.7", "Recipient address is neither ASCII nor UTF-8 with SMTPUTF8");
    /** RFC 3207 §4. */
    public static final Reply TLS_NOT_AVAILABLE = Reply.of(454, "4.7.0", "TLS not available now");
    /** RFC 3207 §4. */
    public static final Reply TLS_REQUIRED = Reply.of(530, "5.7.0", "Say STARTTLS first");

    // --- the message or its recipients cannot be taken now --------------------------------------------------------

    /** RFC 5321 §4.5.3.1.10. */
    public static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "Too many recipients, send the rest separately");
    public static final Reply OTHER_DESTINATION =
            Reply.of(452, "4.5.3", "Recipient has another destination, send it separately");
    /** A recipient that must travel alone while it is being refused for now. */
    public static final Reply TOO_MUCH_OF_SENDER = Reply.of(450, "4.7.1", "Too many recipients of this sender, try again later");
    public static final Reply TOO_MUCH_FOR_RECIPIENT = Reply.of(450, "4.2.1", "Too much mail for this mailbox, try again later");
    public static final Reply RECIPIENT_ALONE = Reply.of(452, "4.5.3", "Recipient must be sent separately");
    /** The same mailbox with other parameters: one message cannot ask for both. */
    public static final Reply REQUESTED_OTHERWISE =
            Reply.of(452, "4.5.3", "Recipient was named with other parameters, send it separately");
    public static final Reply CLIENT_UNNAMED = Reply.of(451, "4.7.0", "Your proxy does not say who you are");
    public static final Reply STORAGE_EXHAUSTED = Reply.of(452, "4.3.1", "Insufficient storage now");
    public static final Reply INTERNAL_ERROR = Reply.of(451, "4.3.0", "Our own error, try again later");
    public static final Reply QUARANTINE_UNAVAILABLE =
            Reply.of(451, "4.3.0", "Cannot keep the message now, try again later");
    public static final Reply MISCONFIGURED = Reply.of(451, "4.3.5", "Our configuration is wrong, try again later");
    public static final Reply NEXT_HOP_UNREACHABLE = Reply.of(451, "4.4.1", "No answer from the next host");
    public static final Reply NEXT_HOP_LOST = Reply.of(451, "4.4.2", "Connection to the next host was lost");
    public static final Reply DNS_UNAVAILABLE = Reply.of(451, "4.4.3", "Name service gave no usable answer");
    public static final Reply OUT_OF_TIME = Reply.of(451, "4.4.7", "Could not deliver in time");
    public static final Reply NEXT_HOP_PROTOCOL = Reply.of(451, "4.5.0", "Next host does not speak SMTP with us");
    /** Some recipients were refused: nobody got it, the next attempt is answered for each (design I2). */
    public static final Reply SOME_RECIPIENTS_REFUSED =
            Reply.of(451, "4.1.1", "Some recipients were refused, try again to hear which");
    /** Its name might make it welcome, and the DNS does not say it. */
    public static final Reply CLIENT_NAME_UNKNOWN = Reply.of(451, "4.7.1", "Your reverse DNS gave no usable answer");
    public static final Reply SCAN_DEFERRED = Reply.of(451, "4.7.1", "Message could not be checked now");

    // --- somebody with authority said no ---------------------------------------------------------------------------

    public static final Reply RELAY_DENIED = Reply.of(550, "5.7.1", "We do not relay for you to this domain");
    public static final Reply SENDER_BLOCKED = Reply.of(550, "5.7.1", "Sender address is refused here");
    public static final Reply RECIPIENT_BLOCKED = Reply.of(550, "5.7.1", "Recipient address is refused here");
    public static final Reply NO_SUCH_DOMAIN = Reply.of(550, "5.1.2", "Recipient domain does not exist");
    public static final Reply NO_HOST_ADDRESS =
            Reply.of(550, "5.4.4", "Mail hosts of the recipient domain have no usable address");
    /** RFC 7505 §4.2. */
    public static final Reply NULL_MX = Reply.of(556, "5.1.10", "Recipient domain takes no mail");
    public static final Reply MAIL_LOOP = Reply.of(554, "5.4.6", "Mail loop");
    /** RFC 1870 §6. */
    public static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message too large");
    public static final Reply NEXT_HOP_SIZE = Reply.of(552, "5.3.4", "Message too large for the next host");
    public static final Reply BARE_NEWLINE = Reply.of(550, "5.5.2", "Bare CR or LF in the message");
    public static final Reply HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "Header section too large or without end");
    public static final Reply NUL_IN_HEADER = Reply.of(550, "5.6.0", "NUL in the header section");
    /** RFC 5321 §4.5.3.1.6. */
    public static final Reply LONG_LINE = Reply.of(550, "5.6.0", "Line of more than 998 octets in the message");
    /** RFC 6152 §3: we never convert. */
    public static final Reply NEXT_HOP_NOT_EIGHT_BIT = Reply.of(550, "5.6.3", "Next host does not take 8-bit mail");
    /** RFC 6531 §3.5. */
    public static final Reply NEXT_HOP_NOT_UTF8 = Reply.of(550, "5.6.7", "Next host does not take these addresses");

    /** RFC 5321 §3.1: in place of the greeting. */
    public static final Reply EARLY_TALKER = Reply.of(554, "5.5.1", "You did not wait for our greeting");
    public static final Reply XCLIENT_DENIED = Reply.of(550, "5.7.0", "You may not speak for others");

    private static final int MAX_TEXT = 400;
    private static final int MAX_LINES = 20;

    private Replies() {
    }

    // --- replies that name a host or a cause ----------------------------------------------------------------------

    /** RFC 5321 §4.2: the first word is our name. */
    public static Reply greeting(String hostName) {
        return Reply.of(220, hostName + " ESMTP Postern");
    }

    public static Reply helo(String hostName) {
        return Reply.of(250, hostName);
    }

    /** RFC 5321 §4.1.1.1; {@code keywords} as they are announced, one a line. */
    public static Reply ehlo(String hostName, List<String> keywords) {
        var lines = new ArrayList<String>(keywords.size() + 1);
        lines.add(hostName);
        lines.addAll(keywords);
        return new Reply(250, Optional.empty(), lines);
    }

    public static Reply bye(String hostName) {
        return Reply.of(221, "2.0.0", hostName + " closing");
    }

    /** RFC 5321 §3.8: the 421 family names the host and closes. */
    public static Reply shuttingDown(String hostName) {
        return Reply.of(421, "4.3.2", hostName + " shutting down");
    }

    public static Reply busy(String hostName) {
        return Reply.of(421, "4.3.2", hostName + " busy, try another host");
    }

    public static Reply timeout(String hostName) {
        return Reply.of(421, "4.4.2", hostName + " timeout");
    }

    public static Reply tooManyErrors(String hostName) {
        return Reply.of(421, "4.7.0", hostName + " too many errors");
    }

    /** RFC 9422 §4.1. */
    public static Reply tooManyMessages(String hostName) {
        return Reply.of(421, "4.7.0", hostName + " takes no more messages in this session, connect again");
    }

    public static Reply notHttp(String hostName) {
        return Reply.of(421, "4.7.0", hostName + " speaks SMTP, not HTTP");
    }

    public static Reply tooManyConnections(String hostName) {
        return Reply.of(421, "4.7.0", hostName + " too many connections from you");
    }

    /**
     * In place of the greeting, or to RCPT. Departs from RFC 5321 §3.1 in that we close behind it and wait for no QUIT: a
     * blocked client shall not hold a session.
     */
    public static Reply clientBlocked(String address) {
        return Reply.of(554, "5.7.1", "Client host [" + address + "] is blocked here");
    }

    /** {@code zone}: the DNS list that has the client. */
    public static Reply clientListed(String address, String zone) {
        return Reply.of(554, "5.7.1", "Client host [" + address + "] blocked using " + zone);
    }

    /** RFC 6647 §5: that it is for now, and for how long. */
    public static Reply greylisted(long seconds) {
        return Reply.of(451, "4.7.1", "Greylisted, try again in " + seconds + " s");
    }

    /** For now: what was taken by all nodes together is remembered only for a while. */
    public static Reply tooMuchFromClient(String address) {
        return Reply.of(450, "4.7.1", "Too many recipients from the network of [" + address + "], try again later");
    }

    /** Our 2xx to the end of data: the message is with the next hop or durably in quarantine. */
    public static Reply accepted(String id) {
        return Reply.of(250, "2.0.0", "Accepted as " + id);
    }

    /** {@code why} may come from a scanner: it is made printable and short. */
    public static Reply rejectedByScanner(String why) {
        return Reply.of(550, "5.7.1", bounded("Message rejected: " + why));
    }

    /** What somebody else says through us: each line printable and short. */
    public static Reply printable(Reply theirs) {
        return new Reply(theirs.code(), theirs.status(), theirs.lines().stream().map(Replies::bounded).toList());
    }

    /** One of our own refusals with the words of the host that caused it. */
    public static Reply because(Reply ours, String hostName, Reply theirs) {
        return new Reply(ours.code(), ours.status(),
                List.of(bounded(ours.text() + "; " + hostName + " said: " + theirs)));
    }

    /**
     * A next hop's refusal as the client hears it: its code, its enhanced status or x.0.0 of its class, its words after
     * the name of the host; nothing unprintable, nothing too long (RFC 5321 §4.5.3.1.5). Its 421 becomes 451: it closes
     * its connection with us, we do not close ours with the client (§3.8).
     */
    public static Reply passedOn(String hostName, Reply theirs) {
        int replyClass = theirs.code() / 100;
        var lines = new ArrayList<String>();
        for (var line : theirs.lines().subList(0, Math.min(MAX_LINES, theirs.lines().size()))) {
            lines.add(bounded(lines.isEmpty() ? hostName + " said: " + line : line));
        }
        var status = theirs.status().filter(s -> s.statusClass() == replyClass);
        if (status.isEmpty() && replyClass != 3) {
            status = Optional.of(new EnhancedStatus(replyClass, 0, 0));
        }
        return new Reply(theirs.code() == 421 ? 451 : theirs.code(), status, lines);
    }

    private static String bounded(String text) {
        var printable = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        for (int i = 0; i < text.length() && printable.length() < MAX_TEXT; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? c : c < ' ' ? ' ' : '?');
        }
        return printable.toString();
    }
}
