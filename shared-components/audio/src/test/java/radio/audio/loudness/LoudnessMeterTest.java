package radio.audio.loudness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The cases of EBU Tech 3341 (2023, table 1) that can be calculated, at several rates.
class LoudnessMeterTest {

    private static final double NOTHING = Double.NEGATIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({"48000, -23", "48000, -33", "44100, -23", "32000, -23", "22050, -23", "96000, -23"})
    void stereoSineOfOneKilohertzReadsItsLevel(int rate, double dbfs) {
        LoudnessMeter meter = Signals.measured(rate, 2, Signals.sine(rate, 2, 20, 1000, dbfs));
        assertThat(meter.integratedLufs()).isCloseTo(dbfs, within(0.1));
        assertThat(meter.momentaryLufs()).isCloseTo(dbfs, within(0.1));
        assertThat(meter.shortTermLufs()).isCloseTo(dbfs, within(0.1));
        assertThat(meter.truePeakDbtp()).isCloseTo(dbfs, within(0.1));
    }

    @Test
    void silenceAroundTheProgrammeDoesNotCount() {
        assertIntegrated(-23, levels(10, -36, 60, -23, 10, -36));
    }

    @Test
    void whatIsBelowTheAbsoluteGateDoesNotMoveTheRelativeOne() {
        assertIntegrated(-23, levels(10, -72, 10, -36, 60, -23, 10, -36, 10, -72));
    }

    @Test
    void whatIsAboveTheGatesCountsByItsEnergy() {
        assertIntegrated(-23, levels(20, -26, 20.1, -20, 20, -26));
    }

    @Test
    void channelsOfSurroundSoundCountByTheirPlace() {
        float[] left = Signals.sine(48_000, 1, 20, 1000, -28);
        float[] centre = Signals.sine(48_000, 1, 20, 1000, -24);
        float[] surround = Signals.sine(48_000, 1, 20, 1000, -30);
        float[] all = new float[6 * left.length];
        for (int f = 0; f < left.length; f++) {
            all[6 * f] = left[f];
            all[6 * f + 1] = left[f];
            all[6 * f + 2] = centre[f];
            all[6 * f + 3] = 1;
            all[6 * f + 4] = surround[f];
            all[6 * f + 5] = surround[f];
        }
        assertThat(Signals.measured(48_000, 6, all).integratedLufs()).isCloseTo(-23, within(0.1));
    }

    @Test
    void oneChannelCountsAsOne() {
        LoudnessMeter meter = Signals.measured(48_000, 1, Signals.sine(48_000, 1, 5, 1000, -20));
        assertThat(meter.integratedLufs()).isCloseTo(-23, within(0.1));
    }

    @Test
    void shortTermAndMomentaryFollowTheSoundAndForgetIt() {
        LoudnessMeter meter = new LoudnessMeter(48_000, 2);
        meter.add(Signals.sine(48_000, 2, 0.39, 1000, -23), 18_720);
        assertThat(meter.momentaryLufs()).isEqualTo(NOTHING);
        assertThat(meter.integratedLufs()).isEqualTo(NOTHING);
        meter.add(Signals.sine(48_000, 2, 2.6, 1000, -23), 124_800);
        assertThat(meter.momentaryLufs()).isCloseTo(-23, within(0.1));
        assertThat(meter.shortTermLufs()).isEqualTo(NOTHING);
        meter.add(Signals.sine(48_000, 2, 1, 1000, -23), 48_000);
        assertThat(meter.shortTermLufs()).isCloseTo(-23, within(0.1));
        meter.add(Signals.sine(48_000, 2, 0.41, 1000, -33), 19_680);
        assertThat(meter.momentaryLufs()).isCloseTo(-33, within(0.3));
        assertThat(meter.shortTermLufs()).isBetween(-24.0, -23.1);
    }

    /// EBU Tech 3341, cases 15 to 19: sines whose samples miss their peaks.
    @ParameterizedTest
    @CsvSource({
        "4, 0, 0.5, -6",
        "4, 45, 0.5, -6",
        "6, 60, 0.5, -6",
        "8, 67.5, 0.5, -6",
        "4, 45, 1.41, 3"
    })
    void truePeakIsFoundBetweenTheSamples(
            double partOfRate, double degrees, double amplitude, double dbtp) {
        for (int rate : new int[] {44_100, 48_000, 96_000}) {
            float[] sine =
                    Signals.of(
                            rate,
                            2,
                            1,
                            t ->
                                    amplitude
                                            * Math.min(1, Math.min(t, 1 - t) * 20)
                                            * Math.sin(
                                                    2 * Math.PI * rate / partOfRate * t
                                                            + Math.toRadians(degrees)));
            assertThat(Signals.measured(rate, 2, sine).truePeakDbtp())
                    .as("%d Hz", rate)
                    .isBetween(dbtp - 0.4, dbtp + 0.2);
        }
    }

    /// Cases 20 to 23: a band-limited pulse whose top lies a quarter, a half or three quarters of
    /// the way to the next sample.
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 0.75})
    void truePeakOfAPulseDoesNotDependOnItsPhase(double offset) {
        float[] pulse = new float[9600];
        for (int f = 0; f < pulse.length; f++) {
            double x = Math.PI * 0.8 * (f - 4800 - offset);
            double edge = Math.min(1, Math.abs(f - 4800 - offset) / 400);
            double window = Math.pow(Math.cos(Math.PI / 2 * edge), 2);
            pulse[f] = (float) (x == 0 ? 1 : Math.sin(x) / x * window);
        }
        assertThat(Signals.measured(48_000, 1, pulse).truePeakDbtp()).isBetween(-0.4, 0.2);
    }

    @Test
    void peakInTheVeryLastFrameCounts() {
        float[] sound = new float[9601];
        sound[9600] = 0.5f;
        assertThat(Signals.measured(48_000, 1, sound).truePeakDbtp()).isCloseTo(-6, within(0.1));
    }

    @Test
    void piecesOfAnySizeReadTheSame() {
        float[] sound = Signals.speech(44_100, 2, 12, 3);
        LoudnessMeter whole = Signals.measured(44_100, 2, sound);
        LoudnessMeter pieces = new LoudnessMeter(44_100, 2);
        for (int at = 0, n = 1; at < sound.length; at += 2 * n, n = n * 7 % 2999 + 1) {
            float[] piece = Arrays.copyOfRange(sound, at, Math.min(sound.length, at + 2 * n));
            pieces.add(piece, piece.length / 2);
        }
        assertThat(pieces.integratedLufs()).isCloseTo(whole.integratedLufs(), within(1e-9));
        assertThat(pieces.momentaryLufs()).isCloseTo(whole.momentaryLufs(), within(1e-9));
        assertThat(pieces.truePeakDbtp()).isEqualTo(whole.truePeakDbtp());
    }

    @Test
    void silenceIsNegativeInfinity() {
        LoudnessMeter meter = new LoudnessMeter(48_000, 2);
        assertThat(meter.integratedLufs()).isEqualTo(NOTHING);
        assertThat(meter.truePeakDbtp()).isEqualTo(NOTHING);
        meter.add(new float[2 * 480_000], 480_000);
        assertThat(meter.integratedLufs()).isEqualTo(NOTHING);
        assertThat(meter.momentaryLufs()).isEqualTo(NOTHING);
        assertThat(meter.truePeakDbtp()).isEqualTo(NOTHING);
    }

    @Test
    void damagedSamplesDoNotSpoilWhatFollows() {
        float[] sound = Signals.sine(48_000, 1, 10, 1000, -20);
        sound[1000] = Float.NaN;
        sound[2000] = Float.POSITIVE_INFINITY;
        sound[3000] = -1e30f;
        LoudnessMeter meter = Signals.measured(48_000, 1, sound);
        assertThat(meter.integratedLufs()).isCloseTo(-23, within(0.1));
        assertThat(meter.truePeakDbtp()).isBetween(-20.1, -14.0);
    }

    /// Coefficients of ITU-R BS.1770-5, annex 1, tables 1 and 2: the first answers of the two
    /// filters to a unit impulse.
    @Test
    void filtersAtFortyEightKilohertzAreThoseOfTheStandard() {
        double[] b = {1.53512485958697, -2.69169618940638, 1.19839281085285};
        double[] a = {-1.69065929318241, 0.73248077421585};
        double[] d = {-1.99004745483398, 0.99007225036621};
        double[] x = {0, 0};
        double[] y = {0, 0};
        double[] z = {0, 0};
        KWeighting weighting = new KWeighting(48_000, 1);
        double[] energy = new double[1];
        double expected = 0;
        for (int n = 0; n < 2000; n++) {
            float in = n == 0 ? 1 : 0;
            double mid = b[0] * in + b[1] * x[0] + b[2] * x[1] - a[0] * y[0] - a[1] * y[1];
            double out = mid - 2 * y[0] + y[1] - d[0] * z[0] - d[1] * z[1];
            x = new double[] {in, x[0]};
            y = new double[] {mid, y[0]};
            z = new double[] {out, z[0]};
            expected += out * out;
            weighting.add(new float[] {in}, 0, 1, energy);
            assertThat(energy[0]).isCloseTo(expected, within(1e-7));
        }
    }

    private static void assertIntegrated(double lufs, float[] sound) {
        assertThat(Signals.measured(48_000, 2, sound).integratedLufs())
                .isCloseTo(lufs, within(0.1));
    }

    /// Pairs of seconds and dBFS of a stereo sine of 1 kHz.
    private static float[] levels(double... secondsAndDbfs) {
        float[] all = new float[0];
        for (int i = 0; i < secondsAndDbfs.length; i += 2) {
            float[] part = Signals.sine(48_000, 2, secondsAndDbfs[i], 1000, secondsAndDbfs[i + 1]);
            all = Signals.join(all, part);
        }
        return all;
    }
}
