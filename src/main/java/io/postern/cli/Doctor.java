package io.postern.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import io.postern.dns.DnsAnswer;
import io.postern.dns.MxRecord;

/** Audits what is published for one domain, as a sender elsewhere sees it, against the cluster that should serve it. */
final class Doctor {

    private static final String SERVERS = "ask again, or another server with --resolver";

    private final String domain;
    private final Optional<KnownCluster> cluster;
    private final HostCheck hosts;
    private final Questions questions;
    private final PortCheck ports;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();

    Doctor(String domain, Optional<KnownCluster> cluster, Questions questions, PortCheck ports, Progress progress) {
        this.domain = domain;
        this.cluster = cluster;
        this.questions = questions;
        this.hosts = new HostCheck(questions);
        this.ports = ports;
        this.progress = progress;
    }

    /** Blocks until everything was looked at; in the order of the MX records. */
    List<Finding> examine() {
        var published = new ArrayList<PublishedHost>();
        for (var record : records()) {
            published.add(hosts.look(record, findings));
        }
        progress.of(published.stream().mapToInt(host -> host.addresses().size()).sum());
        if (!published.isEmpty()) {
            cluster.ifPresentOrElse(known -> compare(known, published), this::withoutCluster);
            findings.addAll(inParallel(published.stream().flatMap(host -> host.addresses().stream().map(
                    address -> (Callable<List<Finding>>) () -> {
                        var found = new ArrayList<>(ports.look(host.name(), address));
                        found.add(hosts.reverse(address));
                        progress.step();
                        return found;
                    })).toList()));
        }
        return findings;
    }

    /** Sorted by preference; without MX records the domain itself (RFC 5321 §5.1). */
    private List<MxRecord> records() {
        return switch (questions.mx(domain)) {
            case DnsAnswer.Records<MxRecord> found -> sorted(found.records());
            case DnsAnswer.NoSuchName<MxRecord> _ -> {
                findings.add(Finding.fail("mx", domain, "the domain does not exist", "register or publish it"));
                yield List.of();
            }
            case DnsAnswer.NoData<MxRecord> _ -> {
                findings.add(Finding.warn("mx", domain, "no MX records: senders use the address of the domain itself",
                        "publish an MX record for each node"));
                yield List.of(new MxRecord(0, domain));
            }
            case DnsAnswer.Unavailable<MxRecord>(var why) -> {
                findings.add(Finding.unknown("mx", domain, "no usable answer: " + why, SERVERS));
                yield List.of();
            }
        };
    }

    private List<MxRecord> sorted(List<MxRecord> records) {
        var hosts = records.stream().filter(record -> !record.exchange().equals("."))
                .sorted(Comparator.comparingInt(MxRecord::preference).thenComparing(MxRecord::exchange)).toList();
        if (hosts.isEmpty()) {
            findings.add(Finding.fail("mx", domain, "a null MX: the domain takes no mail (RFC 7505)",
                    "publish an MX record for each node instead"));
        } else if (hosts.size() < records.size()) {
            findings.add(Finding.warn("mx", domain, "a null MX among other records", "remove it (RFC 7505 section 3)"));
        } else {
            findings.add(Finding.ok("mx", domain, hosts.stream()
                    .map(record -> record.preference() + " " + record.exchange()).collect(Collectors.joining(", "))));
        }
        return hosts;
    }

    private void withoutCluster() {
        findings.add(Finding.unknown("nodes", domain, "no node of the cluster was asked: nothing to compare with",
                "give --node and POSTERN_TOKEN"));
    }

    private void compare(KnownCluster known, List<PublishedHost> published) {
        var ours = published.stream().filter(known::has).toList();
        var preferences = ours.stream().map(PublishedHost::preference).distinct().toList();
        if (preferences.size() == 1) {
            findings.add(Finding.ok("preference", domain, "all nodes have preference " + preferences.getFirst()));
        } else if (preferences.size() > 1) {
            findings.add(Finding.fail("preference", domain, "nodes have different preferences: " + ours.stream()
                    .map(host -> host.preference() + " " + host.name()).collect(Collectors.joining(", ")),
                    "give all of them the same, so that senders spread their mail"));
        }
        for (var node : known.nodes()) {
            if (node.live()) {
                findings.add(known.isListed(node, published)
                        ? Finding.ok("listed", node.name(), "has an MX record")
                        : Finding.fail("listed", node.name(), "no MX record leads to this live node",
                                "publish one, or name what leads to it in the node's identity.names or .addresses"));
            }
        }
        published.stream().filter(host -> !known.has(host)).forEach(host -> findings.add(stranger(host, preferences)));
    }

    /** Behind or before the cluster it may be meant; beside it, mail there goes unchecked by chance. */
    private static Finding stranger(PublishedHost host, List<Integer> ours) {
        var detail = "MX " + host.preference() + " is no node of this cluster";
        return ours.contains(host.preference())
                ? Finding.fail("stranger", host.name(), detail, "remove it: mail that it takes passes the cluster by")
                : Finding.warn("stranger", host.name(), detail,
                        "fine if it is meant to take mail past the cluster; else remove it");
    }

    private static List<Finding> inParallel(List<Callable<List<Finding>>> looks) {
        var all = new ArrayList<Finding>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var look : threads.invokeAll(looks)) {
                all.addAll(look.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted");
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
        return all;
    }
}
