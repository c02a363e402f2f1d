package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.CaptureSettings.Take;

class DeviceSoundTest {

    @Test
    void soundAt48KilohertzWithoutGainPassesAsItIs() {
        short[] all = new short[2 * 32768];
        for (int i = 0; i < all.length; i++) {
            all[i] = (short) i;
        }
        DeviceSound sound = new DeviceSound(CaptureSettings.plain("", 2));
        assertThat(sound.convert(bytes(all))).isEqualTo(all);
        assertThat(sound.clipped()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void channelsThatWereAskedForAreTaken(Take take) {
        DeviceSound sound = new DeviceSound(new CaptureSettings("", Pcm.RATE, take, 0));
        short[] out = sound.convert(bytes(new short[] {1, -2, 3, -4}));
        assertThat(out)
                .isEqualTo(
                        switch (take) {
                            case MONO, STEREO -> new short[] {1, -2, 3, -4};
                            case LEFT -> new short[] {1, 3};
                            case RIGHT -> new short[] {-2, -4};
                        });
    }

    @Test
    void gainIsInDecibelsAndWhatItClipsIsCounted() {
        DeviceSound louder = new DeviceSound(new CaptureSettings("", Pcm.RATE, Take.MONO, 20));
        assertThat(louder.convert(bytes(new short[] {100, -3276, 3277, -32768})))
                .isEqualTo(new short[] {1000, -32760, 32767, -32768});
        assertThat(louder.clipped()).isEqualTo(2);
        DeviceSound quieter = new DeviceSound(new CaptureSettings("", Pcm.RATE, Take.MONO, -40));
        assertThat(quieter.convert(bytes(new short[] {1000, -32700})))
                .isEqualTo(new short[] {10, -327});
    }

    /// The residual of the fit is noise of rounding.
    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 44_100, 96_000})
    void otherRatesAreResampledCleanly(int rate) {
        DeviceSound sound = new DeviceSound(new CaptureSettings("", rate, Take.MONO, 0));
        short[] tone = new short[rate];
        for (int i = 0; i < rate; i++) {
            tone[i] = (short) Math.round(16_000 * Math.sin(2 * Math.PI * 1000 * i / rate));
        }
        short[] out = sound.convert(bytes(tone));
        assertThat(out).hasSizeBetween(47_000, 48_000);
        SineFit fit = SineFit.of(SineFit.channel(out, 1, 0, 1000), 1000, Pcm.RATE);
        assertThat(fit.residualDecibels()).isLessThan(-80);
        assertThat(fit.amplitude()).isBetween(0.487, 0.489);
    }

    @Test
    void piecesOfAnySizeGiveTheSameSoundAsTheWhole() {
        short[] tone = new short[4410];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (10_000 * Math.sin(0.1 * i));
        }
        CaptureSettings settings = new CaptureSettings("", 44_100, Take.MONO, 0);
        DeviceSound pieces = new DeviceSound(settings);
        int[] joined =
                IntStream.range(0, 10)
                        .mapToObj(i ->
                                pieces.convert(
                                        bytes(
                                                java.util.Arrays.copyOfRange(
                                                        tone, 441 * i, 441 * i + 441))))
                        .flatMapToInt(piece -> IntStream.range(0, piece.length).map(i -> piece[i]))
                        .toArray();
        short[] whole = new DeviceSound(settings).convert(bytes(tone));
        assertThat(joined).isEqualTo(IntStream.range(0, whole.length).map(i -> whole[i]).toArray());
    }

    private static byte[] bytes(short[] samples) {
        byte[] bytes = new byte[2 * samples.length];
        for (int i = 0; i < samples.length; i++) {
            bytes[2 * i] = (byte) samples[i];
            bytes[2 * i + 1] = (byte) (samples[i] >> 8);
        }
        return bytes;
    }
}
