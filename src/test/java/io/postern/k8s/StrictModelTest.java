package io.postern.k8s;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class StrictModelTest {

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: s, labels: {a: b}}
            spec:
              selector: {a: b}
              ports: [{name: smtp, port: 25, targetPort: smtp}]
            """;

    @Test
    void aGoodManifestHasNoProblem() {
        assertEquals(List.of(), problems(SERVICE));
    }

    @Test
    void aMisspeltFieldIsFoundAtAnyDepth() {
        assertEquals(List.of("Service/s.spec.ports[0]: ServicePort has no field targetport"),
                problems(SERVICE.replace("targetPort", "targetport")));
    }

    @Test
    void aNumberWhereTextBelongsIsFound() {
        assertEquals(List.of("Service/s.metadata.labels.a: 1 is no String"), problems(SERVICE.replace("{a: b}}", "{a: 1}}")));
    }

    @Test
    void aFieldInTheWrongPlaceIsFound() {
        assertEquals(List.of("Service/s: Service has no field ports"), problems(SERVICE.replace("  ports:", "ports:")));
    }

    @Test
    void aKindOfAnotherVersionIsFound() {
        assertEquals(List.of("Service/s: no type is known for v2 Service"), problems(SERVICE.replace("v1", "v2")));
    }

    @Test
    void whatIsNoQuantityIsFound() {
        assertEquals(List.of("PersistentVolumeClaim/p.spec.resources.requests.storage: 10GB is no Quantity"), problems("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: p}
                spec: {resources: {requests: {storage: 10GB}}}
                """));
    }

    private static List<String> problems(String yaml) {
        return StrictModel.problems(Rendered.manifests(yaml).getFirst());
    }
}
