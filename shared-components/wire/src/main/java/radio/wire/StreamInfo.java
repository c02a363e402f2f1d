package radio.wire;

import java.nio.ByteBuffer;

/// One stream of a station: what is in its packets and how they are cut into chunks.
///
/// @param id 0 to 65,535, unique in its station
/// @param codec how the packets are coded
/// @param sampleRate frames per second that media time counts, 1 to 768,000
/// @param channels 1 to 255
/// @param bitrateBitsPerSecond nominal, 0 if unknown
/// @param chunkSamples length of an ordinary chunk per channel, 1 to [Chunk#MAX_SAMPLES]
/// @param setup what a decoder needs before the first packet (OpusHead, AudioSpecificConfig), at
///   most 1,024 bytes, read-only
public record StreamInfo(
        int id,
        Codec codec,
        int sampleRate,
        int channels,
        int bitrateBitsPerSecond,
        int chunkSamples,
        ByteBuffer setup) {
    static final int MAX_SETUP_BYTES = 1024;
    private static final long MAX_NANOS = 1L << 61;

    public StreamInfo {
        if (id < 0
                || id > 0xFFFF
                || sampleRate < 1
                || sampleRate > 768_000
                || channels < 1
                || channels > 0xFF
                || bitrateBitsPerSecond < 0
                || chunkSamples < 1
                || chunkSamples > Chunk.MAX_SAMPLES
                || setup.remaining() > MAX_SETUP_BYTES) {
            throw new IllegalArgumentException(
                    "stream %d: %d Hz, %d channels, %d bit/s, %d samples a chunk, %d bytes of set-up"
                            .formatted(
                                    id,
                                    sampleRate,
                                    channels,
                                    bitrateBitsPerSecond,
                                    chunkSamples,
                                    setup.remaining()));
        }
        setup = setup.asReadOnlyBuffer();
    }

    /// A fresh view: reading it moves nobody else's position.
    @Override
    public ByteBuffer setup() {
        return setup.duplicate();
    }

    /// How long so many samples last. A station can claim any media time: more than 2^61 ns (73
    /// years) counts as that, so that adding it to a header's anchor cannot overflow.
    public long nanosOf(long samples) {
        long seconds = samples / sampleRate;
        if (seconds >= MAX_NANOS / 1_000_000_000L) {
            return MAX_NANOS;
        }
        return seconds * 1_000_000_000L + samples % sampleRate * 1_000_000_000L / sampleRate;
    }
}
