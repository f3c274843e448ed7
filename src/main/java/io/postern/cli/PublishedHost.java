package io.postern.cli;

import java.net.InetAddress;
import java.util.List;

/** A host that the domain's MX records name, in lower case, with what the DNS has for it. */
record PublishedHost(String name, int preference, List<InetAddress> addresses) {
}
