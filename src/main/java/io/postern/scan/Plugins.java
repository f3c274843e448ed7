package io.postern.scan;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

import io.postern.config.Config;
import io.postern.config.Scan;
import io.vertx.core.Vertx;

/**
 * The plugins in a folder's jars, all of them under one class loader whose parent is ours. Everything blocks, and what does
 * not work is an {@link IllegalStateException} with words for the operator.
 */
public final class Plugins {

    private final Path folder;
    private final List<ScannerPlugin> plugins;

    private Plugins(Path folder, List<ScannerPlugin> plugins) {
        this.folder = folder;
        this.plugins = plugins;
    }

    /** Makes each scanner that comes from a plugin, to see that it can be made. */
    public static void check(Vertx vertx, Config config) {
        for (var scan : config.scan()) {
            if (scan.kind() instanceof Scan.Kind.Plugin plugin) {
                scanner(vertx, scan, plugin);
            }
        }
    }

    /** As the plugin made it. */
    static Scanner scanner(Vertx vertx, Scan scan, Scan.Kind.Plugin config) {
        try {
            return of(config.folder()).make(vertx, scan, config);
        } catch (IOException | ServiceConfigurationError | LinkageError broken) {
            throw new IllegalStateException(
                    "scanner " + scan.name() + ": the plugins in " + config.folder() + " cannot be read: " + broken, broken);
        }
    }

    private static Plugins of(Path folder) throws IOException {
        var jars = new ArrayList<URL>();
        try (var files = Files.newDirectoryStream(folder, "*.jar")) {
            for (var jar : files) {
                jars.add(jar.toUri().toURL());
            }
        }
        // It is left open: a plugin loads its classes as it comes to need them, and goes with the last generation that has it.
        var loader = new URLClassLoader("plugins", jars.toArray(URL[]::new), Plugins.class.getClassLoader());
        return new Plugins(folder,
                ServiceLoader.load(ScannerPlugin.class, loader).stream().map(ServiceLoader.Provider::get).toList());
    }

    private Scanner make(Vertx vertx, Scan scan, Scan.Kind.Plugin config) {
        var wanted = plugins.stream().filter(plugin -> plugin.name().equals(config.plugin())).findFirst();
        var plugin = wanted.orElseThrow(() -> new IllegalStateException(
                "scanner " + scan.name() + ": there is no plugin " + config.plugin() + " in " + folder + "; " + there()));
        var settings = config.settings().stream().collect(
                Collectors.toMap(Scan.Setting::name, setting -> setting.value().value(), (_, later) -> later));
        try {
            return plugin.scanner(scan.name(), settings, vertx);
        } catch (RuntimeException refused) {
            throw new IllegalStateException(
                    "scanner " + scan.name() + ": plugin " + config.plugin() + " does not take its settings: " + refused.getMessage(),
                    refused);
        }
    }

    private String there() {
        return plugins.isEmpty()
                ? "no jar there names one in META-INF/services/" + ScannerPlugin.class.getName()
                : "there are: " + plugins.stream().map(ScannerPlugin::name).sorted().collect(Collectors.joining(", "));
    }
}
