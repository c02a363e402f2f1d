package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// Chunks of a hostile station: any packets, media times and due times. The player goes on and
/// stays within its bounds.
@Tag("fuzz")
class PlayoutFuzzTest {

    /// More blocks than any input here can ask for: ten minutes of silence for each of a dozen
    /// jumps.
    private static final int MAX_BLOCKS = 12 * 31_000;

    private static final StreamInfo STREAM = Station.onAir(1).stream();

    @FuzzTest(maxDuration = "30m")
    void playerSurvivesAHostileStation(FuzzedDataProvider data) {
        boolean paced = data.consumeBoolean();
        Playout playout =
                paced
                        ? new PacedPlayout(
                                data.consumeLong(0, 300_000_000),
                                data.consumeLong(0, 300_000_000),
                                0)
                        : new UnpacedPlayout(0);
        long now = 0;
        for (int i = 0; i < 12 && data.remainingBytes() > 0; i++) {
            playout.add(item(data, i));
            int blocks = 0;
            for (Optional<Pcm> block = playout.next(now);
                    block.isPresent() && !(paced && blocks > 200);
                    block = playout.next(now)) {
                assertThat(block.get().frames()).isBetween(1, 5760);
                assertThat(++blocks).isLessThan(MAX_BLOCKS);
            }
            now += data.consumeLong(0, 1_000_000_000);
            assertThat(playout.status().bufferMillis()).isNotNegative();
        }
    }

    private static Air item(FuzzedDataProvider data, int sequence) {
        long mediaTime =
                data.consumeBoolean() ? sequence * 4800L : data.consumeLong(0, Long.MAX_VALUE / 2);
        long due =
                data.consumeBoolean()
                        ? sequence * 100_000_000L
                        : data.consumeLong(-10_000_000_000L, 10_000_000_000L);
        ChunkId id = new ChunkId(1, data.consumeInt(1, 2), sequence);
        if (data.consumeInt(0, 4) == 0) {
            return new Air.Missing(id, mediaTime, data.consumeInt(1, 60_000), STREAM, due);
        }
        List<Packet> packets = new ArrayList<>();
        for (int i = data.consumeInt(1, 6); i > 0; i--) {
            int samples = data.consumeBoolean() ? 960 : data.consumeInt(1, 60_000);
            packets.add(
                    new Packet(
                            samples, ByteBuffer.wrap(data.consumeBytes(data.consumeInt(0, 200)))));
        }
        Chunk chunk = Station.forged(id, mediaTime, packets);
        return new Air.Heard(chunk, STREAM, 0, due);
    }
}
