package io.postern.observe;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of one. */
record AloneView(Supplier<NodeView> self) implements ClusterView {

    @Override
    public List<NodeView> nodes() {
        return List.of(self.get());
    }

    @Override
    public boolean gridUp() {
        return false;
    }

    @Override
    public boolean anotherReady() {
        return false;
    }

    @Override
    public boolean isMember(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return false;
        }
        for (String own : self.get().addresses()) {
            if (InetAddress.ofLiteral(own).equals(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<String> memberNames() {
        var node = self.get();
        return Stream.concat(Stream.of(node.name()), node.names().stream())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
