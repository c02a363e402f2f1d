package radio.audio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.Signer;
import radio.wire.StreamInfo;

/// Collects packets until they are one chunk long, then numbers and signs the chunk. A pure stage;
/// not thread-safe.
///
/// A title goes into the chunk it begins in, and again every [#TITLE_REPEAT] chunks for those who
/// join later. So does the empty one, which says that no title is known any more: whoever missed
/// the chunk in which it ended must learn it, too. Before the first title nothing is said.
final class Chunker {

    /// 5 s of 100 ms chunks: how long a newcomer may not know what is playing. Guess.
    static final int TITLE_REPEAT = 50;

    private final StreamInfo stream;
    private final long epoch;
    private final Signer signer;
    private final List<Packet> packets = new ArrayList<>();
    private String title = "";
    private boolean titled;
    private long titleSequence;
    private long mediaTime;
    private int frames;
    private long sequence;

    Chunker(StreamInfo stream, long epoch, Signer signer) {
        this.stream = stream;
        this.epoch = epoch;
        this.signer = signer;
    }

    /// What plays from the packet that comes next; empty: that is not known.
    void title(String text) {
        title = text;
        titled = true;
        titleSequence = sequence;
    }

    /// Takes the next packet; gives the chunk that it completes.
    ///
    /// @param packetMediaTime index of the packet's first frame; follows the one before unless a
    ///   chunk begins with it
    Optional<Chunk> add(byte[] packet, int packetFrames, long packetMediaTime) {
        if (packets.isEmpty()) {
            mediaTime = packetMediaTime;
        } else if (packetMediaTime != mediaTime + frames) {
            throw new IllegalArgumentException(
                    "packet at " + packetMediaTime + " does not follow " + (mediaTime + frames));
        }
        packets.add(new Packet(packetFrames, ByteBuffer.wrap(packet)));
        frames += packetFrames;
        return frames >= stream.chunkSamples() ? Optional.of(press()) : Optional.empty();
    }

    /// Whether a chunk has begun and is not complete.
    boolean pending() {
        return !packets.isEmpty();
    }

    private Chunk press() {
        boolean announce = titled && (sequence - titleSequence) % TITLE_REPEAT == 0;
        List<Field> fields = announce ? List.of(Field.title(title)) : List.of();
        Chunk chunk =
                Chunk.sign(
                        new ChunkId(stream.id(), epoch, sequence),
                        mediaTime,
                        packets,
                        fields,
                        signer);
        packets.clear();
        frames = 0;
        sequence++;
        return chunk;
    }
}
