package radio.simulation.swarm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Codec;
import radio.wire.Packet;
import radio.wire.StationHeader;
import radio.wire.StreamInfo;

/// Everything the station ever sent in a run, once for all nodes, numbered from 0 across epochs.
///
/// A chunk is 100 ms at 96 kbit/s in five packets; it counts as captured at the moment the source
/// gives it to its overlay.
final class OnAir {
    static final long CHUNK_NANOS = 100_000_000L;
    static final int RATE_BITS_PER_SECOND = 96_000;
    static final int CHUNK_SAMPLES = 4_800;
    static final int AUDIO_BYTES = 1_200;

    /// A push on the wire: audio, heads of packets, chunk and message, and signature.
    static final int CHUNK_BYTES = AUDIO_BYTES + 5 * 4 + 29 + 2 + 64 + 6;

    static final long PLAYOUT_NANOS = 2_000_000_000L;
    private static final int PACKETS = 5;

    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Chunk> forged = new ArrayList<>();
    private final List<Integer> epochStarts = new ArrayList<>();
    private long[] capturedNanos = new long[1024];

    /// Begins an epoch; the first one is 1.
    ///
    /// @param unixNanos what the source's wall clock says now
    StationHeader begin(long unixNanos) {
        epochStarts.add(chunks.size());
        StreamInfo stream =
                new StreamInfo(
                        0,
                        Codec.OPUS,
                        48_000,
                        2,
                        RATE_BITS_PER_SECOND,
                        CHUNK_SAMPLES,
                        ByteBuffer.allocate(0));
        return StationHeader.sign(
                epoch(),
                0,
                unixNanos,
                PLAYOUT_NANOS,
                "simulated",
                List.of(stream),
                Identities.STATION_KEY);
    }

    long epoch() {
        return epochStarts.size();
    }

    Chunk make(long nowNanos) {
        int number = chunks.size();
        long sequence = (long) number - epochStarts.getLast();
        ChunkId id = new ChunkId(0, epoch(), sequence);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            packets.add(
                    new Packet(
                            CHUNK_SAMPLES / PACKETS, ByteBuffer.allocate(AUDIO_BYTES / PACKETS)));
        }
        long mediaTime = sequence * CHUNK_SAMPLES;
        Chunk chunk = Chunk.sign(id, mediaTime, packets, List.of(), Identities.STATION_KEY);
        chunks.add(chunk);
        forged.add(Chunk.sign(id, mediaTime, packets, List.of(), Identities.FORGERS_KEY));
        if (number == capturedNanos.length) {
            capturedNanos = Arrays.copyOf(capturedNanos, 2 * number);
        }
        capturedNanos[number] = nowNanos;
        return chunk;
    }

    int size() {
        return chunks.size();
    }

    /// @return -1 if there is no such chunk
    int number(long epoch, long sequence) {
        if (epoch < 1 || epoch > epochStarts.size()) {
            return -1;
        }
        long end = epoch == epochStarts.size() ? chunks.size() : epochStarts.get((int) epoch);
        long number = epochStarts.get((int) epoch - 1) + sequence;
        return number < end ? (int) number : -1;
    }

    Chunk chunk(int number) {
        return chunks.get(number);
    }

    /// The same with a signature that is not the station's.
    Chunk forged(int number) {
        return forged.get(number);
    }

    boolean isForged(Chunk chunk) {
        int number = number(chunk.id().epoch(), chunk.id().sequence());
        return number < 0 || chunks.get(number) != chunk;
    }

    long capturedNanos(int number) {
        return capturedNanos[number];
    }

    /// The first chunk captured then or later; [#size] if there is none.
    int firstFrom(long nanos) {
        int number = Arrays.binarySearch(capturedNanos, 0, chunks.size(), nanos);
        return number >= 0 ? number : -number - 1;
    }
}
