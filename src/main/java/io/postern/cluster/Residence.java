package io.postern.cluster;

import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;

/**
 * What this node does on a grid: it tells all nodes each second how it is, hears them, and lends its caches their maps.
 * The topic goes from member to member without a partition, so that no frozen owner can silence the others.
 */
final class Residence implements Grid.Tenant {

    private final NodeHealth health;
    private final List<SharedCache<?>> caches;
    private final List<Gossip> gossips;
    private final GridWatch watch;
    private volatile HazelcastInstance home;
    private volatile ITopic<Object> topic;

    Residence(NodeHealth health, List<SharedCache<?>> caches, List<Gossip> gossips, GridWatch watch) {
        this.health = health;
        this.caches = caches;
        this.gossips = gossips;
        this.watch = watch;
    }

    /** The first saying makes the Compact schema known to all members, which blocks; only then the caches may write. */
    @Override
    public void joined(HazelcastInstance member) {
        var reachedAt = member.getCluster().getLocalMember().getSocketAddress().getAddress();
        health.reachedAt(reachedAt);
        ITopic<Object> joined = member.getTopic(NodeHealth.TOPIC);
        joined.addMessageListener(this::heard);
        joined.publish(health.saying());
        topic = joined;
        home = member;
        GridWatch.warnOfPublic(reachedAt);
        caches.forEach(cache -> cache.attach(
                member.getMap(cache.kind().map()), cache.kind().leases().map(name -> member.<String, Object>getMap(name))));
        gossips.forEach(gossip -> {
            gossip.subject().oneMachine(reachedAt.isLoopbackAddress());
            gossip.attach(member.getTopic(gossip.subject().topic()));
        });
    }

    @Override
    public void beat() {
        topic.publish(health.saying());
        gossips.forEach(gossip -> gossip.subject().beat());
        watch.look(home.getCluster().getMembers().size());
    }

    @Override
    public void lost() {
        caches.forEach(SharedCache::detach);
        gossips.forEach(Gossip::detach);
    }

    @Override
    public void farewell() {
        caches.forEach(SharedCache::detach);
        gossips.forEach(Gossip::detach);
        if (topic != null) {
            topic.publish(health.farewell());
        }
    }

    /** On Hazelcast's event thread. The object is only deserialised when it is asked for. */
    private void heard(Message<Object> message) {
        try {
            health.hear(message.getMessageObject());
        } catch (HazelcastSerializationException e) {
            health.refuse();
        }
    }
}
