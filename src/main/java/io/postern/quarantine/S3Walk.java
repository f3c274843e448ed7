package io.postern.quarantine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import io.postern.quarantine.Vault.Lying;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists a bucket shelf by shelf. Names sort by shelf, so that shelves asked for in order are one walk through the bucket, a
 * thousand names a request, however few lie on each. Not thread-safe; begins anew after a failure.
 */
final class S3Walk {

    private static final int NOWHERE = -1;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final String ending;
    private Iterator<S3Object> objects = Collections.emptyIterator();
    private S3Object next;
    private int nextShelf = NOWHERE;

    S3Walk(S3Client client, String bucket, String prefix, String ending) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.ending = ending;
    }

    List<Lying> shelf(int shelf) {
        boolean onTheWay = shelf == nextShelf && shelf != 0;
        nextShelf = NOWHERE;
        if (!onTheWay) {
            begin(shelf);
        }
        var folder = folder(shelf);
        var found = new ArrayList<Lying>();
        for (; next != null && next.key().compareTo(folder + "\uffff") < 0; next = step()) {
            var name = next.key().startsWith(folder) ? next.key().substring(folder.length()) : "";
            if (name.endsWith(ending) && QuarantinedMessage.isId(name.substring(0, name.length() - ending.length()))) {
                found.add(new Lying(name.substring(0, name.length() - ending.length()), next.size()));
            }
        }
        nextShelf = shelf + 1;
        return found;
    }

    private void begin(int shelf) {
        objects = client.listObjectsV2Paginator(
                request -> request.bucket(bucket).prefix(prefix).startAfter(folder(shelf))).contents().iterator();
        next = step();
    }

    private S3Object step() {
        return objects.hasNext() ? objects.next() : null;
    }

    private String folder(int shelf) {
        return prefix + Vault.shelfName(shelf) + "/";
    }
}
