package io.postern.scan.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.postern.message.FieldCounts;
import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.scan.FieldText;
import io.postern.scan.Verdict;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A hook's answer, strictly read: a word too much is a misunderstanding, and a misunderstanding is no verdict. */
sealed interface HookAnswer {

    /** Not such an answer; {@code what} is for the log. */
    record Babble(String what) implements HookAnswer {
    }

    /** {@code removes}: the names of the fields to leave out, which only a tag has. */
    record Said(Verdict verdict, List<String> removes) implements HookAnswer {

        Verdict verdict(FieldCounts counts) {
            var changes = new ArrayList<Change>();
            for (var name : removes) {
                for (int occurrence = 1; occurrence <= counts.of(name); occurrence++) {
                    changes.add(new Change(name, occurrence, Optional.empty()));
                }
            }
            return new Verdict.Tag(((Verdict.Tag) verdict).edits().then(new HeaderEdits(List.of(), changes, List.of())));
        }
    }

    static HookAnswer read(Buffer body) {
        try {
            return said(new JsonObject(body));
        } catch (DecodeException notIts) {
            return new Babble("not JSON");
        } catch (IllegalArgumentException wrong) {
            return new Babble(wrong.getMessage());
        }
    }

    private static Said said(JsonObject json) {
        only(json, "verdict", "reason", "reply", "headers");
        var reason = text(json, "reason");
        var word = text(json, "verdict");
        require(word.equals("tag") == json.containsKey("headers"), "headers and tag belong together");
        require(!json.containsKey("reply") || word.equals("reject") || word.equals("defer"), "a reply to " + word);
        return switch (word) {
            case "clean" -> new Said(Verdict.Clean.CLEAN, List.of());
            case "tag" -> tag(object(json, "headers"));
            case "reject" -> new Said(new Verdict.Reject(reason, reply(json)), List.of());
            case "defer" -> new Said(new Verdict.Defer(reason, reply(json)), List.of());
            case "quarantine" -> new Said(new Verdict.Quarantine(reason), List.of());
            case "discard" -> new Said(new Verdict.Discard(reason), List.of());
            default -> throw new IllegalArgumentException("no such verdict");
        };
    }

    private static Said tag(JsonObject json) {
        only(json, "add", "remove");
        var add = new ArrayList<Header>();
        for (var each : list(json, "add")) {
            require(each instanceof JsonObject, "what is to be added");
            var field = (JsonObject) each;
            only(field, "name", "value");
            require(field.containsKey("name") && field.containsKey("value"), "a field without name or value");
            add.add(new Header(text(field, "name"), FieldText.of(text(field, "value"))));
        }
        var remove = list(json, "remove").stream().map(HookAnswer::fieldName).toList();
        return new Said(new Verdict.Tag(new HeaderEdits(add, List.of(), List.of())), remove);
    }

    /** @throws IllegalArgumentException also where code and verdict do not fit */
    private static Optional<Reply> reply(JsonObject said) {
        if (!said.containsKey("reply")) {
            return Optional.empty();
        }
        var json = object(said, "reply");
        only(json, "code", "status", "text");
        var status = EnhancedStatus.at(text(json, "status"));
        int code = json.getValue("code") instanceof Integer number ? number : 0;
        var text = text(json, "text");
        require(status.isPresent() && status.get().statusClass() == code / 100, "code and status of the reply");
        require(!text.isBlank() && text.chars().allMatch(c -> c >= ' ' && c <= '~'), "the text of the reply");
        return Optional.of(new Reply(code, status, List.of(text)));
    }

    private static String fieldName(Object name) {
        require(name instanceof String, "what is to be removed");
        return new Header((String) name, "").name();
    }

    /** Empty where there is none. */
    private static String text(JsonObject json, String key) {
        require(!json.containsKey(key) || json.getValue(key) instanceof String, key);
        return json.getString(key, "");
    }

    private static JsonObject object(JsonObject json, String key) {
        require(json.getValue(key) instanceof JsonObject, key);
        return json.getJsonObject(key);
    }

    private static JsonArray list(JsonObject json, String key) {
        require(!json.containsKey(key) || json.getValue(key) instanceof JsonArray, key);
        return json.getJsonArray(key, new JsonArray());
    }

    private static void only(JsonObject json, String... known) {
        require(Set.of(known).containsAll(json.fieldNames()), "a field that is not described");
    }

    private static void require(boolean holds, String wrong) {
        if (!holds) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
