package io.postern.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.postern.smtp.Domain;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what is right and wrong with what is published for a domain. */
@Command(name = "doctor", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
    "Audits what is published for a domain against the cluster: MX records, names, addresses, ports, certificates.",
    "Looks from here with a resolver of its own; what cannot be told from here is unknown. Exit 1 if anything failed."})
final class DoctorCommand implements Callable<Integer> {

    private static final int DNS_PORT = 53;

    @Parameters(paramLabel = "DOMAIN", description = "A mail domain.")
    private String domain;

    @Mixin
    private NodeOptions node;

    @Option(names = "--resolver", paramLabel = "IP:PORT",
            description = "The name server to ask (default: those of the system).")
    private String resolver;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "25", description = "The SMTP port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var name = Domain.parse(domain).filter(parsed -> !parsed.isAddressLiteral()).map(Domain::name).orElseThrow(
                () -> new ParameterException(spec.commandLine(), domain + " is not a domain"));
        var servers = resolver == null ? List.<InetSocketAddress>of() : List.of(server());
        var cluster = cluster();
        try (var questions = new Questions(servers)) {
            var ports = new PortCheck(port, banner -> cluster.map(known -> known.hasName(banner)).orElse(false));
            var findings = examined(name, cluster, questions, ports);
            print(name, findings);
            return findings.stream().anyMatch(finding -> finding.result() == Finding.Result.FAIL) ? 1 : 0;
        }
    }

    private List<Finding> examined(String name, Optional<KnownCluster> cluster, Questions questions, PortCheck ports) {
        try (var progress = Progress.on(spec.commandLine().getErr(), "looking at " + name)) {
            return new Doctor(name, cluster, questions, ports, progress).examine();
        }
    }

    /** Without a node there is still much to see, unless one was asked for. */
    private Optional<KnownCluster> cluster() {
        try (var client = node.client()) {
            return client.get("/api/v1/cluster") instanceof JsonObject answer
                    ? Optional.of(KnownCluster.of(answer)) : Optional.empty();
        } catch (CommandFailed unanswered) {
            if (spec.commandLine().getParseResult().hasMatchedOption("--node")) {
                throw unanswered;
            }
            return Optional.empty();
        }
    }

    private InetSocketAddress server() {
        int colon = resolver.endsWith("]") ? -1 : resolver.lastIndexOf(':');
        boolean withPort = colon > 0 && (resolver.startsWith("[") || resolver.indexOf(':') == colon);
        try {
            var host = (withPort ? resolver.substring(0, colon) : resolver).replaceAll("[\\[\\]]", "");
            return new InetSocketAddress(InetAddress.ofLiteral(host),
                    withPort ? Integer.parseInt(resolver.substring(colon + 1)) : DNS_PORT);
        } catch (IllegalArgumentException noAddress) {
            throw new ParameterException(spec.commandLine(), "--resolver " + resolver + " is not an address such as 192.0.2.53:53");
        }
    }

    private void print(String name, List<Finding> findings) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(new JsonObject().put("domain", name).put("counts", new JsonObject(counts(findings)))
                    .put("findings", new JsonArray(findings.stream().map(Finding::toJson).toList())).encodePrettily());
        } else {
            table(findings, out);
            out.println(counts(findings).entrySet().stream().map(count -> count.getValue() + " " + count.getKey())
                    .collect(Collectors.joining(", ")));
        }
        out.flush();
    }

    private static void table(List<Finding> findings, PrintWriter out) {
        int checks = width(findings.stream().map(Finding::check).toList());
        int subjects = width(findings.stream().map(Finding::subject).toList());
        for (var finding : findings) {
            out.printf("%-7s  %-" + checks + "s  %-" + subjects + "s  %s%n", finding.result().label(), finding.check(),
                    JsonText.inline(finding.subject()), JsonText.inline(finding.detail()));
            if (!finding.remedy().isEmpty()) {
                out.printf("%9sremedy: %s%n", "", JsonText.inline(finding.remedy()));
            }
        }
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(1);
    }

    private static Map<String, Object> counts(List<Finding> findings) {
        var counts = new EnumMap<Finding.Result, Integer>(Finding.Result.class);
        Arrays.stream(Finding.Result.values()).forEach(result -> counts.put(result, 0));
        findings.forEach(finding -> counts.merge(finding.result(), 1, Integer::sum));
        var labelled = new LinkedHashMap<String, Object>();
        counts.forEach((result, count) -> labelled.put(result.label(), count));
        return labelled;
    }
}
