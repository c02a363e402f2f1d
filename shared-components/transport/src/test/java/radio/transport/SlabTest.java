package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SlabTest {
    @Test
    void slicesOfOneSlabLieBehindEachOtherAndDoNotOverlap() {
        Slab slab = new Slab(1024);
        ByteBuffer first = slab.take(200);
        ByteBuffer second = slab.take(100);
        assertThat(first.isDirect()).isTrue();
        assertThat(first.capacity()).isEqualTo(200);
        assertThat(address(second)).isEqualTo(address(first) + 200);
    }

    @Test
    void chunkTooLargeForASlabGetsABufferOfItsOwn() {
        Slab slab = new Slab(1024);
        ByteBuffer small = slab.take(10);
        ByteBuffer large = slab.take(5000);
        assertThat(large.capacity()).isEqualTo(5000);
        assertThat(large.isDirect()).isTrue();
        assertThat(address(slab.take(10))).isEqualTo(address(small) + 10);
    }

    @Test
    void fullSlabIsFollowedByAFreshOne() {
        Slab slab = new Slab(1024);
        for (int i = 0; i < 100; i++) {
            assertThat(slab.take(200).remaining()).isEqualTo(200);
        }
    }

    private static long address(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer).address();
    }
}
