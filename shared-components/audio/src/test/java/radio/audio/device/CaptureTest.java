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
        assertThat(status.driftPpm()).isBetween(-ppm - 15, -ppm + 15);
    }

    /// How far any sample is off its stamp, in milliseconds.
    private static double worstMillis(List<Pcm> blocks) {
        double worst = 0;
        for (Pcm block : blocks) {
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
        return new short[] {
            (short) Math.round(RAMP * (seconds - Math.floor(seconds)) - RAMP / 2)
        };
    }
}
