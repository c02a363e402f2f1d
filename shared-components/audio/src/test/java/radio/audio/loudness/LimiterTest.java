package radio.audio.loudness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimiterTest {

    private static final int RATE = 48_000;

    @Test
    void whatDoesNotReachTheCeilingComesOutBitForBit() {
        float[] sound = Signals.sine(RATE, 2, 3, 997, -1.01);
        assertSame(limited(2, sound), sound, 0, sound.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void lengthAndPlaceStayEvenOfTheShortestSound(int channels) {
        for (int frames : new int[] {0, 1, 15, 16, 254, 255, 256, 1023, 5000}) {
            float[] sound = new float[frames * channels];
            for (int i = 0; i < sound.length; i++) {
                sound[i] = (i + 1) * 1e-5f;
            }
            assertThat(limited(channels, sound)).as("%d frames", frames).isEqualTo(sound);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 3, 6, 12, 20})
    void truePeakStaysBelowTheCeiling(double decibels) {
        for (float[] sound : sounds()) {
            float[] out = limited(2, Signals.louder(sound, decibels));
            assertThat(out).hasSameSizeAs(sound);
            double peak = Signals.measured(RATE, 2, out).truePeakDbtp();
            assertThat(peak).isLessThanOrEqualTo(Limiter.CEILING_DBTP);
            if (decibels >= 12) {
                assertThat(peak).as("no lower than needed").isGreaterThan(-1.5);
            }
        }
    }

    @Test
    void singlePeakTurnsTheSoundDownSmoothlyAndOnlyAroundIt() {
        float[] sound = Signals.sine(RATE, 1, 4, 500, -12);
        for (int i = 0; i < 48; i++) {
            sound[2 * RATE + i] *= 8;
        }
        float[] out = limited(1, sound);
        double[] gains = new double[sound.length];
        double before = 1;
        for (int i = 0; i < sound.length; i++) {
            gains[i] = Math.abs(sound[i]) > 0.01 ? out[i] / sound[i] : before;
            assertThat(Math.abs(gains[i] - before)).as("frame %d", i).isLessThan(0.02);
            before = gains[i];
        }
        assertSame(out, sound, 0, 2 * RATE - 300);
        assertThat(gains[2 * RATE + 12]).isBetween(0.40, 0.46);
        assertThat(gains[2 * RATE + RATE / 20]).as("after 50 ms").isBetween(0.5, 0.65);
        assertThat(gains[2 * RATE + RATE / 2]).as("after 500 ms").isBetween(0.97, 0.99);
        assertSame(out, sound, 7 * RATE / 2, 4 * RATE);
    }

    @Test
    void bothChannelsAreTurnedDownAlike() {
        float[] sound = Signals.loudMusic(RATE, 2, 3, 4);
        float[] loud = Signals.louder(sound, 9);
        float[] out = limited(2, loud);
        for (int f = 0; f < out.length / 2; f++) {
            if (Math.abs(loud[2 * f]) > 0.01 && Math.abs(loud[2 * f + 1]) > 0.01) {
                double left = out[2 * f] / loud[2 * f];
                double right = out[2 * f + 1] / loud[2 * f + 1];
                assertThat(Math.abs(left - right)).isLessThan(1e-5);
            }
        }
    }

    @Test
    void damagedSamplesAreSilent() {
        float[] sound = Signals.sine(RATE, 1, 1, 500, -12);
        sound[1000] = Float.NaN;
        sound[2000] = Float.POSITIVE_INFINITY;
        sound[3000] = 1e20f;
        float[] out = limited(1, sound);
        for (int at : new int[] {1000, 2000, 3000}) {
            assertThat(out[at]).isZero();
            sound[at] = 0;
        }
        assertSame(out, sound, 0, sound.length);
    }

    static float[][] sounds() {
        Random random = new Random(9);
        float[] noise = new float[2 * 2 * RATE];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) Math.clamp(random.nextGaussian() * 0.5, -1, 1);
        }
        float[] pulses = new float[2 * 2 * RATE];
        for (int i = 0; i < pulses.length; i += 2 * random.nextInt(1, 8000)) {
            pulses[i] = random.nextBoolean() ? 1 : -1;
        }
        return new float[][] {
            noise,
            pulses,
            Signals.loudMusic(RATE, 2, 4, 1),
            Signals.speech(RATE, 2, 4, 2),
            Signals.faded(RATE, 2, Signals.sine(RATE, 2, 2, 12_000.5, 0)),
            Signals.of(RATE, 2, 2, t -> t % 0.01 < 0.005 ? 1 : -1)
        };
    }

    /// In pieces of all sizes.
    static float[] limited(int channels, float[] sound) {
        Limiter limiter = new Limiter(RATE, channels);
        float[] out = new float[sound.length];
        int written = 0;
        for (int at = 0, n = 1; at < sound.length; at += n * channels, n = n * 7 % 2999 + 1) {
            n = Math.min(n, (sound.length - at) / channels);
            float[] piece = Arrays.copyOfRange(sound, at, at + n * channels);
            int got = limiter.limit(piece, n, piece);
            System.arraycopy(piece, 0, out, written * channels, got * channels);
            written += got;
        }
        float[] rest = new float[limiter.delay() * channels];
        int got = limiter.finish(rest);
        System.arraycopy(rest, 0, out, written * channels, got * channels);
        assertThat(written + got).isEqualTo(sound.length / channels);
        return out;
    }

    /// Bit for bit; in one line if not.
    private static void assertSame(float[] out, float[] sound, int from, int until) {
        assertThat(out).hasSameSizeAs(sound);
        assertThat(Arrays.mismatch(out, from, until, sound, from, until)).isEqualTo(-1);
    }
}
