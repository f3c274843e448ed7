package io.postern.k8s;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;

/**
 * Reads a manifest against the typed model of its kind as an API server with strict field validation would: a field that
 * the type does not have is a problem, and so is a value of another type.
 */
final class StrictModel {

    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Namespace", Namespace.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("batch/v1 Job", Job.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("scheduling.k8s.io/v1 PriorityClass", PriorityClass.class),
            Map.entry("cert-manager.io/v1 Certificate", Certificate.class),
            Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class));

    private static final Pattern QUANTITY = Pattern.compile("\\d+(\\.\\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");

    private final List<String> problems = new ArrayList<>();

    private StrictModel() {
    }

    /** What is wrong with the manifest, each with its path; nothing if all is right. */
    static List<String> problems(Manifest manifest) {
        var model = new StrictModel();
        var kind = manifest.text("apiVersion") + " " + manifest.kind();
        var type = KINDS.get(kind);
        if (type == null) {
            model.problems.add(manifest + ": no type is known for " + kind);
        } else {
            model.object(manifest.toString(), manifest.tree(), type);
        }
        return model.problems;
    }

    private void value(String path, Object value, Type type) {
        switch (type) {
            case ParameterizedType list when list.getRawType() == List.class -> list(path, value, list.getActualTypeArguments()[0]);
            case ParameterizedType map when map.getRawType() == Map.class -> map(path, value, map.getActualTypeArguments()[1]);
            case Class<?> simple when simple == Object.class -> { }
            case Class<?> simple when simple == IntOrString.class -> expect(path, value, value instanceof String || value instanceof Integer, simple);
            case Class<?> simple when simple == Quantity.class ->
                    expect(path, value, QUANTITY.matcher(String.valueOf(value)).matches(), simple);
            case Class<?> simple when simple == String.class || simple == Boolean.class || simple == Integer.class ->
                    expect(path, value, simple.isInstance(value), simple);
            case Class<?> simple when Number.class.isAssignableFrom(simple) -> expect(path, value, value instanceof Number, simple);
            case Class<?> simple when simple.isEnum() -> expect(path, value, value instanceof String, simple);
            case Class<?> nested -> object(path, value, nested);
            default -> throw new AssertionError(path + ": a type of unknown form: " + type);
        }
    }

    private void expect(String path, Object value, boolean right, Class<?> type) {
        if (!right) {
            problems.add(path + ": " + value + " is no " + type.getSimpleName());
        }
    }

    private void list(String path, Object value, Type element) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                value(path + "[" + i + "]", list.get(i), element);
            }
        } else {
            problems.add(path + ": " + value + " is no list");
        }
    }

    private void map(String path, Object value, Type element) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> value(path + "." + key, each, element));
        } else {
            problems.add(path + ": " + value + " is no map");
        }
    }

    private void object(String path, Object value, Class<?> type) {
        if (!(value instanceof Map<?, ?> map)) {
            problems.add(path + ": " + value + " is no " + type.getSimpleName());
            return;
        }
        var fields = fields(type);
        map.forEach((key, each) -> {
            var field = fields.get(key);
            if (field == null) {
                problems.add(path + ": " + type.getSimpleName() + " has no field " + key);
            } else {
                value(path + "." + key, each, field.getGenericType());
            }
        });
    }

    private static Map<String, Field> fields(Class<?> type) {
        var fields = new HashMap<String, Field>();
        for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
            for (var field : each.getDeclaredFields()) {
                var property = field.getAnnotation(JsonProperty.class);
                if (property != null && !Modifier.isStatic(field.getModifiers())) {
                    fields.put(property.value(), field);
                }
            }
        }
        return fields;
    }
}
