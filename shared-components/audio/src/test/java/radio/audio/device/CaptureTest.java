package radio.audio.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.CaptureSettings;
import radio.audio.MicrophoneStatus;
import radio.audio.Pcm;

/// From a card with a clock of its own to stamped blocks, in virtual time. The sound is a ramp that
/// tells the time of its capture, so each sample says how far its stamp is off.
class CaptureTest {
    private static final double RAMP = 60_000;
    private static final CaptureSettings MONO = CaptureSettings.plain("", 1);

    @ParameterizedTest
    @CsvSource({"200, 600", "-200, 600", "200, 1920", "-200, 960"})
    void clockThatIsOffIsFollowedForTenMinutes(double ppm, int fragmentFrames) {
        Capture capture = new Capture(MONO, 1, CaptureTest::ramp);
        capture.ppm = ppm;
        capture.fragmentFrames = fragmentFrames;
        capture.plugIn();
        double worst = 0;
        for (int minute = 0; minute < 10; minute++) {
            capture.run(60);
            worst = Math.max(worst, worstMillis(capture.blocks));
            assertThat(seams(capture.blocks)).isEmpty();
            capture.blocks.subList(0, capture.blocks.size() - 1).clear();
            if (minute > 0) {
                assertThat(Math.abs(capture.feed.correction())).isLessThanOrEqualTo(0.0005);
            }
        }
        System.out.printf(
                "%.0f ppm, fragments of %d: at most %.2f ms off, learnt %.1f ppm%n",
                ppm, fragmentFrames, worst, capture.feed.status().driftPpm());
        MicrophoneStatus status = capture.feed.status();
        assertThat(worst).isLessThan(10);
        assertThat(status.gaps()).isZero();
        assertThat(status.driftPpm()).isBetween(ppm - 100, ppm + 100);
    }

    /// Whether the card sits behind a sound server makes no difference: what it never heard, nobody
    /// keeps.
    @ParameterizedTest
    @CsvSource({
        "15, 600, 0",
        "15, 1440, 20",
        "60, 600, 20",
        "60, 1920, 0",
        "300, 600, 0",
        "300, 1920, 20"
    })
    void soundThatTheCardLostIsFoundAndFilledInItsLength(
            int millis, int fragmentFrames, int queueSeconds) {
        Capture capture = new Capture(MONO, millis, CaptureTest::ramp);
        capture.fragmentFrames = fragmentFrames;
        capture.queueFrames = (long) queueSeconds * Pcm.RATE;
        FakeInput card = capture.plugIn();
        capture.run(10);
        long from = capture.time.nanoTime() + 123_456_789;
        card.deaf(from, from + millis * 1_000_000L);
        capture.run(10);

        assertThat(capture.feed.status().gaps()).isEqualTo(1);
        assertThat(capture.feed.status().lostMillis()).isBetween(millis - 6L, millis + 6L);
        assertThat(seams(capture.blocks)).hasSize(1);
        assertThat(seams(capture.blocks).getFirst()).isBetween(millis - 6.0, millis + 6.0);
        assertThat(worstMillis(capture.blocks)).isLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 1920})
    void holesInARowAreCountedEach(int fragmentFrames) {
        Capture capture = new Capture(MONO, 7, CaptureTest::ramp);
        capture.fragmentFrames = fragmentFrames;
        FakeInput card = capture.plugIn();
        capture.run(5);
        for (int i = 0; i < 20; i++) {
            long from = capture.time.nanoTime() + 100_000_000;
            card.deaf(from, from + 40_000_000);
            capture.run(1.5);
        }
        assertThat(capture.feed.status().gaps()).isEqualTo(20);
        assertThat(capture.feed.status().lostMillis()).isBetween(740L, 860L);
        assertThat(worstMillis(capture.blocks)).isLessThan(10);
    }

    @ParameterizedTest
    @CsvSource({"0.15, 0", "0.15, 20", "0.5, 20", "1, 20", "1.7, 20"})
    void processThatStoodStillLosesNothingThatWasKeptForIt(double seconds, int queueSeconds) {
        Capture capture = new Capture(MONO, 11, CaptureTest::ramp);
        capture.queueFrames = (long) queueSeconds * Pcm.RATE;
        capture.plugIn();
        capture.run(5);
        capture.stand(seconds);
        capture.run(5);

        assertThat(capture.feed.status().gaps()).isZero();
        assertThat(capture.feed.status().losses()).isZero();
        assertThat(seams(capture.blocks)).isEmpty();
        assertThat(worstMillis(capture.blocks)).isLessThan(10);
        assertThat(endNanos(capture)).isGreaterThan(capture.time.unixNanos() - 100_000_000);
    }

    /// A bare card keeps 200 ms; behind a server two seconds' backlog is all that goes on air.
    @ParameterizedTest
    @CsvSource({"0.3, 0", "1, 0", "2.5, 0", "2.5, 20", "10, 20", "30, 20"})
    void processThatStoodStillForLongerHasOneGapOfThatLength(double seconds, int queueSeconds) {
        Capture capture = new Capture(MONO, 13, CaptureTest::ramp);
        capture.queueFrames = (long) queueSeconds * Pcm.RATE;
        capture.plugIn();
        capture.run(5);
        capture.stand(seconds);
        capture.run(5);

        assertThat(capture.feed.status().gaps()).isEqualTo(1);
        assertThat(capture.feed.status().losses()).isZero();
        assertThat(seams(capture.blocks)).hasSize(1);
        assertThat(seams(capture.blocks).getFirst())
                .isBetween(1000 * seconds - 250, 1000 * seconds + 250);
        assertThat(worstMillis(capture.blocks)).isLessThan(10);
    }

    @Test
    void soundServerThatStoodStillForAMomentIsLateNotLost() {
        Capture capture = new Capture(MONO, 17, CaptureTest::ramp);
        FakeInput card = capture.plugIn();
        capture.run(5);
        for (int i = 0; i < 10; i++) {
            card.freeze(true);
            capture.run(0.03 * (i + 1));
            card.freeze(false);
            capture.run(1);
        }
        assertThat(capture.feed.status().gaps()).isZero();
        assertThat(seams(capture.blocks)).isEmpty();
        assertThat(worstMillis(capture.blocks)).isLessThan(10);
    }

    @Test
    void deviceThatVanishesLeavesSilenceAtTheClocksPaceUntilItIsBack() {
        Capture capture = new Capture(MONO, 19, CaptureTest::ramp);
        FakeInput card = capture.plugIn();
        capture.run(5);
        card.vanish();
        capture.run(0.45);
        assertThat(capture.feed.lost()).isFalse();
        capture.run(0.1);
        assertThat(capture.feed.lost()).isTrue();
        int before = capture.blocks.size();
        capture.run(20);
        assertThat(capture.blocks.size() - before).isBetween(995, 1005);
        assertThat(endNanos(capture)).isGreaterThan(capture.time.unixNanos() - 70_000_000);
        capture.plugIn();
        capture.run(5);

        MicrophoneStatus status = capture.feed.status();
        assertThat(status.flowing()).isTrue();
        assertThat(status.losses()).isEqualTo(1);
        assertThat(status.gaps()).isZero();
        assertThat(status.awayMillis()).isBetween(20_450L, 20_650L);
        assertThat(seams(capture.blocks)).isEmpty();
        List<Pcm> sound = new ArrayList<>(capture.blocks);
        sound.removeIf(block -> isSilent(block));
        assertThat(worstMillis(sound)).isLessThan(10);
    }

    @Test
    void deviceThatComesBackAndVanishesAtOnceIsStillTheSameLoss() {
        Capture capture = new Capture(MONO, 23, CaptureTest::ramp);
        capture.plugIn().vanish();
        capture.run(1);
        for (int i = 0; i < 5; i++) {
            FakeInput card = capture.plugIn();
            capture.run(0.2);
            card.vanish();
            capture.run(2);
        }
        capture.plugIn();
        capture.run(5);
        assertThat(capture.feed.status().losses()).isEqualTo(1);
        assertThat(seams(capture.blocks)).isEmpty();
    }

    @Test
    void backlogOfAProcessThatStoodStillWhileTheDeviceWasAwayIsNotFilledForHours() {
        Capture capture = new Capture(MONO, 29, CaptureTest::ramp);
        capture.plugIn().vanish();
        capture.run(2);
        int before = capture.blocks.size();
        capture.stand(36_000);
        capture.run(1);
        assertThat(capture.blocks.size() - before).isLessThan(60);
        assertThat(capture.feed.status().gaps()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 30, 60, 90})
    void machineTooBusyToLookOftenHearsEverything(int lookMillis) {
        Capture capture = new Capture(MONO, 37, CaptureTest::ramp);
        capture.ppm = 100;
        capture.lookNanos = lookMillis * 1_000_000L;
        capture.plugIn();
        capture.run(60);
        assertThat(capture.feed.status().gaps()).isZero();
        assertThat(capture.feed.status().losses()).isZero();
        assertThat(seams(capture.blocks)).isEmpty();
        assertThat(endNanos(capture)).isGreaterThan(capture.time.unixNanos() - 200_000_000);
        assertThat(worstMillis(capture.blocks)).isLessThan(15 + lookMillis);
    }

    @Test
    void captureAtAnotherRateKeepsTimeAsWell() {
        Capture capture =
                new Capture(
                        new CaptureSettings("", 44_100, CaptureSettings.Take.MONO, 0),
                        31,
                        CaptureTest::ramp);
        capture.ppm = 100;
        FakeInput card = capture.plugIn();
        capture.run(20);
        long from = capture.time.nanoTime() + 100_000_000;
        card.deaf(from, from + 60_000_000);
        capture.run(20);
        assertThat(capture.feed.status().gaps()).isEqualTo(1);
        assertThat(seams(capture.blocks)).hasSize(1);
        assertThat(seams(capture.blocks).getFirst()).isBetween(54.0, 66.0);
        assertThat(worstMillis(capture.blocks)).isLessThan(10);
    }

    private static boolean isSilent(Pcm block) {
        for (short sample : block.samples()) {
            if (sample == 0) {
                return true;
            }
        }
        return false;
    }

    /// When the last block ends.
    private static long endNanos(Capture capture) {
        Pcm last = capture.blocks.getLast();
        return last.unixNanos() + Pcm.nanos(last.frames());
    }

    /// How far any sample is off its stamp, in milliseconds.
    private static double worstMillis(List<Pcm> blocks) {
        double worst = 0;
        long gapEndNanos = 0;
        long expectedNanos = 0;
        for (Pcm block : blocks) {
            gapEndNanos =
                    Math.abs(block.unixNanos() - expectedNanos) > 1000
                            ? block.unixNanos()
                            : gapEndNanos;
            expectedNanos = block.unixNanos() + Pcm.nanos(block.frames());
            // Where in a fragment the sound broke off nobody can know.
            if (gapEndNanos != blocks.getFirst().unixNanos()
                    && block.unixNanos() < gapEndNanos + 40_000_000) {
                continue;
            }
            for (int i = 0; i < block.samples().length; i += 100) {
                double stamp = (block.unixNanos() - VirtualTime.START) / 1e9 + i / 48_000.0;
                double phase = stamp - Math.floor(stamp);
                if (phase > 0.1 && phase < 0.9) {
                    double captured = (block.samples()[i] + RAMP / 2) / RAMP;
                    double late = captured - phase;
                    worst = Math.max(worst, 1000 * Math.abs(late - Math.rint(late)));
                }
            }
        }
        return worst;
    }

    /// Where blocks do not follow each other to the microsecond: milliseconds between them.
    private static List<Double> seams(List<Pcm> blocks) {
        List<Double> seams = new ArrayList<>();
        for (int i = 1; i < blocks.size(); i++) {
            Pcm before = blocks.get(i - 1);
            long apart =
                    blocks.get(i).unixNanos() - before.unixNanos() - Pcm.nanos(before.frames());
            if (Math.abs(apart) > 1000) {
                seams.add(apart / 1e6);
            }
        }
        return seams;
    }

    private static short[] ramp(double seconds) {
        return new short[] {(short) Math.round(RAMP * (seconds - Math.floor(seconds)) - RAMP / 2)};
    }
}
