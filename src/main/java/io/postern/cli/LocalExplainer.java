package io.postern.cli;

import io.postern.config.Config;
import io.vertx.core.json.JsonObject;

/** Makes the plan for a recipient without a running node; blocks until the DNS has answered. */
public interface LocalExplainer {

    /** @throws IllegalArgumentException with a message for the user: that is no recipient */
    JsonObject explain(Config config, String recipient);
}
