package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import io.postern.route.Perishable;
import io.postern.route.SharedAnswers;
import io.postern.scan.Verdict;
import io.postern.scan.VerdictCache;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.vertx.core.Future;

/** Verdicts on content in a map of the grid; those that only tag are not shared, for what they add is long. */
record SharedVerdicts(SharedAnswers<Judged> answers, InstantSource clock) implements VerdictCache {

    private static final int CLEAN = 0;
    private static final int DEFER = 1;
    private static final int DISCARD = 2;
    private static final int QUARANTINE = 3;
    private static final int REJECT = 4;
    private static final int REDIRECT = 5;

    /** As octets: the kind, why, and to whom. */
    record Judged(Verdict verdict, Instant expiresAt) implements Perishable {

        @Override
        public boolean failure() {
            return verdict instanceof Verdict.Unsure;
        }

        @Override
        public boolean mayServeStale() {
            return false;
        }

        Optional<byte[]> write() {
            return switch (verdict) {
                case Verdict.Clean _ -> written(CLEAN, "");
                case Verdict.Defer _ -> written(DEFER, "");
                case Verdict.Discard _ -> written(DISCARD, "");
                case Verdict.Quarantine _ -> written(QUARANTINE, "");
                case Verdict.Reject _ -> written(REJECT, "");
                case Verdict.Redirect(_, var to) -> written(REDIRECT, to.toString());
                case Verdict.Tag _, Verdict.RefuseRecipients _, Verdict.Unsure _ -> Optional.empty();
            };
        }

        private Optional<byte[]> written(int kind, String to) {
            var octets = new ByteArrayOutputStream(64);
            try (var out = new DataOutputStream(octets)) {
                out.writeByte(kind);
                out.writeUTF(verdict.reason());
                out.writeUTF(to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Optional.of(octets.toByteArray());
        }

        /** Empty: octets of another form, cut, or with something left over. */
        static Optional<Judged> read(byte[] octets, Instant expiresAt) {
            try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
                int kind = in.readUnsignedByte();
                var why = in.readUTF();
                var to = in.readUTF();
                return in.read() >= 0 ? Optional.empty() : verdict(kind, why, to).map(verdict -> new Judged(verdict, expiresAt));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        private static Optional<Verdict> verdict(int kind, String why, String to) {
            return switch (kind) {
                case CLEAN -> Optional.of(Verdict.Clean.CLEAN);
                case DEFER -> Optional.of(new Verdict.Defer(why));
                case DISCARD -> Optional.of(new Verdict.Discard(why));
                case QUARANTINE -> Optional.of(new Verdict.Quarantine(why));
                case REJECT -> Optional.of(new Verdict.Reject(why));
                case REDIRECT -> mailbox(to).map(mailbox -> new Verdict.Redirect(why, mailbox));
                default -> Optional.empty();
            };
        }
    }

    private static Optional<Mailbox> mailbox(String text) {
        int at = text.lastIndexOf('@');
        return at < 1 ? Optional.empty()
                : Domain.parse(text.substring(at + 1)).map(domain -> new Mailbox(text.substring(0, at), domain));
    }

    @Override
    public Future<Optional<Verdict>> get(String key) {
        return answers.get(key).map(found -> found.map(Judged::verdict));
    }

    @Override
    public void put(String key, Verdict verdict, Duration kept) {
        answers.put(key, new Judged(verdict, clock.instant().plus(kept)));
    }
}
