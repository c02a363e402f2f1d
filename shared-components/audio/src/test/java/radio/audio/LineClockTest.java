package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineClockTest {

    private static final long MILLI = 1_000_000;
    private static final long START = 77_000_000_000L;

    @ParameterizedTest
    @CsvSource({"20, 200", "20, -200", "40, 200", "40, -200", "20, 0", "10, 50"})
    void stepsAndJitterAreSeenThrough(int stepMillis, int ppm) {
        long seed = stepMillis * 1000L + ppm;
        Card card = new Card(seed, stepMillis, ppm);
        LineClock clock = new LineClock();
        double worst = 0;
        for (long t = 0; t < 60_000 * MILLI; t += 5 * MILLI + card.random.nextLong(300_000)) {
            clock.observe(START + t, card.position(t));
            if (t > 3_000 * MILLI) {
                long frame = card.position(t) + 9600;
                worst = Math.max(worst, Math.abs(clock.nanosOf(frame) - START - card.due(frame)));
            }
        }
        assertThat(worst / MILLI).as("ms off at most, seed %d", seed).isLessThan(3);
    }

    @Test
    void settlesHalfASecondAfterThePositionBeganToMove() {
        Card card = new Card(1, 20, 0);
        LineClock clock = new LineClock();
        for (long t = 0; t < 1_000 * MILLI; t += 5 * MILLI) {
            clock.observe(START + t, 0);
        }
        assertThat(clock.settled()).isFalse();
        long t = 0;
        for (; !clock.settled(); t += 5 * MILLI) {
            clock.observe(START + 1_000 * MILLI + t, card.position(t));
        }
        assertThat(t / MILLI).isBetween(500L, 600L);
    }

    @Test
    void looksFarApartSayNothing() {
        LineClock clock = new LineClock();
        for (long t = 0; t < 10_000 * MILLI; t += 60 * MILLI) {
            clock.observe(START + t, t / MILLI * 48);
        }
        assertThat(clock.settled()).isFalse();
    }

    /// A card whose position moves in steps that are seen up to 5 ms off.
    private static final class Card {
        private final SplittableRandom random;
        private final int stepFrames;
        private final double framesPerNano;
        private long step;
        private double jitterNanos;

        Card(long seed, int stepMillis, int ppm) {
            random = new SplittableRandom(seed);
            stepFrames = stepMillis * 48;
            framesPerNano = 48e3 / 1e9 * (1 + ppm / 1e6);
        }

        long position(long nanos) {
            if ((nanos - jitterNanos) * framesPerNano >= (step + 1) * (double) stepFrames) {
                step = (long) ((nanos - jitterNanos) * framesPerNano / stepFrames);
                jitterNanos = (random.nextDouble() - 0.5) * 10 * MILLI;
            }
            return step * stepFrames;
        }

        double due(long frame) {
            return frame / framesPerNano;
        }
    }
}
