package radio.audio.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.audio.SineFit;

/// ffmpeg itself, and shell scripts in its place that behave worse than it does.
class FfmpegReaderTest {

    /// An AU header of 8 kHz mono as ffmpeg writes it, for printf.
    private static final String HEADER =
            "'.snd\\000\\000\\000\\040\\377\\377\\377\\377\\000\\000\\000\\006"
                    + "\\000\\000\\037\\100\\000\\000\\000\\001\\000\\000\\000\\000\\000\\000\\000\\000'";

    @TempDir Path directory;

    @Test
    void sixChannelsKeepTheirOrder() throws IOException {
        FfmpegTool.require();
        Path file =
                FfmpegTool.tone(
                        48_000, directory.resolve("six.mka"), "-af pan=5.1|FR=c0|BL=c0 -c:a flac");
        try (AudioReader reader = AudioFiles.open(file)) {
            assertThat(reader.format()).isEqualTo(new SoundFormat(48_000, 6));
            float[] samples = AudioFilesTest.readAll(reader);
            assertThat(samples).hasSize(6 * 48_000);
            for (int channel = 0; channel < 6; channel++) {
                double[] one = SineFit.channel(samples, 6, channel, 1000);
                double amplitude = SineFit.of(one, 1000, 48_000).amplitude();
                assertThat(amplitude)
                        .isBetween(
                                channel == 1 || channel == 4 ? 0.249 : -0.001,
                                channel == 1 || channel == 4 ? 0.251 : 0.001);
            }
        }
    }

    @Test
    void oddMp3IsLeftToFfmpeg() throws IOException {
        FfmpegTool.require();
        Path mp2 = FfmpegTool.tone(44_100, directory.resolve("layer-two.mp3"), "-f mp2 -c:a mp2");
        Path law = FfmpegTool.tone(8000, directory.resolve("gsm.wav"), "-c:a adpcm_ms");
        for (Path file : List.of(mp2, law)) {
            try (AudioReader reader = AudioFiles.open(file)) {
                float[] samples = AudioFilesTest.readAll(reader);
                int rate = reader.format().sampleRate();
                assertThat(samples.length).isBetween(rate - 3000, rate + 3000);
                assertThat(SineFit.of(SineFit.channel(samples, 1, 0, 2000), 1000, rate).amplitude())
                        .isBetween(0.23, 0.27);
            }
        }
    }

    @Test
    void intensityStereoIsLeftToFfmpeg() throws IOException {
        FfmpegTool.require();
        byte[] mp3 =
                Files.readAllBytes(
                        Path.of("src/test/resources/radio/audio/container/stereo-128k.mp3"));
        int first = 0;
        while (mp3[first] != (byte) 0xff || (mp3[first + 1] & 0xe0) != 0xe0) {
            first++;
        }
        mp3[first + 3] = (byte) ((mp3[first + 3] & ~0xf0) | 0x50);
        Path file = Files.write(directory.resolve("intensity.mp3"), mp3);
        assertThatThrownBy(() -> AudioFiles.open(file, new Ffmpeg("/nowhere/ffmpeg", 1000)))
                .hasMessageContaining("intensity stereo, and ffmpeg")
                .hasMessageContaining("install ffmpeg");
        try (AudioReader reader = AudioFiles.open(file)) {
            float[] samples = AudioFilesTest.readAll(reader);
            SineFit left = SineFit.of(SineFit.channel(samples, 2, 0, 4000), 997, 44_100);
            assertThat(left.amplitude()).isBetween(0.47, 0.53);
        }
    }

    /// A file is a file to ffmpeg, and a list is no door to other files.
    @Test
    void nameIsNeverAnOptionOrAnAddress() throws IOException {
        FfmpegTool.require();
        Path sound = FfmpegTool.tone(48_000, directory.resolve("a.ogg"), "-c:a libvorbis");
        for (String name :
                List.of("-i", "http:example.org", "pipe:0", "concat:a.ogg|b.ogg", "a%03d")) {
            Path file = Files.copy(sound, directory.resolve(name));
            try (AudioReader reader = AudioFiles.open(file)) {
                assertThat(AudioFilesTest.readAll(reader)).hasSizeBetween(47_000, 48_000);
            }
        }
        Path list = directory.resolve("list.mp3");
        Files.writeString(list, "ffconcat version 1.0\nfile a.ogg\n");
        assertThatThrownBy(() -> AudioFiles.open(list)).hasMessageContaining("it is text");
    }

    @Test
    void withoutFfmpegThereIsOneLineThatNamesItAndTheFile() throws IOException {
        Path file = rubbish();
        assertThatThrownBy(() -> AudioFiles.open(file, new Ffmpeg("/nowhere/ffmpeg", 1000)))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("cannot play " + file)
                .hasMessageContaining("install ffmpeg")
                .hasMessageNotContaining("\n");
    }

    @Test
    void ffmpegThatNeverSaysAnythingIsKilled() throws IOException {
        Path file = rubbish();
        Ffmpeg impatient = new Ffmpeg(fake("exec sleep 1000").command(), 300);
        assertThatThrownBy(() -> AudioFiles.open(file, impatient))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("ffmpeg is stuck")
                .hasMessageNotContaining("\n");
        assertNoChildSleeps();
        assertNoThreadIsLeft();
    }

    @Test
    void ffmpegThatStopsInTheMiddleEndsTheFileThere() throws IOException {
        Ffmpeg fake = fake("printf " + HEADER + "; head -c 4000 /dev/zero; exec sleep 1000");
        try (AudioReader reader = AudioFiles.open(rubbish(), fake)) {
            assertThat(AudioFilesTest.readAll(reader)).hasSize(1000);
        }
        assertNoChildSleeps();
    }

    @Test
    void complaintsWithoutEndNeitherBlockNorFillTheMemory() throws IOException {
        Ffmpeg fake =
                fake(
                        "head -c 3000000 /dev/zero >&2; printf "
                                + HEADER
                                + "; head -c 4000 /dev/zero");
        try (AudioReader reader = AudioFiles.open(rubbish(), fake)) {
            assertThat(AudioFilesTest.readAll(reader)).hasSize(1000);
        }
    }

    @Test
    void reasonOfFfmpegIsInTheLine() throws IOException {
        Path file = rubbish();
        Ffmpeg fake = fake("echo '[mov @ 0x12] the atom is\tbroken' >&2; exit 1");
        assertThatThrownBy(() -> AudioFiles.open(file, fake))
                .hasMessageContaining("(the atom is broken)")
                .hasMessageNotContaining("0x12")
                .hasMessageNotContaining("\n");
    }

    @Test
    void headerThatLiesIsRefusedInOneLine() throws IOException {
        String manyTags = HEADER.replace("\\000\\000\\000\\040", "\\177\\377\\377\\377");
        String manyChannels =
                HEADER.replace("\\037\\100\\000\\000\\000\\001", "\\037\\100\\177\\000\\000\\001");
        for (String header :
                List.of(manyTags, manyChannels, "'.snd rubbish rubbish rubbish rubbish'")) {
            Path file = rubbish();
            Ffmpeg fake = fake("printf " + header + "; head -c 100000 /dev/zero");
            assertThatThrownBy(() -> AudioFiles.open(file, fake))
                    .isInstanceOf(UnreadableAudioException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void closedReaderLeavesNeitherProcessNorThread() throws IOException {
        Ffmpeg fake = fake("printf " + HEADER + "; head -c 4000 /dev/zero; exec sleep 1000");
        AudioFiles.open(rubbish(), fake).close();
        assertNoChildSleeps();
        assertNoThreadIsLeft();
    }

    @Test
    void ffmpegThatDoesNotHeedIsKilled() throws IOException {
        Ffmpeg fake =
                fake("trap '' TERM; printf " + HEADER + "; head -c 4000 /dev/zero; sleep 1000");
        AudioFiles.open(rubbish(), fake).close();
        assertNoChildSleeps();
        assertNoThreadIsLeft();
    }

    @Test
    void ffmpegIsClosedWhileItHasMuchMoreToGive() throws IOException {
        Ffmpeg fake = fake("printf " + HEADER + "; exec cat /dev/zero");
        try (AudioReader reader = AudioFiles.open(rubbish(), fake)) {
            assertThat(reader.read(new float[100], 100)).isPositive();
        }
        assertNoThreadIsLeft();
    }

    @Test
    void interruptedThreadDoesNotWait() throws IOException {
        Ffmpeg patient =
                new Ffmpeg(
                        fake("printf " + HEADER + "; head -c 4000 /dev/zero; exec sleep 1000")
                                .command(),
                        600_000);
        try (AudioReader reader = AudioFiles.open(rubbish(), patient)) {
            Thread.currentThread().interrupt();
            assertThat(AudioFilesTest.readAll(reader)).hasSizeLessThanOrEqualTo(1000);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertNoChildSleeps();
    }

    private static void assertNoChildSleeps() {
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("sleep"))
                .forEach(child -> child.onExit().join());
    }

    /// Those that keep its pipes are named after it.
    private static void assertNoThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("fake-ffmpeg"));
    }

    private Path rubbish() throws IOException {
        return Files.write(
                directory.resolve("film.mp4"),
                "\0\0\0\1ftypisom rubbish".getBytes(StandardCharsets.UTF_8));
    }

    /// A script in ffmpeg's place.
    private Ffmpeg fake(String commands) throws IOException {
        Path script = directory.resolve("fake-ffmpeg");
        Files.writeString(script, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new Ffmpeg(script.toString(), 3000);
    }
}
