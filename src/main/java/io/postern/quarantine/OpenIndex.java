package io.postern.quarantine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.postern.observe.MailLog;
import org.slf4j.event.Level;

/**
 * The index of this node, opened when it is wanted and again after it broke: what it missed meanwhile the next {@link
 * Stocktaking} finds. It never keeps a message from being stored. Thread-safe; every method blocks.
 */
final class OpenIndex implements Closeable {

    /** Of what stands in documents and terms; another number has old folders made anew. */
    private static final String LAYOUT = "1";

    interface Note {

        void in(QuarantineIndex index) throws IOException;
    }

    interface Question<T> {

        T to(QuarantineIndex index) throws IOException;
    }

    private final Path folder;
    private final String madeBy;
    private final IndexDocuments documents;
    private final IndexTerms terms;
    private final AtomicBoolean behind = new AtomicBoolean(true);
    private QuarantineIndex open;
    private boolean closed;

    OpenIndex(Path folder, Vault vault, Keyring keys, UnaryOperator<String> subjectText) {
        this.folder = folder;
        this.terms = new IndexTerms(keys.derived("postern-quarantine index terms"), subjectText);
        this.documents = new IndexDocuments(terms, keys.derived("postern-quarantine index descriptions"));
        this.madeBy = LAYOUT + " " + vault.name() + " "
                + keys.derived("postern-quarantine index").map(HexFormat.of()::formatHex).orElse("plain");
    }

    /** Writes down what has become of a message already. */
    void note(Note note) {
        try {
            asked(index -> {
                note.in(index);
                return null;
            });
        } catch (IOException | RuntimeException failure) {
            behind.set(true);
            MailLog.limited(Level.WARN, "quarantine-index-failed", "path", folder, "cause", failure.toString());
        }
    }

    <T> T asked(Question<T> question) throws IOException {
        var index = index();
        try {
            return question.to(index);
        } catch (IOException | RuntimeException failure) {
            drop(index);
            throw failure instanceof IOException broken ? broken : new IOException(failure);
        }
    }

    private synchronized QuarantineIndex index() throws IOException {
        if (closed) {
            throw new IOException("the quarantine is closed");
        }
        if (open == null) {
            open = QuarantineIndex.open(folder, madeBy, documents, terms);
        }
        return open;
    }

    /** Whether it may lack what it was told, since it broke or was just opened. */
    boolean isBehind() {
        return behind.get();
    }

    /** Whether it was behind; whoever asks is about to put that right. */
    boolean catchingUp() {
        return behind.getAndSet(false);
    }

    private synchronized void drop(QuarantineIndex broken) {
        behind.set(true);
        if (open == broken) {
            open = null;
            broken.abandon();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (open != null) {
            open.close();
        }
    }
}
