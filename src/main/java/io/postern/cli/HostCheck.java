package io.postern.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.postern.dns.DnsAnswer;
import io.postern.dns.MxRecord;

/** What the DNS has for an MX host, and for its addresses. */
final class HostCheck {

    private final Questions questions;

    HostCheck(Questions questions) {
        this.questions = questions;
    }

    PublishedHost look(MxRecord record, List<Finding> findings) {
        var name = record.exchange();
        var ipv4 = questions.ipv4(name);
        var ipv6 = questions.ipv6(name);
        var addresses = new ArrayList<>(records(ipv4));
        addresses.addAll(records(ipv6));
        findings.add(addresses(name, addresses, ipv4, ipv6));
        owner(ipv4, ipv6).filter(owner -> !owner.equals(name)).ifPresent(owner -> findings.add(Finding.fail(
                "alias", name, "an alias of " + owner, "name " + owner + " in the MX record (RFC 2181 section 10.3)")));
        return new PublishedHost(name, record.preference(), List.copyOf(addresses));
    }

    /** The way back is what many receivers ask of those who send. */
    Finding reverse(InetAddress address) {
        var subject = address.getHostAddress();
        return switch (questions.names(address)) {
            case DnsAnswer.Unavailable<String>(var why) ->
                    Finding.unknown("reverse-dns", subject, "no usable answer: " + why, "ask again");
            case DnsAnswer.NoSuchName<String> _ -> noName(subject);
            case DnsAnswer.NoData<String> _ -> noName(subject);
            case DnsAnswer.Records<String> found -> confirmed(address, found.records());
        };
    }

    private Finding confirmed(InetAddress address, List<String> names) {
        var subject = address.getHostAddress();
        for (var name : names) {
            var forward = address.getAddress().length == 4 ? questions.ipv4(name) : questions.ipv6(name);
            if (records(forward).contains(address)) {
                return Finding.ok("reverse-dns", subject, name);
            }
            if (forward instanceof DnsAnswer.Unavailable<InetAddress>(var why)) {
                return Finding.unknown("reverse-dns", subject, name + ", which gave no usable answer: " + why, "ask again");
            }
        }
        return Finding.warn("reverse-dns", subject, String.join(", ", names) + ", which does not lead back",
                "let the name of the PTR record have this address");
    }

    private static Finding noName(String subject) {
        return Finding.warn("reverse-dns", subject, "no PTR record", "publish one if mail leaves from this address");
    }

    private static Finding addresses(String name, List<InetAddress> addresses, DnsAnswer<InetAddress> ipv4,
            DnsAnswer<InetAddress> ipv6) {
        if (addresses.isEmpty()) {
            return ipv4 instanceof DnsAnswer.Unavailable || ipv6 instanceof DnsAnswer.Unavailable
                    ? Finding.unknown("address", name, "no usable answer", "ask again, or another server with --resolver")
                    : Finding.fail("address", name, "no address", "publish an A record, and AAAA if it has one");
        }
        var text = addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        if (addresses.stream().anyMatch(HostCheck::isInside)) {
            return Finding.warn("address", name, text + ", not reachable from the internet", "publish a public address");
        }
        return records(ipv4).isEmpty()
                ? Finding.warn("address", name, text + ", no IPv4 address", "many senders have IPv4 only: publish an A record")
                : Finding.ok("address", name, text);
    }

    private static boolean isInside(InetAddress address) {
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress()
                || address.isAnyLocalAddress() || address.isMulticastAddress();
    }

    private static Optional<String> owner(DnsAnswer<InetAddress> ipv4, DnsAnswer<InetAddress> ipv6) {
        return Stream.of(ipv4, ipv6)
                .filter(DnsAnswer.Records.class::isInstance)
                .map(found -> ((DnsAnswer.Records<InetAddress>) found).owner())
                .findFirst();
    }

    private static List<InetAddress> records(DnsAnswer<InetAddress> answer) {
        return answer instanceof DnsAnswer.Records<InetAddress> found ? found.records() : List.of();
    }
}
