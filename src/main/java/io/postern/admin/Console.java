package io.postern.admin;

import java.util.List;
import java.util.Map;

import io.vertx.core.Vertx;

/** The console's files, all of them below {@code /console/} but the page itself. They hold no data and need no token. */
final class Console {

    /** Nothing but these very files is run, styled with or asked; none of it may be framed or send a form. */
    private static final Map<String, String> POLICY = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'",
            "Cross-Origin-Opener-Policy", "same-origin");

    static final List<String> FILES = List.of(
            "console.css", "icon.svg", "main.js", "api.js", "dom.js", "cluster.js", "charts.js", "series.js", "hops.js",
            "deferrals.js", "path.js", "picture.js", "quarantine.js", "message.js", "uplot.js", "uplot.css", "uplot-licence.txt");

    private Console() {
    }

    static RouteTable into(RouteTable table, Vertx vertx) {
        table.page("/", new StaticFile(vertx, "/console/index.html", type("index.html"), POLICY));
        for (var file : FILES) {
            table.page("/console/" + file, new StaticFile(vertx, "/console/" + file, type(file), POLICY));
        }
        return table;
    }

    private static String type(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/plain; charset=utf-8";
        };
    }
}
