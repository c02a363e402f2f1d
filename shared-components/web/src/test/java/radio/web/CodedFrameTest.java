package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import radio.testing.Programs;
import radio.wire.Codec;

/// Frames that ffmpeg made, and what ffmpeg makes of ours.
class CodedFrameTest {
    @TempDir Path temp;

    @ParameterizedTest
    @CsvSource({
        "AAC, 44100, 2, 1024",
        "AAC, 48000, 1, 1024",
        "MP3, 44100, 2, 1152",
        "MP3, 22050, 1, 576"
    })
    void framesAreFoundAndSilentOnesAreSilent(Codec codec, int rate, int channels, int samples)
            throws Exception {
        Programs.need("ffmpeg");
        ByteArrayOutputStream silence = new ByteArrayOutputStream();
        List<ByteBuffer> frames = Encoded.tone(codec, rate, channels, 1, temp);
        for (ByteBuffer each : frames) {
            CodedFrame frame = CodedFrame.parse(codec, each).orElseThrow();
            assertThat(frame.samples()).isEqualTo(samples);
            byte[] silent = frame.silent().orElseThrow();
            assertThat(CodedFrame.parse(codec, ByteBuffer.wrap(silent))).isPresent();
            silence.writeBytes(silent);
        }
        assertThat(frames).hasSizeBetween(rate / samples, rate / samples + 4);
        byte[] decoded = Encoded.decoded(codec, silence.toByteArray(), temp);
        assertThat(decoded.length / 2 / channels).isGreaterThan(rate / 2);
        assertThat(decoded).containsOnly(0);
    }

    @Test
    void whatIsNoFrameIsNone() {
        for (Codec codec : Codec.values()) {
            assertThat(CodedFrame.parse(codec, ByteBuffer.allocate(0))).isEmpty();
            assertThat(CodedFrame.parse(codec, ByteBuffer.allocate(500))).isEmpty();
            assertThat(
                            CodedFrame.parse(
                                    codec,
                                    ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})))
                    .isEmpty();
        }
    }
}
