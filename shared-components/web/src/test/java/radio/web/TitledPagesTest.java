package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class TitledPagesTest {
    private static Page page(long index, int bytes) {
        return new Page(Unpooled.buffer(bytes).writeZero(bytes), index, 0, 9600, "t" + index, 0, 0);
    }

    private static int keptBack(int bytesOfAPage) {
        TitledPages pages = new TitledPages(4000, 48_000);
        for (long index = 0; ; index++) {
            pages.add(page(index, bytesOfAPage));
            if (pages.next().isPresent()) {
                return (int) index;
            }
        }
    }

    @Test
    void asFewPagesAreKeptBackAsTheBlocksLookAhead() {
        assertThat(keptBack(2400)).isEqualTo(2);
        assertThat(keptBack(4000)).isEqualTo(1);
    }

    @Test
    void silenceIsKeptBackForASecondAtMost() {
        assertThat(keptBack(30)).isEqualTo(5);
    }
}
