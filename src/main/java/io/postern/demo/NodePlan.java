package io.postern.demo;

import java.nio.file.Path;

/** Where one node of the demo lives: its name, its folder, and its ports on loopback. */
record NodePlan(String name, Path folder, int smtpPort, int adminPort, int gridPort) {

    Path configuration() {
        return folder.resolve("postern.yaml");
    }

    Path grid() {
        return folder.resolve("hazelcast.yaml");
    }

    Path quarantine() {
        return folder.resolve("quarantine");
    }

    Path log() {
        return folder.resolve("node.log");
    }

    String adminUrl() {
        return "http://127.0.0.1:" + adminPort;
    }
}
