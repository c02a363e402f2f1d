package radio.wire;

import java.nio.ByteBuffer;

/// One output of the encoder.
///
/// @param samples how long it is, per channel at the stream's sample rate; 1 to 65,535
/// @param data the codec's bytes, read-only; 0 to 65,535 of them
public record Packet(int samples, ByteBuffer data) {
    public Packet {
        if (samples < 1 || samples > 0xFFFF) {
            throw new IllegalArgumentException("a packet of " + samples + " samples");
        }
        data = data.asReadOnlyBuffer();
    }

    /// A fresh view: reading it moves nobody else's position.
    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }
}
