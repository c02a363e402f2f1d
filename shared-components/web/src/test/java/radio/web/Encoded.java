package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import radio.wire.Codec;

/// Sound that ffmpeg encoded, in frames, and what ffmpeg makes of such sound.
final class Encoded {
    private Encoded() {}

    /// A tone at 64 kbit/s, frame by frame: AAC in ADTS, or MP3 without anything before it.
    static List<ByteBuffer> tone(Codec codec, int rate, int channels, int seconds, Path folder)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "-f",
                                "lavfi",
                                "-i",
                                "sine=440:sample_rate=" + rate + ":duration=" + seconds,
                                "-ac",
                                "" + channels,
                                "-b:a",
                                "64k"));
        if (codec == Codec.MP3) {
            command.addAll(List.of("-write_xing", "0", "-id3v2_version", "0"));
        }
        Path file = folder.resolve("tone");
        command.addAll(List.of("-f", codec == Codec.AAC ? "adts" : "mp3", file.toString()));
        ffmpeg(command.toArray(String[]::new));
        byte[] all = Files.readAllBytes(file);
        List<ByteBuffer> frames = new ArrayList<>();
        for (int at = 0; at < all.length; ) {
            int from = at;
            int size =
                    IntStream.rangeClosed(7, all.length - at)
                            .filter(length ->
                                    CodedFrame.parse(codec, ByteBuffer.wrap(all, from, length))
                                            .isPresent())
                            .findFirst()
                            .orElseThrow();
            frames.add(ByteBuffer.wrap(all, from, size).slice());
            at += size;
        }
        return frames;
    }

    /// What ffmpeg hears in frames, as 16 bits a sample.
    static byte[] decoded(Codec codec, byte[] frames, Path folder)
            throws IOException, InterruptedException {
        Path coded = Files.write(folder.resolve("coded"), frames);
        Path raw = folder.resolve("raw");
        String form = codec == Codec.AAC ? "aac" : "mp3";
        ffmpeg("-f", form, "-i", coded.toString(), "-f", "s16le", raw.toString());
        return Files.readAllBytes(raw);
    }

    private static void ffmpeg(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
