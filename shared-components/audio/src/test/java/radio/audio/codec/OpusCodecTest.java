package radio.audio.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.SineFit;

class OpusCodecTest {

    @ParameterizedTest
    @CsvSource({
        "24000, 1",
        "48000, 1",
        "64000, 2",
        "96000, 2",
        "128000, 2",
        "320000, 2",
        "320000, 1"
    })
    void averageStaysAtTheBitRateAndNoPacketIsOverlong(int bitrate, int channels) {
        List<byte[]> packets = encode(music(channels, 500), bitrate, channels);
        long bytes = packets.stream().mapToLong(p -> p.length).sum();
        assertThat(bytes * 8 / 10).isLessThan(bitrate * 11L / 10);
        assertThat(packets).allSatisfy(p -> assertThat(p.length).isBetween(1, 1275));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void toneComesOutAsItWentInAfterTheLookahead(int channels) {
        short[] in = tone(channels, 50);
        OpusPacketDecoder decoder = new OpusPacketDecoder(channels);
        short[] out = new short[in.length];
        int at = 0;
        for (byte[] packet : encode(in, 128_000, channels)) {
            short[] samples = decoder.decode(packet, 960).orElseThrow();
            System.arraycopy(samples, 0, out, at, samples.length);
            at += samples.length;
        }
        SineFit fit = SineFit.of(SineFit.channel(out, channels, 0, 5000), 1000, 48_000);
        assertThat(fit.amplitude()).isBetween(0.24, 0.26);
        assertThat(fit.residualDecibels()).isLessThan(-30);
    }

    @Test
    void lookaheadIsWhatTheHeaderSays() {
        int lookahead = new OpusPacketEncoder(new OpusSettings(96_000, 2)).lookahead();
        assertThat(lookahead).isEqualTo(312);
        byte[] head = new OpusHead(2, lookahead).bytes();
        assertThat(head)
                .hasSize(19)
                .startsWith(
                        'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0);
    }

    @Test
    void missingPacketIsConcealedWithTheToneGoingOn() {
        OpusPacketDecoder decoder = new OpusPacketDecoder(1);
        for (byte[] packet : encode(tone(1, 20), 96_000, 1)) {
            var _ = decoder.decode(packet, 960).orElseThrow();
        }
        short[] concealed = decoder.conceal(960);
        assertThat(concealed).hasSize(960);
        assertThat(SineFit.of(SineFit.channel(concealed, 1, 0, 0), 1000, 48_000).amplitude())
                .isBetween(0.1, 0.26);
    }

    @Test
    void packetOfAnotherLengthThanSaidIsRefused() {
        byte[] packet = encode(tone(1, 1), 96_000, 1).getFirst();
        OpusPacketDecoder decoder = new OpusPacketDecoder(1);
        assertThat(decoder.decode(packet, 480)).isEmpty();
        assertThat(decoder.decode(packet, 1920)).isEmpty();
        assertThat(decoder.decode(packet, 0)).isEmpty();
        assertThat(decoder.decode(packet, Integer.MAX_VALUE)).isEmpty();
        assertThat(decoder.decode(new byte[0], 960)).isEmpty();
        assertThat(decoder.decode(packet, 960)).isPresent();
    }

    @Test
    void noiseForPacketsNeverThrowsAndTheDecoderGoesOn() {
        long seed = 11;
        Random random = new Random(seed);
        OpusPacketDecoder decoder = new OpusPacketDecoder(2);
        byte[] good = encode(tone(2, 1), 96_000, 2).getFirst();
        for (int i = 0; i < 3000; i++) {
            byte[] noise = new byte[random.nextInt(1, 300)];
            random.nextBytes(noise);
            for (int frames : new int[] {120, 240, 480, 960, 1920, 2880, 5760}) {
                decoder.decode(noise, frames)
                        .ifPresent(s -> assertThat(s.length).isEqualTo(2 * frames));
            }
            assertThat(decoder.conceal(960)).hasSize(1920);
            assertThat(decoder.decode(good, 960)).as("seed %d", seed).isPresent();
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new OpusSettings(23_999, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OpusSettings(320_001, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OpusSettings(96_000, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<byte[]> encode(short[] samples, int bitrate, int channels) {
        OpusPacketEncoder encoder = new OpusPacketEncoder(new OpusSettings(bitrate, channels));
        List<byte[]> packets = new ArrayList<>();
        for (int at = 0; at < samples.length; at += 960 * channels) {
            packets.add(encoder.encode(Arrays.copyOfRange(samples, at, at + 960 * channels)));
        }
        return packets;
    }

    private static short[] tone(int channels, int packets) {
        short[] samples = new short[packets * 960 * channels];
        for (int i = 0; i < samples.length; i++) {
            int frame = i / channels;
            samples[i] = (short) (8192 * Math.sin(2 * Math.PI * 1000 * frame / 48_000));
        }
        return samples;
    }

    /// Something to encode: a few partials that come and go, and noise.
    private static short[] music(int channels, int packets) {
        Random random = new Random(5);
        short[] samples = new short[packets * 960 * channels];
        for (int i = 0; i < samples.length; i++) {
            int frame = i / channels;
            double t = frame / 48_000.0;
            double beat = Math.exp(-(t % 0.4) * 8);
            double sound =
                    beat
                            * (Math.sin(2 * Math.PI * 220 * t)
                                    + Math.sin(2 * Math.PI * 554.4 * t)
                                    + 0.3 * random.nextGaussian());
            samples[i] = (short) (6000 * sound);
        }
        return samples;
    }
}
