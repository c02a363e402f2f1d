package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import radio.audio.container.AudioFiles;
import radio.audio.container.AudioReader;
import radio.audio.container.FfmpegTool;
import radio.audio.container.SoundFormat;
import radio.audio.container.UnreadableAudioException;
import radio.audio.container.WavWriter;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;

/// Files as they lie on people's disks: each is played right or refused in one line, and a list of
/// all of them plays on. A second of 1 kHz in each that has sound.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileZooTest {

    /// An animal.
    ///
    /// @param rate of the file
    /// @param slackFrames by how much its length may be off, at 48 kHz
    /// @param decibels what the tone's level may be off
    /// @param noise everything but the tone, in dB
    record Animal(
            Path file, String title, int rate, int slackFrames, double decibels, double noise) {
        @Override
        public String toString() {
            return String.valueOf(file.getFileName());
        }
    }

    private Path directory = Path.of("");

    private final List<Animal> played = new ArrayList<>();
    private final List<Path> refused = new ArrayList<>();

    private static final String TAGGED = "Chor - Lied_ü";

    @BeforeAll
    void makeTheZoo(@TempDir Path zoo) throws IOException {
        FfmpegTool.require();
        directory = zoo;
        Path art = directory.resolve("art.png");
        FfmpegTool.tone(8000, art, "-f lavfi -i testsrc=s=64x64:d=1 -map 1 -frames:v 1");

        String withArt = " -map 0:a -map 1:v -c:v copy -disposition:v attached_pic";
        String mp3 = " -id3v2_version 3 -c:a libmp3lame -q:a 2";
        add("01 vbr-art.mp3", TAGGED, 22_050, 0, 0.2, -40, "-i " + art + withArt + mp3);
        add("02 24bit.wav", TAGGED, 44_100, 0, 0.01, -85, "-c:a pcm_s24le");
        add("03 float.wav", "03 float", 48_000, 0, 0.01, -85, "-c:a pcm_f32le");
        Path list = waveWithListBeforeData();
        played.add(new Animal(list, "Band - Stück", 32_000, 0, 0.01, -80));
        add("05 8bit.aiff", TAGGED, 22_050, 0, 0.1, -35, "-c:a pcm_s8 -write_id3v2 1");
        add("06 96k.flac", TAGGED, 96_000, 0, 0.01, -85, "-sample_fmt s32");
        add("07 aac.m4a", TAGGED, 44_100, 1200, 0.2, -50, "-c:a aac -b:a 128k");
        add("08 vorbis.ogg", TAGGED, 44_100, 256, 0.2, -30, "-c:a libvorbis -q:a 6");
        add("09 opus.opus", TAGGED, 48_000, 0, 0.2, -30, "-c:a libopus -b:a 96k");
        add("10 flac.oga", TAGGED, 48_000, 0, 0.01, -85, "-c:a flac");
        String film = "-f lavfi -i testsrc=s=64x64:d=1 -map 1:v -map 0:a -c:v mpeg4";
        String sound = " -c:a libmp3lame -b:a 128k";
        add("11 film.mkv", TAGGED, 44_100, 2048, 0.6, -30, film + sound);
        add("12 windows.wma", TAGGED, 44_100, 4096, 0.3, -30, "-c:a wmav2 -b:a 128k");
        add("13 raw.aac", "13 raw", 44_100, 2400, 0.2, -30, "-c:a aac -b:a 128k");
        add("-i option.mp3", "-i option", 44_100, 0, 0.6, -40, sound);

        byte[] bytes = Files.readAllBytes(played.getFirst().file());
        Path cut = directory.resolve("14 truncated.mp3");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - bytes.length / 4));
        played.add(new Animal(cut, TAGGED, 22_050, 24_000, 0.2, -40));

        String text = "This is no sound.\n".repeat(99);
        refused.add(Files.writeString(directory.resolve("15 text.mp3"), text));
        refused.add(Files.createFile(directory.resolve("16 empty.ogg")));
        Path none = directory.resolve("17 none.wav");
        WavWriter.create(none, new SoundFormat(44_100, 2)).close();
        refused.add(none);
        byte[] noise = new byte[5000];
        new SplittableRandom(5).nextBytes(noise);
        refused.add(Files.write(directory.resolve("18 noise.m4a"), noise));
        String silent = "-f lavfi -i testsrc=s=64x64:d=1 -map 1:v -c:v mpeg4";
        refused.add(FfmpegTool.tone(8000, directory.resolve("19 silent.mp4"), silent));
        refused.add(directory.resolve("20 missing.flac"));
        refused.add(art);
    }

    private void add(
            String name,
            String title,
            int rate,
            int slackFrames,
            double decibels,
            double noise,
            String encoding)
            throws IOException {
        String tags = title.equals(TAGGED) ? " -metadata artist=Chor -metadata title=Lied_ü" : "";
        Path file = FfmpegTool.tone(rate, directory.resolve(name), encoding + tags);
        played.add(new Animal(file, title, rate, slackFrames, decibels, noise));
    }

    private Path waveWithListBeforeData() throws IOException {
        int frames = 32_000;
        byte[] title = "Stück".getBytes(StandardCharsets.ISO_8859_1); // five, padded to six
        ByteBuffer file = ByteBuffer.allocate(44 + 8 + 4 + 8 + 6 + 8 + 4 + 2 * frames);
        file.order(ByteOrder.LITTLE_ENDIAN);
        ascii(file, "RIFF").putInt(file.capacity() - 8);
        ascii(ascii(file, "WAVE"), "fmt ").putInt(16).putShort((short) 1).putShort((short) 1);
        file.putInt(32_000).putInt(64_000).putShort((short) 2).putShort((short) 16);
        ascii(ascii(file, "LIST").putInt(4 + 8 + 6 + 8 + 4), "INFO");
        ascii(file, "INAM").putInt(5).put(title).put((byte) 0);
        ascii(ascii(file, "IART").putInt(4), "Band");
        ascii(file, "data").putInt(2 * frames);
        for (int i = 0; i < frames; i++) {
            file.putShort((short) Math.round(8192 * Math.sin(2 * Math.PI * 1000 * i / 32_000)));
        }
        return Files.write(directory.resolve("04 list.wav"), file.array());
    }

    private static ByteBuffer ascii(ByteBuffer to, String text) {
        return to.put(text.getBytes(StandardCharsets.US_ASCII));
    }

    List<Animal> played() {
        return played;
    }

    List<Path> refused() {
        return refused;
    }

    @ParameterizedTest
    @MethodSource("played")
    void fileIsPlayedWithItsLengthLevelAndTitle(Animal animal) {
        try (AudioReader reader = AudioFiles.open(animal.file())) {
            assertThat(reader.format()).isEqualTo(new SoundFormat(animal.rate(), 1));
        }
        List<Pcm> blocks = play(List.of(animal.file()), false, 3);
        assertThat(blocks.getFirst().title()).isEqualTo(animal.title());
        assertTone(animal, Station.join(blocks));
    }

    private static void assertTone(Animal animal, short[] sound) {
        assertThat(sound.length)
                .isBetween(48_000 - animal.slackFrames(), 48_000 + animal.slackFrames());
        int margin = Math.max(0, (sound.length - 16_000) / 2);
        SineFit fit = SineFit.of(SineFit.channel(sound, 1, 0, margin), 1000, 48_000);
        assertThat(20 * Math.log10(fit.amplitude() / 0.25))
                .as("level")
                .isBetween(-animal.decibels(), animal.decibels());
        assertThat(fit.residualDecibels()).as("noise").isLessThan(animal.noise());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void fileWithoutSoundIsRefusedInOneLine(Path file) {
        assertThatThrownBy(() -> AudioFiles.open(file))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageStartingWith("cannot play " + file + ": ")
                .hasMessageContaining("; ")
                .hasMessageNotContainingAny("\n", "Exception");
    }

    @Test
    void listOfAllOfThemPlaysOnAndNamesEachBrokenOneOnce() {
        List<Path> all = new ArrayList<>();
        int next = 0;
        for (Animal animal : played) {
            all.add(animal.file());
            if (next < refused.size()) {
                all.add(refused.get(next++));
            }
        }
        List<String> warnings = new ArrayList<>();
        List<Pcm> blocks = warned(warnings, () -> play(all, true, 2 * played.size() + 2));
        List<String> titles =
                blocks.stream().map(Pcm::title).filter(title -> !title.isEmpty()).toList();
        List<String> round = played.stream().map(Animal::title).toList();
        assertThat(titles.subList(0, round.size())).isEqualTo(round);
        assertThat(titles.subList(round.size(), 2 * round.size())).isEqualTo(round);
        for (Path file : refused) {
            assertThat(warnings.stream().filter(line -> line.contains(file.toString()))).hasSize(1);
        }
        assertThat(warnings).hasSize(refused.size());

        // Each item is where its title is, to the block, and sounds as it does alone.
        int from = 0;
        for (Animal animal : played) {
            int until = from + 1;
            while (blocks.get(until).title().isEmpty()) {
                until++;
            }
            assertThat((until - from) * 960)
                    .isBetween(
                            48_000 - animal.slackFrames() - 960,
                            48_000 + animal.slackFrames() + 960);
            short[] sound = Station.join(blocks.subList(from + 1, until - 1));
            int margin = (sound.length - 16_000) / 2;
            assertThat(
                            SineFit.of(SineFit.channel(sound, 1, 0, margin), 1000, 48_000)
                                    .residualDecibels())
                    .as(animal.toString())
                    .isLessThan(animal.noise());
            from = until;
        }
    }

    private List<Pcm> play(List<Path> files, boolean loop, int seconds) {
        List<Playlist.Item> items =
                files.stream().map(file -> new Playlist.Item(file, "")).toList();
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        try (SteppingSystem system = AxonSystem.stepping(8)) {
            system.activate(
                    Pipeline.of(
                            new FileSource(new Playlist(directory, items), loop, 1),
                            new Pacer(FileSource.AHEAD_BLOCKS),
                            gather));
            system.runFor(Duration.ofSeconds(seconds));
        }
        return gather.messages;
    }

    private static <T> T warned(List<String> warnings, Supplier<T> during) {
        Logger logger = (Logger) LoggerFactory.getLogger("radio.audio");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
        try {
            return during.get();
        } finally {
            logger.setLevel(null);
            logger.setAdditive(true);
            logger.detachAppender(appender);
            appender.list.forEach(event -> warnings.add(event.getFormattedMessage()));
        }
    }
}
