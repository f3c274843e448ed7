package io.postern.quarantine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.RcptParameters.Notify;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What recipients asked for (RFC 3461), in the description of a message. */
final class RequestsJson {

    private RequestsJson() {
    }

    static JsonArray write(Map<Mailbox, RcptParameters> requests) {
        var array = new JsonArray();
        requests.forEach((recipient, parameters) -> {
            var json = new JsonObject().put("recipient", recipient.toString());
            if (!parameters.notifications().isEmpty()) {
                json.put("notify", new JsonArray(parameters.notifications().stream().map(Notify::name).sorted().toList()));
            }
            parameters.originalRecipient().ifPresent(original -> json.put("orcpt", original));
            array.add(json);
        });
        return array;
    }

    static Map<Mailbox, RcptParameters> read(JsonArray array) {
        var requests = new HashMap<Mailbox, RcptParameters>();
        for (int i = 0; i < array.size(); i++) {
            var json = array.getJsonObject(i);
            var notifications = new HashSet<Notify>();
            var words = new ArrayList<Object>(json.getJsonArray("notify", new JsonArray()).getList());
            words.forEach(word -> notifications.add(Notify.valueOf((String) word)));
            requests.put(QuarantinedMessage.mailbox(json.getString("recipient")),
                    new RcptParameters(notifications, Optional.ofNullable(json.getString("orcpt"))));
        }
        return requests;
    }
}
