package radio.audio.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/// Any packets at all, in any order with losses: sound of the right length or nothing.
@Tag("fuzz")
class OpusPacketDecoderFuzzTest {

    @FuzzTest(maxDuration = "30m")
    void packetsGiveSoundOfTheirLengthOrNothing(FuzzedDataProvider data) {
        int channels = data.consumeInt(1, 2);
        OpusPacketDecoder decoder = new OpusPacketDecoder(channels);
        for (int i = 0; i < 20 && data.remainingBytes() > 0; i++) {
            int frames = data.consumeBoolean() ? 960 : data.consumeInt(0, 6000);
            byte[] packet = data.consumeBytes(data.consumeInt(0, 400));
            decoder.decode(packet, frames)
                    .ifPresent(s -> assertThat(s.length).isEqualTo(frames * channels));
            if (data.consumeBoolean()) {
                assertThat(decoder.conceal(960)).hasSize(960 * channels);
            }
        }
    }
}
