package io.postern.cluster;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;

/**
 * {@link SharedValue} in Compact form, under a type name of our own so that no class name travels. A record of the same
 * type name with other fields fails to read; it is for the reader to take that as a refused value.
 */
final class SharedValueSerializer implements CompactSerializer<SharedValue> {

    @Override
    public SharedValue read(CompactReader reader) {
        return new SharedValue(octets(reader, "octets"), reader.readInt64("expires"), octets(reader, "mark"));
    }

    @Override
    public void write(CompactWriter writer, SharedValue value) {
        writer.writeArrayOfInt8("octets", value.octets());
        writer.writeInt64("expires", value.expiresAtMillis());
        writer.writeArrayOfInt8("mark", value.mark());
    }

    @Override
    public String getTypeName() {
        return "postern-value-1";
    }

    @Override
    public Class<SharedValue> getCompactClass() {
        return SharedValue.class;
    }

    private static byte[] octets(CompactReader reader, String field) {
        var octets = reader.readArrayOfInt8(field);
        return octets == null ? new byte[0] : octets;
    }
}
