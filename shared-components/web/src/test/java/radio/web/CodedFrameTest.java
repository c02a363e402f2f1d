package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import radio.wire.Codec;

/// Frames that ffmpeg made, and what ffmpeg makes of ours.
class CodedFrameTest {
    @TempDir Path temp;

    private static int ffmpeg(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void needFfmpeg() {
        boolean there =
                List.of(System.getenv("PATH").split(":", -1)).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ffmpeg")));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI must have ffmpeg: scripts/setup installs it");
        }
        Assumptions.assumeTrue(there, "ffmpeg is not installed: scripts/setup says how");
    }

    @ParameterizedTest
    @CsvSource({
        "AAC, adts, 44100, 2, 1024",
        "AAC, adts, 48000, 1, 1024",
        "MP3, mp3, 44100, 2, 1152",
        "MP3, mp3, 22050, 1, 576"
    })
    void framesAreFoundAndSilentOnesAreSilent(
            Codec codec, String form, int rate, int channels, int samples) throws Exception {
        needFfmpeg();
        Path file = temp.resolve("tone." + form);
        String tone = "sine=440:sample_rate=" + rate + ":duration=1";
        String[] make = {
            "-f",
            "lavfi",
            "-i",
            tone,
            "-ac",
            "" + channels,
            "-b:a",
            "64k",
            "-write_xing",
            "0",
            "-id3v2_version",
            "0",
            "-f",
            form,
            file.toString()
        };
        String[] adts = {
            "-f",
            "lavfi",
            "-i",
            tone,
            "-ac",
            "" + channels,
            "-b:a",
            "64k",
            "-f",
            form,
            file.toString()
        };
        assertThat(ffmpeg(codec == Codec.AAC ? adts : make)).isZero();
        byte[] all = Files.readAllBytes(file);
        ByteArrayOutputStream silence = new ByteArrayOutputStream();
        int frames = 0;
        for (int at = 0; at < all.length; frames++) {
            int from = at;
            int size =
                    IntStream.rangeClosed(7, all.length - at)
                            .filter(length ->
                                    CodedFrame.parse(codec, ByteBuffer.wrap(all, from, length))
                                            .isPresent())
                            .findFirst()
                            .orElseThrow();
            Optional<CodedFrame> frame = CodedFrame.parse(codec, ByteBuffer.wrap(all, from, size));
            assertThat(frame.orElseThrow().samples()).isEqualTo(samples);
            byte[] silent = frame.orElseThrow().silent().orElseThrow();
            assertThat(CodedFrame.parse(codec, ByteBuffer.wrap(silent))).isPresent();
            silence.writeBytes(silent);
            at += size;
        }
        assertThat(frames).isBetween(rate / samples, rate / samples + 4);
        Path quiet = Files.write(temp.resolve("quiet." + form), silence.toByteArray());
        Path raw = temp.resolve("quiet.raw");
        String demuxer = codec == Codec.AAC ? "aac" : "mp3";
        assertThat(ffmpeg("-f", demuxer, "-i", quiet.toString(), "-f", "s16le", raw.toString()))
                .isZero();
        byte[] decoded = Files.readAllBytes(raw);
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
