package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OggCrcTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void twoSumsCombinedAreTheSumOfTheWhole(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            byte[] all = new byte[random.nextInt(1, 70_000 >> random.nextInt(12))];
            random.nextBytes(all);
            int cut = random.nextInt(all.length + 1);
            byte[] first = Arrays.copyOfRange(all, 0, cut);
            byte[] second = Arrays.copyOfRange(all, cut, all.length);
            int naive = OggReader.crc(all);
            assertThat(OggCrc.of(0, Unpooled.wrappedBuffer(all))).isEqualTo(naive);
            assertThat(
                            OggCrc.combine(
                                    OggReader.crc(first),
                                    OggReader.crc(second),
                                    OggCrc.shift(second.length)))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(naive);
        }
    }
}
