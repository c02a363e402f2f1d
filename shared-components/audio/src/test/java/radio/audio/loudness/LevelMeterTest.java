package radio.audio.loudness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelMeterTest {

    private final LevelMeter meter = new LevelMeter(48_000, 2);

    @Test
    void stereoSineReadsItsPeakItsMeanSquareAndItsLoudness() {
        play(1000, -20, 1);
        assertThat(meter.level().peakDbfs()).isCloseTo(-20, within(0.02));
        assertThat(meter.level().rmsDbfs()).isCloseTo(-23, within(0.02));
        assertThat(meter.level().momentaryLufs()).isCloseTo(-20, within(0.05));
    }

    @Test
    void loudnessIsTheOneOfTheLoudnessMeter() {
        float[] speech = Signals.speech(48_000, 2, 3, 8);
        LoudnessMeter exact = new LoudnessMeter(48_000, 2);
        exact.add(speech, speech.length / 2);
        meter.add(rounded(speech));
        assertThat(meter.level().momentaryLufs()).isCloseTo(exact.momentaryLufs(), within(0.01));
    }

    @Test
    void loudestSampleIsHeldForASecond() {
        play(1000, 0, 0.1);
        play(1000, -40, 0.9);
        assertThat(meter.level().peakDbfs()).isCloseTo(0, within(0.02));
        assertThat(meter.level().rmsDbfs()).isCloseTo(-43, within(0.02));
        play(1000, -40, 0.1);
        assertThat(meter.level().peakDbfs()).isCloseTo(-40, within(0.2));
    }

    @Test
    void silenceReadsTheFloor() {
        assertThat(meter.level()).isEqualTo(Level.SILENCE);
        play(1000, -6, 1);
        meter.add(new short[2 * 96_000]);
        assertThat(meter.level()).isEqualTo(Level.SILENCE);
    }

    @Test
    void levelIsNewEveryHundredMilliseconds() {
        assertThat(meter.add(new short[2 * 4799])).isFalse();
        assertThat(meter.add(new short[2])).isTrue();
        assertThat(meter.add(new short[2 * 960])).isFalse();
    }

    private void play(double hertz, double dbfs, double seconds) {
        meter.add(rounded(Signals.sine(48_000, 2, seconds, hertz, dbfs)));
    }

    private static short[] rounded(float[] sound) {
        short[] samples = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
            samples[i] = (short) Math.clamp(Math.round(sound[i] * 32_768), -32_768, 32_767);
        }
        return samples;
    }
}
