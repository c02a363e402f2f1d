package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import radio.wire.Chunk;

class ChunkRingTest {
    private final ChunkRing ring = new ChunkRing(3);

    @Test
    void keepsTheNewestChunksAndForgetsTheOldest() {
        for (int sequence = 0; sequence < 5; sequence++) {
            ring.put(Chunks.chunk(1, sequence));
        }
        assertThat(ring.get(1, 1)).isEmpty();
        assertThat(ring.get(1, 2)).map(Chunk::id).contains(Chunks.chunk(1, 2).id());
        assertThat(ring.get(1, 4)).isPresent();
        assertThat(ring.bytes()).isEqualTo(3L * Chunks.chunk(1, 0).size());
    }

    @Test
    void newEpochDropsTheOldOneAndOldChunksStayOut() {
        ring.put(Chunks.chunk(1, 0));
        ring.put(Chunks.chunk(2, 5));
        ring.put(Chunks.chunk(1, 1));
        assertThat(ring.get(1, 0)).isEmpty();
        assertThat(ring.get(1, 1)).isEmpty();
        assertThat(ring.get(2, 5)).isPresent();
    }

    @Test
    void olderChunkDoesNotPushOutANewerOneInItsPlace() {
        ring.put(Chunks.chunk(1, 4));
        ring.put(Chunks.chunk(1, 1));
        assertThat(ring.get(1, 4)).isPresent();
    }
}
