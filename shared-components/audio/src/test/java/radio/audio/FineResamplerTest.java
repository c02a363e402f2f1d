package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FineResamplerTest {

    private static final int SECOND = Pcm.RATE;
    private static final double HEIGHT = 16_000;

    @ParameterizedTest
    @CsvSource({
        "1000, 0.0005", "1000, -0.0005", "1000, 0.005", "1000, -0.005",
        "15000, 0.0005", "15000, -0.0005", "15000, 0.005", "15000, -0.005",
        "20000, 0.0005", "20000, -0.005"
    })
    void toneKeepsItsHeightAndNothingIsAdded(double hertz, double correction) {
        short[] out = resample(tone(hertz, 3 * SECOND), 1, correction);
        double[] one = SineFit.channel(out, 1, 0, SECOND / 10);
        SineFit fit = SineFit.of(one, hertz * (1 + correction), Pcm.RATE);
        System.out.printf("%.0f Hz at %+.4f: %s%n", hertz, correction, fit);
        assertThat(fit.residualDecibels()).isLessThan(-80);
        assertThat(20 * Math.log10(fit.amplitude() * 32768 / HEIGHT)).isBetween(-0.05, 0.05);
    }

    @Test
    void ratioOfOneChangesNothing() {
        short[] in = noise(SECOND * 2, 32767);
        assertThat(resample(in, 2, 0)).isEqualTo(Arrays.copyOf(in, in.length - 2 * 20));
    }

    /// A slope is where a click would show: the second difference of a slow sine is tiny.
    @Test
    void changingRatioMakesNoClick() {
        SplittableRandom random = new SplittableRandom(3);
        FineResampler resampler = new FineResampler(1);
        short[] in = tone(100, 10 * SECOND);
        short[] out = new short[resampler.room(960)];
        int steepest = 0;
        int before = 0;
        int last = 0;
        int frames = 0;
        for (int at = 0; at < in.length; at += 960) {
            double correction = (random.nextDouble() - 0.5) * 0.01;
            int n = resampler.resample(Arrays.copyOfRange(in, at, at + 960), 960, correction, out);
            for (int i = 0; i < n; i++, frames++) {
                if (frames > 50) {
                    steepest = Math.max(steepest, Math.abs(out[i] - 2 * last + before));
                }
                before = last;
                last = out[i];
            }
        }
        double bend = HEIGHT * Math.pow(2 * Math.PI * 100 * 1.005 / Pcm.RATE, 2);
        assertThat(steepest).isLessThanOrEqualTo((int) bend + 3);
    }

    @Test
    void constantStaysConstant() {
        for (double correction : new double[] {0.005, -0.005, 0.000123}) {
            short[] in = new short[SECOND * 2];
            Arrays.fill(in, (short) 12_345);
            short[] out = resample(in, 2, correction);
            for (int i = 100; i < out.length; i++) {
                assertThat(out[i]).isEqualTo((short) 12_345);
            }
        }
    }

    @Test
    void framesAddUpInTheLongRun() {
        SplittableRandom random = new SplittableRandom(11);
        FineResampler resampler = new FineResampler(2);
        short[] in = new short[960 * 2];
        short[] out = new short[resampler.room(960) * 2];
        long taken = 0;
        long given = 0;
        double expected = 0;
        for (int block = 0; block < 20_000; block++) {
            int frames = 1 + random.nextInt(960);
            double correction = block % 2 == 0 ? 0.0002 : random.nextDouble() * 0.01 - 0.005;
            int n = resampler.resample(in, frames, correction, out);
            taken += frames;
            given += n;
            expected += n * (1 + correction);
        }
        assertThat(taken - resampler.waitingFrames())
                .as("input used up by %d frames", given)
                .isBetween(expected - 0.001, expected + 0.001);
        assertThat(resampler.waitingFrames()).isBetween(18.0, 21.0);
    }

    @Test
    void piecesOfAnySizeGiveTheSameAsTheWhole() {
        short[] in = noise(4 * SECOND, 20_000);
        FineResampler whole = new FineResampler(2);
        short[] expected = new short[whole.room(in.length / 2) * 2];
        int all = whole.resample(in, in.length / 2, 0.0037, expected) * 2;
        FineResampler pieces = new FineResampler(2);
        short[] got = new short[expected.length];
        SplittableRandom random = new SplittableRandom(5);
        int written = 0;
        for (int at = 0; at < in.length; ) {
            int frames = Math.min(random.nextInt(2000), (in.length - at) / 2);
            short[] out = new short[pieces.room(frames) * 2];
            short[] piece = Arrays.copyOfRange(in, at, at + frames * 2);
            int n = pieces.resample(piece, frames, 0.0037, out) * 2;
            System.arraycopy(out, 0, got, written, n);
            written += n;
            at += frames * 2;
        }
        assertThat(written).isEqualTo(all);
        assertThat(got).isEqualTo(expected);
    }

    @Test
    void loudestSoundDoesNotWrapAround() {
        short[] in = new short[SECOND];
        for (int i = 0; i < in.length; i++) {
            in[i] = i / 240 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        short[] out = resample(in, 1, 0.003);
        for (int i = 0; i < out.length; i++) {
            double at = i * 1.003;
            if (at % 240 > 2 && at % 240 < 238) {
                assertThat(out[i] > 0).isEqualTo((int) (at / 240) % 2 == 0);
            }
        }
    }

    @Test
    void correctionThatIsNoneIsRefused() {
        FineResampler resampler = new FineResampler(1);
        assertThatThrownBy(() -> resampler.resample(new short[1], 1, 0.06, new short[50]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> resampler.resample(new short[1], 1, Double.NaN, new short[50]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static short[] resample(short[] in, int channels, double correction) {
        FineResampler resampler = new FineResampler(channels);
        short[] out = new short[resampler.room(in.length / channels) * channels];
        int n = resampler.resample(in, in.length / channels, correction, out);
        return Arrays.copyOf(out, n * channels);
    }

    private static short[] tone(double hertz, int frames) {
        short[] samples = new short[frames];
        for (int i = 0; i < frames; i++) {
            double angle = 2 * Math.PI * hertz * i / Pcm.RATE;
            samples[i] = (short) Math.round(HEIGHT * Math.sin(angle));
        }
        return samples;
    }

    private static short[] noise(int samples, int height) {
        SplittableRandom random = new SplittableRandom(9);
        short[] noise = new short[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (short) (random.nextInt(2 * height) - height);
        }
        return noise;
    }
}
