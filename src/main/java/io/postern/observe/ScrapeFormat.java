package io.postern.observe;

/** How the meters are written. */
public enum ScrapeFormat {
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    /** Tells of exemplars, too. */
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    ScrapeFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** For a client that takes these formats: OpenMetrics wherever it is named. */
    public static ScrapeFormat of(String accept) {
        return accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
    }
}
