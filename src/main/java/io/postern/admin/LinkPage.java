package io.postern.admin;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.postern.message.HtmlText;
import io.postern.quarantine.DigestLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/**
 * The page behind a link of a digest. Reading it does nothing, for programs follow every link of a mail before people do; its
 * button asks again with POST, and that releases. It needs no token but the link itself, tells nothing but what the digest
 * told already, and loads and runs nothing.
 */
final class LinkPage implements Resource {

    static final String PATH = "/quarantine/link";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "Content-Security-Policy", "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Robots-Tag", "noindex");
    /** Each for some of all messages, so that whoever has the link to one shuts the page for few others. */
    private static final int ALLOWANCES = 64;
    private static final int AT_ONCE = 10;
    private static final int PER_SECOND = 1;

    private final AdminActions node;
    private final List<Allowance> allowances;

    LinkPage(AdminActions node, LongSupplier nanoTime) {
        this.node = node;
        this.allowances = Stream.generate(() -> new Allowance(AT_ONCE, PER_SECOND, nanoTime)).limit(ALLOWANCES).toList();
    }

    static RouteTable into(RouteTable table, AdminActions node) {
        return table.form(PATH, new LinkPage(node, System::nanoTime));
    }

    /** Forged links are no use to anybody and take nothing from an allowance. */
    @Override
    public Future<Answer> answer(Call call) {
        var text = call.only("t");
        return node.readLink(text).map(link -> isAllowed(link) ? answer(call, link, text)
                : Future.succeededFuture(page(429, "Too many at once", "<p>Try again in a minute.</p>")))
                .orElseGet(() -> Future.succeededFuture(unknown()));
    }

    private boolean isAllowed(DigestLink link) {
        return allowances.get(Math.floorMod(link.id().hashCode(), ALLOWANCES)).take();
    }

    private Future<Answer> answer(Call call, DigestLink link, String text) {
        return call.method().equals(HttpMethod.POST)
                ? node.follow(link, call.by().address()).map(LinkPage::done)
                : node.linked(link).map(message -> message.map(it -> asking(link, it, text)).orElseGet(LinkPage::gone));
    }

    private static Answer asking(DigestLink link, JsonObject message, String text) {
        return page(200, "Release this message?", "<dl><dt>From</dt><dd>" + shown(message, "from")
                + "</dd><dt>Subject</dt><dd>" + shown(message, "subject") + "</dd><dt>Kept</dt><dd>" + shown(message, "time")
                + "</dd><dt>Reason</dt><dd>" + shown(message, "reason") + "</dd></dl>"
                // what was verified holds only letters, digits, hyphen, underscore and a dot
                + "<form method=\"post\" action=\"?t=" + HtmlText.escaped(text) + "\"><p><button type=\"submit\">Release it to "
                + HtmlText.escaped(link.recipient().isEmpty() ? "its recipients" : link.recipient()) + "</button></p></form>");
    }

    private static Answer gone() {
        return page(200, "It is not in quarantine any more", "<p>The message was released or deleted, or its time was over.</p>");
    }

    private static String shown(JsonObject message, String field) {
        return HtmlText.escaped(message.getString(field, ""));
    }

    private static Answer done(JsonObject done) {
        if (done.getBoolean("released", false)) {
            return page(200, done.getBoolean("already", false) ? "It was released before" : "It is on its way",
                    "<p>The message was handed to your mail server.</p>");
        }
        return done.getBoolean("gone", false)
                ? page(404, "It is not in quarantine any more", "<p>The message was deleted, or its time was over.</p>")
                : page(502, "It could not be released now", "<p>It is kept. Try again later, or ask your postmaster.</p>");
    }

    /** The same for a forged link and for an old one. */
    private static Answer unknown() {
        return page(404, "This link does not work",
                "<p>It may be too old, or not whole. Links work for some days; the postmaster can still release the message.</p>");
    }

    private static Answer page(int status, String title, String content) {
        return new Answer.Whole(status, HEADERS, Buffer.buffer("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>"
                + title + "</title></head><body><main><h1>" + title + "</h1>" + content + "</main></body></html>\n"));
    }
}
