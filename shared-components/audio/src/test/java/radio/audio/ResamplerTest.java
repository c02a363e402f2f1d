package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

    @ParameterizedTest
    @ValueSource(ints = {1_000, 5_000, 10_000, 15_000})
    void toneOf44100KeepsEightyDecibelsAgainstEverythingElse(int hertz) {
        assertClean(44_100, hertz);
    }

    @ParameterizedTest
    @CsvSource({
        "22050, 997",
        "22050, 9000",
        "32000, 997",
        "32000, 14000",
        "96000, 997",
        "96000, 19000",
        "8000, 440",
        "8000, 3400",
        "11025, 4000",
        "44101, 10000",
        "192000, 15000",
        "16000, 7000"
    })
    void toneOfOtherRatesKeepsEightyDecibelsToo(int rate, int hertz) {
        assertClean(rate, hertz);
    }

    /// The residual of the fit holds every image and alias; here they are looked for one by one,
    /// close to the edge.
    @ParameterizedTest
    @CsvSource({
        "44100, 19000, 22900",
        "44100, 20000, 23900",
        "8000, 3000, 5000",
        "32000, 14000, 18000"
    })
    void imageBeyondTheInputsBandIsBelowMinusEightyDecibels(int rate, int hertz, int image) {
        double[] out = SineFit.channel(whole(sine(rate, hertz, rate), rate, 1), 1, 0, 2000);
        double signal = SineFit.of(windowed(out), hertz, Pcm.RATE).amplitude();
        double ghost = SineFit.of(windowed(out), image, Pcm.RATE).amplitude();
        assertThat(20 * Math.log10(ghost / signal)).isLessThan(-80);
    }

    @ParameterizedTest
    @CsvSource({"96000, 25000", "96000, 30000", "96000, 47000", "192000, 26000", "192000, 90000"})
    void toneAboveTheOutputsBandIsGone(int rate, int hertz) {
        double[] out = SineFit.channel(whole(sine(rate, hertz, rate), rate, 1), 1, 0, 2000);
        double loudest = Arrays.stream(out).map(Math::abs).max().orElseThrow();
        assertThat(20 * Math.log10(loudest / 0.9)).isLessThan(-80);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 22_050, 32_000, 44_100, 44_101, 96_000})
    void piecesOfAnySizeGiveTheSameSamplesAsTheWhole(int rate) {
        long seed = 7;
        Random random = new Random(seed);
        float[] in = new float[2 * 20_000];
        for (int i = 0; i < in.length; i++) {
            in[i] = random.nextFloat(-1, 1);
        }
        float[] expected = whole(in, rate, 2);
        Resampler resampler = new Resampler(rate, Pcm.RATE, 2);
        float[] got = new float[expected.length + 20_000];
        float[] piece = new float[2 * resampler.room(3000)];
        int written = 0;
        for (int at = 0; at < in.length / 2; ) {
            int n = Math.min(in.length / 2 - at, random.nextInt(1, 3000));
            int frames = resampler.resample(Arrays.copyOfRange(in, 2 * at, 2 * (at + n)), n, piece);
            System.arraycopy(piece, 0, got, 2 * written, 2 * frames);
            written += frames;
            at += n;
        }
        int rest = resampler.finish(piece);
        System.arraycopy(piece, 0, got, 2 * written, 2 * rest);
        written += rest;
        assertThat(Arrays.copyOf(got, 2 * written)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void outputIsAsLongAsTheInputAndAtTheSameTime() {
        float[] in = new float[44_100];
        in[22_050] = 1;
        float[] out = whole(in, 44_100, 1);
        assertThat(out).hasSize(48_000);
        int loudest = 0;
        for (int i = 0; i < out.length; i++) {
            loudest = out[i] > out[loudest] ? i : loudest;
        }
        assertThat(loudest).isEqualTo(24_000);
    }

    @Test
    void constantStaysThatConstant() {
        float[] in = new float[10_000];
        Arrays.fill(in, 0.5f);
        float[] out = whole(in, 22_050, 1);
        for (int i = 1000; i < out.length - 1000; i++) {
            assertThat(out[i]).isBetween(0.499999f, 0.500001f);
        }
    }

    private static void assertClean(int rate, int hertz) {
        double[] out = SineFit.channel(whole(sine(rate, hertz, rate), rate, 1), 1, 0, 2000);
        SineFit fit = SineFit.of(out, hertz, Pcm.RATE);
        assertThat(fit.residualDecibels()).as("%d Hz at %d Hz", hertz, rate).isLessThan(-80);
        assertThat(fit.amplitude()).isBetween(0.9 * 0.999, 0.9 * 1.001);
    }

    private static float[] sine(int rate, double hertz, int frames) {
        float[] samples = new float[frames];
        for (int n = 0; n < frames; n++) {
            samples[n] = (float) (0.9 * Math.sin(2 * Math.PI * hertz * n / rate));
        }
        return samples;
    }

    private static float[] whole(float[] in, int rate, int channels) {
        Resampler resampler = new Resampler(rate, Pcm.RATE, channels);
        float[] out = new float[resampler.room(in.length / channels) * channels];
        float[] rest = new float[resampler.room(0) * channels];
        int written = resampler.resample(in, in.length / channels, out);
        int more = resampler.finish(rest);
        float[] all = Arrays.copyOf(out, (written + more) * channels);
        System.arraycopy(rest, 0, all, written * channels, more * channels);
        return all;
    }

    /// A window against leakage from the strong tone into the bin of the weak one (Blackman).
    private static double[] windowed(double[] samples) {
        double[] out = new double[samples.length];
        for (int n = 0; n < out.length; n++) {
            double x = 2 * Math.PI * n / (out.length - 1);
            out[n] = samples[n] * (0.42 - 0.5 * Math.cos(x) + 0.08 * Math.cos(2 * x));
        }
        return out;
    }
}
