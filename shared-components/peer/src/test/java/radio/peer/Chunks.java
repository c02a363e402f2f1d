package radio.peer;

import java.nio.ByteBuffer;
import java.util.List;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Codec;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// Chunks of a test station.
final class Chunks {
    static final int SAMPLES = 4800;
    static final Ed25519Signer STATION = Ed25519Signer.of(new byte[32]);
    static final StreamInfo STREAM =
            new StreamInfo(1, Codec.OPUS, 48_000, 2, 96_000, SAMPLES, ByteBuffer.allocate(0));

    private Chunks() {}

    static Chunk chunk(long epoch, long sequence) {
        return Chunk.sign(
                new ChunkId(1, epoch, sequence),
                sequence * SAMPLES,
                List.of(new Packet(SAMPLES, ByteBuffer.wrap(new byte[] {(byte) sequence}))),
                List.of(),
                STATION);
    }
}
