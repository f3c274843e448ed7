package io.postern.k8s;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One object of a rendered kustomization, as the maps, lists and scalars that YAML gives. */
record Manifest(Map<?, ?> tree) {

    String kind() {
        return text("kind");
    }

    String name() {
        return text("metadata", "name");
    }

    /** The scalar at the end of the path as text; it must be there. */
    String text(String... path) {
        return String.valueOf(find(path).orElseThrow(() -> new AssertionError(this + " has no " + String.join(".", path))));
    }

    int number(String... path) {
        return Integer.parseInt(text(path));
    }

    boolean is(boolean expected, String... path) {
        return find(path).filter(Predicate.isEqual(expected)).isPresent();
    }

    /** What stands there as an object of its own; empty if nothing does. */
    Manifest at(String... path) {
        return new Manifest(find(path).map(Map.class::cast).orElse(Map.of()));
    }

    /** The objects of the list there; empty if there is none. */
    List<Manifest> all(String... path) {
        return find(path).map(list -> ((List<?>) list).stream().map(each -> new Manifest((Map<?, ?>) each)).toList())
                .orElse(List.of());
    }

    /** The scalars of the list there. */
    List<String> texts(String... path) {
        return find(path).map(list -> ((List<?>) list).stream().map(String::valueOf).toList()).orElse(List.of());
    }

    Optional<Object> find(String... path) {
        Object here = tree;
        for (var step : path) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return Optional.ofNullable(here);
    }

    /** The pods that this object makes, or nothing. */
    Optional<Manifest> podSpec() {
        return switch (kind()) {
            case "StatefulSet", "Deployment", "Job" -> Optional.of(at("spec", "template", "spec"));
            default -> Optional.empty();
        };
    }

    Map<?, ?> podLabels() {
        return at("spec", "template", "metadata", "labels").tree();
    }

    @Override
    public String toString() {
        return tree.get("kind") + "/" + (tree.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("name") : "");
    }
}
