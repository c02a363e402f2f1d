package radio.axon.io;

import java.nio.ByteBuffer;

/// A record of a test and its codec.
record Numbers(int first, long second) {
    static final class InBytes implements Codec<Numbers> {
        @Override
        public Class<Numbers> type() {
            return Numbers.class;
        }

        @Override
        public byte[] encode(Numbers record) {
            return ByteBuffer.allocate(12).putInt(record.first).putLong(record.second).array();
        }

        @Override
        public Numbers decode(ByteBuffer bytes) {
            return new Numbers(bytes.getInt(), bytes.getLong());
        }
    }
}
