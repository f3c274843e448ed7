package io.postern.quarantine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;

import io.postern.observe.MailLog;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.slf4j.event.Level;

/**
 * Finds kept messages without reading them all: an index of their descriptions in a folder of this node (Lucene). The vault
 * is the truth and this a copy that may be lost; what is added is on disk with the next {@link #commit}. Every method
 * blocks; thread-safe.
 */
final class QuarantineIndex implements Closeable {

    /** It would say on standard error, past our log, that an incubating module could make it faster; we need no vectors. */
    private static final Logger ABOUT_VECTORS = Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        ABOUT_VECTORS.setLevel(java.util.logging.Level.OFF);
    }

    private static final double WRITE_BUFFER_MEBI = 16;
    /** Of the descriptions of one page together: senders choose how many recipients there are, and how long. */
    private static final long MOST_PAGE_OCTETS = 1 << 20;
    private static final String MADE_BY = "made-by";
    private static final Query READABLE = new TermQuery(new Term(IndexDocuments.READABLE, "yes"));
    private static final Sort NEWEST_FIRST = new Sort(
            new SortField(IndexDocuments.TIME, SortField.Type.LONG, true), new SortField(IndexDocuments.ID, SortField.Type.STRING));
    private static final Sort OLDEST_FIRST = new Sort(new SortField(IndexDocuments.TIME, SortField.Type.LONG));

    private final IndexDocuments documents;
    private final IndexTerms terms;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;

    private QuarantineIndex(IndexDocuments documents, IndexTerms terms, Directory directory, String madeBy) throws IOException {
        this.documents = documents;
        this.terms = terms;
        this.directory = directory;
        this.writer = new IndexWriter(directory, new IndexWriterConfig()
                .setIndexSort(NEWEST_FIRST).setRAMBufferSizeMB(WRITE_BUFFER_MEBI).setCommitOnClose(true));
        try {
            if (!isMadeBy(madeBy)) {
                writer.deleteAll();
                writer.setLiveCommitData(Map.of(MADE_BY, madeBy).entrySet());
                writer.commit();
            }
            this.searchers = new SearcherManager(writer, new SearcherFactory() {
                @Override
                public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) {
                    var searcher = new IndexSearcher(reader);
                    searcher.setQueryCache(null);
                    return searcher;
                }
            });
        } catch (IOException | RuntimeException failure) {
            writer.rollback();
            throw failure;
        }
    }

    /**
     * Opens the index in {@code folder}, empty if it was made for anything else than {@code madeBy}, or is broken. Fails if
     * another process has it open.
     */
    static QuarantineIndex open(Path folder, String madeBy, IndexDocuments documents, IndexTerms terms) throws IOException {
        Files.createDirectories(folder);
        var directory = FSDirectory.open(folder);
        try {
            return new QuarantineIndex(documents, terms, directory, madeBy);
        } catch (CorruptIndexException | IndexFormatTooOldException | IndexFormatTooNewException broken) {
            for (var file : directory.listAll()) {
                directory.deleteFile(file);
            }
            return new QuarantineIndex(documents, terms, directory, madeBy);
        } catch (IOException | RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    private boolean isMadeBy(String madeBy) {
        var data = writer.getLiveCommitData();
        if (data != null) {
            for (var entry : data) {
                if (entry.getKey().equals(MADE_BY)) {
                    return entry.getValue().equals(madeBy);
                }
            }
        }
        return false;
    }

    /** {@code octets}: what it takes in the vault. Replaces what is known of the same id. */
    void add(QuarantinedMessage message, long octets) throws IOException {
        writer.updateDocument(id(message.id()), documents.of(message, octets));
    }

    void addUnreadable(String id, long epochMillis, long octets) throws IOException {
        writer.updateDocument(id(id), documents.unreadable(id, epochMillis, octets));
    }

    void remove(String id) throws IOException {
        writer.deleteDocuments(id(id));
    }

    private static Term id(String id) {
        return new Term(IndexDocuments.ID, id);
    }

    /** At least one, if there is one, and then no more than what {@link #MOST_PAGE_OCTETS} hold. */
    QuarantinePage find(QuarantineQuery query, Optional<String> after, int limit) throws IOException {
        return searching(searcher -> {
            var asked = lucene(query);
            var top = searcher.search(asked, new TopFieldCollectorManager(
                    NEWEST_FIRST, limit, after.flatMap(IndexPlace::parse).map(IndexPlace::asFieldDoc).orElse(null), limit));
            var found = new ArrayList<QuarantinedMessage>(top.scoreDocs.length);
            var stored = searcher.storedFields();
            long octets = 0;
            for (var each : top.scoreDocs) {
                var document = stored.document(each.doc);
                octets += IndexDocuments.descriptionOctets(document);
                if (octets > MOST_PAGE_OCTETS && !found.isEmpty()) {
                    break;
                }
                found.add(documents.message(document));
            }
            int told = found.size();
            var next = told < limit && told == top.scoreDocs.length
                    ? Optional.<String>empty() : Optional.of(IndexPlace.of((FieldDoc) top.scoreDocs[told - 1]).toString());
            return new QuarantinePage(found, searcher.count(asked), next);
        });
    }

    private Query lucene(QuarantineQuery query) {
        var all = new BooleanQuery.Builder();
        terms.needed(query).forEach(term -> all.add(new TermQuery(new Term(IndexDocuments.TERM, term)), Occur.FILTER));
        if (query.since().isPresent() || query.until().isPresent()) {
            all.add(LongPoint.newRangeQuery(IndexDocuments.TIME,
                    query.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
                    query.until().map(until -> until.toEpochMilli() - 1).orElse(Long.MAX_VALUE)), Occur.FILTER);
        }
        all.add(READABLE, Occur.FILTER);
        return all.build();
    }

    /** Those that were kept first, what cannot be read among them. */
    List<IndexEntry> oldest(int most) throws IOException {
        return searching(searcher -> {
            var top = searcher.search(MatchAllDocsQuery.INSTANCE, new TopFieldCollectorManager(OLDEST_FIRST, most, most));
            var found = new ArrayList<IndexEntry>();
            for (var each : top.scoreDocs) {
                var leaf = searcher.getLeafContexts().get(
                        ReaderUtil.subIndex(each.doc, searcher.getLeafContexts()));
                int doc = each.doc - leaf.docBase;
                var ids = DocValues.getSorted(leaf.reader(), IndexDocuments.ID);
                var octets = DocValues.getNumeric(leaf.reader(), IndexDocuments.OCTETS);
                ids.advanceExact(doc);
                octets.advanceExact(doc);
                found.add(new IndexEntry(ids.lookupOrd(ids.ordValue()).utf8ToString(),
                        (Long) ((FieldDoc) each).fields[0], octets.longValue()));
            }
            return found;
        });
    }

    /** The ids that the index has of one shelf, those of what cannot be read among them. */
    Set<String> onShelf(int shelf) throws IOException {
        return ids(new TermQuery(shelfTerm(shelf)));
    }

    /** Of one shelf, the ids of what could not be read. */
    Set<String> unreadableOn(int shelf) throws IOException {
        return ids(new BooleanQuery.Builder().add(new TermQuery(shelfTerm(shelf)), Occur.FILTER)
                .add(READABLE, Occur.MUST_NOT).build());
    }

    private static Term shelfTerm(int shelf) {
        return new Term(IndexDocuments.SHELF, new BytesRef(Vault.shelfName(shelf)));
    }

    private Set<String> ids(Query query) throws IOException {
        return searching(searcher -> {
            var ids = new HashSet<String>();
            var weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
            for (var leaf : searcher.getLeafContexts()) {
                var scorer = weight.scorer(leaf);
                var found = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
                var values = DocValues.getSorted(leaf.reader(), IndexDocuments.ID);
                var live = leaf.reader().getLiveDocs();
                for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
                    if ((live == null || live.get(doc)) && values.advanceExact(doc)) {
                        ids.add(values.lookupOrd(values.ordValue()).utf8ToString());
                    }
                }
            }
            return ids;
        });
    }

    /** What all of them take in the vault. */
    long octets() throws IOException {
        return searching(searcher -> {
            long sum = 0;
            for (var leaf : searcher.getLeafContexts()) {
                var octets = DocValues.getNumeric(leaf.reader(), IndexDocuments.OCTETS);
                var live = leaf.reader().getLiveDocs();
                for (int doc = octets.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = octets.nextDoc()) {
                    sum += live == null || live.get(doc) ? octets.longValue() : 0;
                }
            }
            return sum;
        });
    }

    /** Entries, what cannot be read among them. */
    long count() throws IOException {
        return searching(searcher -> (long) searcher.getIndexReader().numDocs());
    }

    void commit() throws IOException {
        writer.commit();
    }

    private interface Search<T> {

        T in(IndexSearcher searcher) throws IOException;
    }

    /** Sees all that was added before. */
    private <T> T searching(Search<T> search) throws IOException {
        searchers.maybeRefreshBlocking();
        var searcher = searchers.acquire();
        try {
            return search.in(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Gives up what was not committed, and the folder, whatever state they are in. */
    void abandon() {
        try (directory; searchers) {
            writer.rollback();
        } catch (IOException | RuntimeException alsoBroken) {
            MailLog.limited(Level.WARN, "quarantine-index-failed", "cause", alsoBroken.toString());
        }
    }

    @Override
    public void close() throws IOException {
        try (directory; writer; searchers) {
            writer.commit();
        }
    }
}
