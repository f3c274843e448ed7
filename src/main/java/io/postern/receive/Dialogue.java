package io.postern.receive;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.observe.WireTrace;
import io.postern.smtp.ClientClaim;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.Peer;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.wire.LineReader;

/** What is said in one session: obeys command after command, and keeps the session's state. */
final class Dialogue {

    private final SmtpSession session;
    private final Reception reception;
    private final MailExchange exchange;
    private final SessionSettings settings;
    private final ListenerSettings listener;
    private final Encryption encryption;
    private final Conduct conduct;
    private final MailIntake intake;
    private final XClient xclient;
    private final LineReader lines = new LineReader(LineReader.COMMAND_OCTETS);

    private SessionState state = SessionState.UNGREETED;
    private Peer peer;
    private boolean draining;

    Dialogue(SmtpSession session, Reception reception, MailExchange exchange, SessionSettings settings,
            ListenerSettings listener, Arrival arrival) {
        this(session, reception, exchange, settings, listener, arrival,
                XClient.of(session, listener, arrival.named()), new Encryption(listener));
    }

    private Dialogue(SmtpSession session, Reception reception, MailExchange exchange, SessionSettings settings,
            ListenerSettings listener, Arrival arrival, XClient xclient, Encryption encryption) {
        this.session = session;
        this.reception = reception;
        this.exchange = xclient.isNamed(arrival) ? exchange : new UnnamedExchange(exchange);
        this.settings = settings;
        this.listener = listener;
        this.peer = arrival.peer();
        this.xclient = xclient;
        this.encryption = encryption;
        this.conduct = new Conduct(settings.config().limits());
        this.intake = new MailIntake(this, session, this.exchange, settings);
    }

    /** The greeting, after the handshake where that comes first, and after {@code pause}, within which nothing may come. */
    void begin(ByteBuf early, Duration pause) {
        if (encryption.isImplicit()) {
            encrypt(early, () -> pause(pause));
        } else if (early.isReadable()) {
            dismiss(Dismissal.EARLY_TALKER, Replies.EARLY_TALKER);
        } else {
            pause(pause);
        }
    }

    private void pause(Duration pause) {
        if (pause.isZero()) {
            greet();
        } else {
            become(SessionState.UNGREETED);
            session.allow(pause);
        }
    }

    private void greet() {
        become(SessionState.CONNECTED);
        session.allow(settings.config().timeouts().command());
        session.say(Replies.greeting(hostname()));
    }

    boolean isClosed() {
        return state == SessionState.CLOSED;
    }

    /** Takes one command, or what is here of a message, from {@code octets}. */
    void step(ByteBuf octets) {
        if (state instanceof SessionState.Receiving receiving) {
            intake.receive(receiving.intake(), octets);
            return;
        }
        if (state == SessionState.UNGREETED) {
            // Departs from RFC 5321 §3.1, which waits for QUIT: who does not listen will not hear that we do
            dismiss(Dismissal.EARLY_TALKER, Replies.EARLY_TALKER);
            return;
        }
        switch (lines.next(octets)) {
            case LineReader.Read.Line(var text) -> obey(text, CommandParser.parse(text, listener.offer()));
            case LineReader.Read.TooLong(var verb) -> obey(verb, CommandParser.refused(verb, Replies.LINE_TOO_LONG));
            case LineReader.Read.BareNewline(var text) ->
                    obey(text, CommandParser.refused(text, Replies.BARE_NEWLINE_IN_COMMAND));
            case LineReader.Read.Incomplete _ -> { }
        }
    }

    private void obey(String line, CommandParser.Parsed parsed) {
        traced("<", line);
        session.allow(settings.config().timeouts().command());
        if (parsed instanceof CommandParser.Parsed.Bad && Http.isSpokenIn(line)) {
            dismiss(Dismissal.HTTP, Replies.notHttp(hostname()));
            return;
        }
        if (state == SessionState.CONNECTED && session.hasMore()) {
            dismiss(Dismissal.PIPELINING, Replies.EARLY_PIPELINING);
            return;
        }
        switch (parsed) {
            case CommandParser.Parsed.Bad bad -> fault(bad.reply());
            case CommandParser.Parsed.Derailed derailed -> end(derailed.reply());
            case CommandParser.Parsed.Ok(var command) -> {
                var ofTls = encryption.refusal(state, command);
                var refusal = ofTls.isPresent() ? ofTls : CommandOrder.refusal(state, command);
                if (refusal.isPresent()) {
                    refuse(command, refusal.get());
                } else {
                    obey(command);
                }
            }
        }
    }

    private void refuse(Command command, Reply reply) {
        if (command instanceof Command.Bdat chunk) {
            intake.refuse(chunk, reply, state);
        } else {
            fault(reply);
        }
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Helo helo -> greeted(helo.name(), false);
            case Command.Ehlo ehlo -> greeted(ehlo.name(), true);
            case Command.Mail mail -> mail(mail);
            case Command.Rcpt rcpt -> session.await(exchange.recipient(rcpt.to(), rcpt.parameters()), this::recipientAnswered);
            case Command.Data _ -> intake.data(state);
            case Command.Bdat chunk -> intake.chunk(chunk, state);
            case Command.Rset _ -> {
                exchange.reset();
                become(state == SessionState.CONNECTED ? SessionState.CONNECTED : SessionState.READY);
                idle(Replies.RESET_OK);
            }
            case Command.Noop _ -> idle(Replies.NOOP_OK);
            case Command.Vrfy _ -> idle(Replies.CANNOT_VERIFY);
            case Command.Help _ -> idle(Replies.HELP);
            case Command.StartTls _ -> startTls();
            case Command.XClient said -> speakFor(said.claim());
            case Command.Quit _ -> end(Replies.bye(hostname()));
        }
    }

    private void greeted(String name, boolean withEhlo) {
        exchange.reset();
        conduct.idle();
        peer = xclient.greeted(peer, name, withEhlo);
        become(SessionState.READY);
        var keywords = encryption.isOffered() ? listener.offered() : listener.announced();
        session.say(withEhlo ? Replies.ehlo(hostname(), xclient.announced(keywords)) : Replies.helo(hostname()));
    }

    /** RFC 3207 §4: nothing may stand behind STARTTLS in its group; what does came from someone in between. */
    private void startTls() {
        if (session.hasMore()) {
            reception.handshake(peer, new Handshake.Failed("octets behind STARTTLS"));
            end(Replies.NOT_BEHIND_STARTTLS);
            return;
        }
        session.say(Replies.READY_FOR_TLS);
        encrypt(Unpooled.EMPTY_BUFFER, () -> { });
    }

    /** What was said before is forgotten, a transaction too (RFC 3207 §4.2); after a failure nothing more is said. */
    private void encrypt(ByteBuf early, Runnable then) {
        exchange.reset();
        become(SessionState.ENCRYPTING);
        encryption.begun();
        var tls = listener.tls().orElseThrow();
        session.await(session.encrypt(tls, settings.config().timeouts().tlsHandshake(), early), handshake -> {
            reception.handshake(peer, handshake);
            switch (handshake) {
                case Handshake.Failed _ -> session.abort();
                case Handshake.Done done when !isClosed() -> {
                    become(SessionState.CONNECTED);
                    peer = peer.encrypted(done.words(), done.certificate());
                    session.allow(settings.config().timeouts().command());
                    then.run();
                }
                case Handshake.Done _ -> { }
            }
        });
    }

    /** The session begins anew for another client, who is welcome or not; only TLS stays. */
    private void speakFor(ClientClaim said) {
        if (!xclient.allowed()) {
            fault(Replies.XCLIENT_DENIED);
            return;
        }
        var all = xclient.then(said);
        var client = all.of(peer);
        become(SessionState.CLOSED);
        exchange.closed();
        switch (reception.connect(client)) {
            case Reception.Welcome.Closed closed -> session.part(closed.refusal().reply());
            case Reception.Welcome.Open open -> {
                var next = new Dialogue(
                        session, reception, open.exchange(), settings, listener, Arrival.of(client), all, encryption);
                next.draining = draining;
                session.handOver(next);
                next.greet();
            }
        }
    }

    private void mail(Command.Mail mail) {
        if (draining || reception.isDraining()) {
            end(Replies.shuttingDown(hostname()));
            return;
        }
        conduct.transaction();
        if (conduct.isSpent()) {
            end(Replies.tooManyMessages(hostname()));
            return;
        }
        intake.declared(mail.parameters());
        session.await(exchange.mail(peer, mail.from(), mail.parameters()), reply -> {
            if (reply.isPositive()) {
                become(SessionState.SENDER);
            }
            say(reply);
        });
    }

    private void recipientAnswered(Reply reply) {
        if (reply.isPositive()) {
            become(SessionState.RECIPIENTS);
        }
        say(reply);
    }

    /** Of sender or recipient: who tries names until one is taken is not let go on for ever. */
    private void say(Reply reply) {
        session.say(reply);
        if (reply.isPermanent()) {
            conduct.idle();
        }
    }

    /** Says what leads nowhere. */
    void idle(Reply reply) {
        session.say(reply);
        conduct.idle();
    }

    /** A message has been answered. */
    void answered() {
        become(SessionState.READY);
        conduct.mail();
        session.allow(settings.config().timeouts().command());
    }

    /** All that came is worked off: what this session has had enough of ends here. */
    void rest() {
        boolean nothingUnderWay = state == SessionState.UNGREETED || state == SessionState.CONNECTED
                || state == SessionState.READY || state == SessionState.FAILED;
        if (draining && nothingUnderWay) {
            end(Replies.shuttingDown(hostname()));
        } else if (conduct.isIdling()) {
            dismiss(Dismissal.IDLE, Replies.tooManyErrors(hostname()));
        }
    }

    /** Says what is wrong with a command. */
    void fault(Reply reply) {
        session.say(reply);
        conduct.error();
        if (conduct.isErrant(reception.isStressed())) {
            dismiss(Dismissal.ERRORS, Replies.tooManyErrors(hostname()));
        }
    }

    /** Whether the whole of a message takes too long, however steadily its pieces come. */
    boolean isMessageLate(long nowNanos) {
        return state.held().isPresent() && state.held().get().pace().isLate(nowNanos);
    }

    /** What is allowed for the next step while the node is under stress. */
    long stressedNanos() {
        return state instanceof SessionState.Receiving ? Conduct.STRESSED_BLOCK_NANOS : Conduct.STRESSED_COMMAND_NANOS;
    }

    void timedOut() {
        if (state == SessionState.UNGREETED) {
            greet();
        } else {
            dismiss(Dismissal.TIMEOUT, Replies.timeout(hostname()));
        }
    }

    private void dismiss(Dismissal why, Reply last) {
        reception.dismissed(peer.address(), why);
        end(last);
    }

    /** An error of ours: told, counted, and the end of the session, whose state is not to be trusted. */
    void broke(Throwable bug) {
        reception.bug(bug);
        end(Replies.INTERNAL_ERROR);
    }

    /** No new mail: at once if nothing is under way, else after it (RFC 5321 §3.8). */
    void drain() {
        draining = true;
        rest();
    }

    /** For who reads along with this client. */
    void traced(String way, Object said) {
        if (WireTrace.isOn()) {
            WireTrace.client(peer, way, said.toString());
        }
    }

    /** The last word of the session. */
    void end(Reply last) {
        session.say(last);
        session.close();
    }

    /** The connection is gone, whoever closed it. Only the first call counts. */
    void gone() {
        if (isClosed()) {
            return;
        }
        become(SessionState.CLOSED);
        exchange.closed();
    }

    /** What the state before held is let go of, unless the next one goes on with it. */
    void become(SessionState next) {
        if (!isClosed()) {
            if (state.held().isPresent() && !state.held().equals(next.held())) {
                state.held().get().discard();
            }
            state = next;
        }
    }

    private String hostname() {
        return settings.config().hostname();
    }
}
