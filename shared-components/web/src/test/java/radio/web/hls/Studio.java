package radio.web.hls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import radio.audio.Pcm;
import radio.audio.PcmToChunks;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.StreamInfo;

/// One run of a source for tests: a sine on air, as a node hears it.
///
/// @param startNanos when media time 0 was captured, on the node's clock
record Studio(StreamInfo stream, long epoch, long startNanos, double hertz, List<Chunk> chunks) {

    /// `unixNanos` less `nanoTime` of the node's clock; 2025-06-01T00:00:00Z is nanosecond 0.
    static final long UNIX_OFFSET = 1_748_736_000_000_000_000L;

    static final long DELAY = 1_000_000_000;

    private static final Signer SIGNER = new NoSigner();

    /// Whoever signs nothing.
    static final class NoSigner implements Signer {
        @Override
        public PublicKey publicKey() {
            return new PublicKey(1, 2, 3, 4);
        }

        @Override
        public byte[] sign(ByteBuffer message) {
            return new byte[SIGNATURE_BYTES];
        }
    }

    /// So many chunks of 100 ms.
    static Studio onAir(int channels, long epoch, long startNanos, double hertz, int count) {
        StreamInfo stream = OpusStream.info(1, new OpusSettings(96_000, channels));
        PcmToChunks stages = new PcmToChunks(stream, epoch, SIGNER, UNIX_OFFSET + startNanos);
        List<Chunk> chunks = new ArrayList<>();
        for (long block = 0; chunks.size() < count; block++) {
            short[] samples = new short[Pcm.BLOCK_FRAMES * channels];
            for (int i = 0; i < samples.length; i++) {
                long frame = block * Pcm.BLOCK_FRAMES + i / channels;
                samples[i] = (short) (8192 * Math.sin(2 * Math.PI * hertz * frame / Pcm.RATE));
            }
            long time = UNIX_OFFSET + startNanos + block * Pcm.BLOCK_NANOS;
            chunks.addAll(stages.add(new Pcm(samples, channels, time)));
        }
        return new Studio(stream, epoch, startNanos, hertz, chunks);
    }

    /// Two channels of 1 kHz, epoch 1.
    static Studio onAir(int count) {
        return onAir(2, 1, 0, 1000, count);
    }

    Air heard(int index) {
        return heard(chunks.get(index));
    }

    /// The same chunk with a title.
    Air heard(int index, String title) {
        Chunk chunk = chunks.get(index);
        return heard(
                Chunk.sign(
                        chunk.id(),
                        chunk.mediaTime(),
                        chunk.packets(),
                        List.of(Field.title(title)),
                        SIGNER));
    }

    /// The same chunk with other packets.
    Air heard(int index, List<Packet> packets) {
        Chunk chunk = chunks.get(index);
        return heard(Chunk.sign(chunk.id(), chunk.mediaTime(), packets, List.of(), SIGNER));
    }

    /// A chunk of one's own.
    Air heard(long sequence, long mediaTime, List<Packet> packets, List<Field> fields) {
        return heard(
                Chunk.sign(
                        new ChunkId(stream.id(), epoch, sequence),
                        mediaTime,
                        packets,
                        fields,
                        SIGNER));
    }

    private Air heard(Chunk chunk) {
        long captured = startNanos + stream.nanosOf(chunk.mediaTime());
        return new Air.Heard(chunk, stream, captured, captured + DELAY);
    }

    Air missing(int index) {
        Chunk chunk = chunks.get(index);
        return new Air.Missing(
                chunk.id(),
                chunk.mediaTime(),
                chunk.samples(),
                stream,
                startNanos + stream.nanosOf(chunk.mediaTime()) + DELAY);
    }
}
