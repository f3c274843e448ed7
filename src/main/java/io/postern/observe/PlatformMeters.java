package io.postern.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;

/** Micrometer's own meters: JVM, process and the two allocators that sockets use. */
final class PlatformMeters implements AutoCloseable {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    PlatformMeters(MeterRegistry registry) {
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        ResidentMemory.bindTo(registry);
        allocator(registry, VertxByteBufAllocator.POOLED_ALLOCATOR);
        // One and the same where -Dio.netty.allocator.type=pooled.
        if (ByteBufAllocator.DEFAULT != VertxByteBufAllocator.POOLED_ALLOCATOR) {
            allocator(registry, ByteBufAllocator.DEFAULT);
        }
    }

    private static void allocator(MeterRegistry registry, ByteBufAllocator allocator) {
        if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
            new NettyAllocatorMetrics(provider).bindTo(registry);
        }
    }

    /** Ends the listening for collections. */
    @Override
    public void close() {
        collections.close();
    }
}
