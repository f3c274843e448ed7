package io.postern.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import io.postern.smtp.Domain;

/** The machine's own name. */
final class MachineName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private MachineName() {
    }

    /** A name fit for a greeting; {@code localhost} if the machine has none. May ask the system's resolver. */
    static String get() {
        return Domain.parse(written()).filter(domain -> !domain.isAddressLiteral()).map(Domain::name).orElse("localhost");
    }

    private static String written() {
        try {
            return Files.isReadable(KERNEL) ? Files.readString(KERNEL).strip() : InetAddress.getLocalHost().getHostName();
        } catch (IOException unnamed) {
            return "localhost";
        }
    }
}
