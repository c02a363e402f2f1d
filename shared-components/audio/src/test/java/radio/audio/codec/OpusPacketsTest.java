package radio.audio.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusPacketsTest {

    @ParameterizedTest
    @CsvSource({
        "00, 480", // SILK, 10 ms
        "08, 960",
        "10, 1920",
        "18, 2880",
        "58, 2880", // SILK, wide band
        "60, 480", // hybrid
        "68, 960",
        "80, 120", // CELT
        "e0, 120",
        "f8ff, 960",
        "fcfffe, 960", // stereo
        "f9ffff, 1920", // two of the same length
        "f9, 1920",
        "fa01aabb, 1920", // two of lengths of their own
        "fb03aabbcc, 2880", // three of the same length
        "fb8301aa00, 0", // three lengths, one missing
        "fb830101aabbcc, 2880",
        "fb4102aa0000, 960", // with padding
        "fb41ff00, 0", // more padding than there is
        "fb86000000000000, 5760", // 120 ms
        "fb87000000000000, 0", // longer
        "fb00, 0", // none
        "fb, 0",
        "f9ff, 0",
        "fa, 0",
        "fa05aa, 0",
        "fafc, 0",
        "'', 0"
    })
    void lengthOfAPacketIsThatOfItsFrames(String hex, int samples) {
        ByteBuffer packet = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        assertThat(OpusPackets.samples(packet)).isEqualTo(samples);
        assertThat(packet.position()).isZero();
    }

    @Test
    void frameIsAtMost1275Bytes() {
        byte[] packet = new byte[1 + 1275];
        assertThat(OpusPackets.samples(ByteBuffer.wrap(packet))).isEqualTo(480);
        assertThat(OpusPackets.samples(ByteBuffer.wrap(new byte[1 + 1276]))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 240, 480, 960})
    void silenceIsDecodedAsSilence(int samples) {
        for (int channels = 1; channels <= 2; channels++) {
            ByteBuffer packet = OpusPackets.silence(channels, samples);
            assertThat(OpusPackets.samples(packet)).isEqualTo(samples);
            byte[] bytes = new byte[packet.remaining()];
            packet.get(bytes);
            OpusPacketDecoder decoder = new OpusPacketDecoder(channels);
            for (int i = 0; i < 10; i++) {
                assertThat(decoder.decode(bytes, samples).orElseThrow())
                        .hasSize(samples * channels)
                        .containsOnly((short) 0);
            }
        }
    }

    @Test
    void silenceIsAsLongAsFits() {
        assertThat(OpusPackets.samples(OpusPackets.silence(2, 1_000_000))).isEqualTo(960);
        assertThat(OpusPackets.samples(OpusPackets.silence(2, 959))).isEqualTo(480);
        assertThat(OpusPackets.samples(OpusPackets.silence(2, 239))).isEqualTo(120);
    }

    @Test
    void noiseIsNeverTakenForMoreThan120Milliseconds() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            int samples = OpusPackets.samples(ByteBuffer.wrap(noise));
            assertThat(samples).isBetween(0, 5760);
            assertThat(samples % OpusPackets.SHORTEST).isZero();
        }
    }
}
