package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftControlTest {

    private static final long MILLI = 1_000_000;
    private static final long TICK = 20 * MILLI;

    private final DriftControl control = new DriftControl();
    private long now = 5_000_000_000L;
    private double error;
    private double last;
    private double steepest;
    private double most;
    private int turns;
    private int direction;

    @ParameterizedTest
    @ValueSource(ints = {200, -200, 50, -400})
    void clocksThatDifferAreKeptTogether(int ppm) {
        run(300, ppm, 0);
        assertThat(Math.abs(error)).as("error in ns").isLessThan(0.1 * MILLI);
        assertThat(control.ppm()).isBetween(ppm - 5.0, ppm + 5.0);
        assertThat(most).isLessThanOrEqualTo(DriftControl.STEADY);
        assertThat(turns).as("changes of direction").isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {40, -40})
    void disturbanceIsMadeGoodFastAndWithoutSwinging(long millis) {
        run(60, 100, 0);
        error += millis * MILLI;
        most = 0;
        turns = 0;
        run(10, 100, 0);
        assertThat(most).isBetween(0.004, DriftControl.FAST);
        assertThat(Math.abs(error)).isLessThan(12.0 * MILLI);
        most = 0;
        run(60, 100, 0);
        assertThat(most).isLessThanOrEqualTo(DriftControl.STEADY);
        assertThat(Math.abs(error)).isLessThan(1.0 * MILLI);
        assertThat(turns).as("changes of direction").isLessThanOrEqualTo(4);
    }

    @Test
    void whatTenSecondsDoNotMakeGoodIsLeftToTheSteadyLimitUntilTheNextDisturbance() {
        error = 150 * MILLI;
        run(10, 0, 0);
        assertThat(most).isEqualTo(DriftControl.FAST);
        double left = error;
        assertThat(left).isBetween(100.0 * MILLI, 120.0 * MILLI);
        most = 0;
        run(30, 0, 0);
        assertThat(most).isLessThanOrEqualTo(DriftControl.STEADY);
        assertThat(error).isBetween(left - 16 * MILLI, left - 14 * MILLI);
        error += 20 * MILLI;
        run(5, 0, 0);
        assertThat(most).isEqualTo(DriftControl.FAST);
    }

    @Test
    void pitchGlidesAndNeverSteps() {
        error = 50 * MILLI;
        run(30, 300, 1);
        error = -50 * MILLI;
        run(30, 300, 1);
        assertThat(steepest).isLessThanOrEqualTo(0.002 * TICK / 1e9 + 1e-12);
    }

    @Test
    void waveringClockMovesThePitchByLessThanItsLimit() {
        run(120, 150, 1.5);
        most = 0;
        run(120, 150, 1.5);
        assertThat(most).isLessThanOrEqualTo(DriftControl.STEADY);
        assertThat(Math.abs(error)).isLessThan(2.0 * MILLI);
    }

    @Test
    void pauseBetweenTwoCallsTeachesItNothing() {
        run(60, 100, 0);
        double learnt = control.ppm();
        now += 3_600_000_000_000L;
        control.update(now, 9 * MILLI);
        assertThat(control.ppm()).isBetween(learnt - 100, learnt + 100);
    }

    /// The loop: a card that is `ppm` too slow falls behind, the correction takes it back.
    private void run(int seconds, double ppm, double noiseMillis) {
        SplittableRandom random = new SplittableRandom(7);
        for (long end = now + seconds * 1_000_000_000L; now < end; now += TICK) {
            double seen = error + (random.nextDouble() - 0.5) * 2 * noiseMillis * MILLI;
            double correction = control.update(now, (long) seen);
            steepest = Math.max(steepest, Math.abs(correction - last));
            most = Math.max(most, Math.abs(correction));
            int towards = (int) Math.signum(correction - last);
            if (towards != 0 && towards != direction && Math.abs(correction - last) > 1e-8) {
                turns += direction == 0 ? 0 : 1;
                direction = towards;
            }
            last = correction;
            error += TICK * (ppm / 1e6 - correction);
        }
    }
}
