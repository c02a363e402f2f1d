package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.audio.container.AudioFiles;
import radio.audio.container.AudioReader;
import radio.audio.container.UnreadableAudioException;
import radio.audio.loudness.Level;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;
import radio.wire.Chunk;
import radio.wire.StreamInfo;

/// The components together, in virtual time.
class OnAirTest {

    private static final Path FIXTURES = Path.of("src/test/resources/radio/audio/container");
    private static final Duration DELAY = Duration.ofSeconds(1);

    @TempDir Path directory;

    private final SteppingSystem system = AxonSystem.stepping(42);
    private final StreamInfo stream = OpusStream.info(1, new OpusSettings(96_000, 2));
    private final long anchor = system.clock().unixNanos();
    private final ToAir air = new ToAir(stream, anchor, DELAY, 0);

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void everyBlockOfATonesLeavesAtItsCaptureTime() {
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        system.activate(Pipeline.of(new Tone(2), new Pacer(), gather));
        system.runFor(Duration.ofSeconds(60).plusMillis(10));
        assertThat(gather.messages).hasSize(3001);
        for (int i = 0; i < 3001; i++) {
            assertThat(gather.messages.get(i).unixNanos()).isEqualTo(anchor + i * Pcm.BLOCK_NANOS);
        }
        assertThat(gather.atUnixNanos)
                .isEqualTo(gather.messages.stream().map(Pcm::unixNanos).toList());
        short[] sound = Station.join(gather.messages);
        assertThat(SineFit.of(SineFit.channel(sound, 2, 0, 0), 1000, 48_000).residualDecibels())
                .isLessThan(-75);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stereo-128k.mp3",
                "mono-44k.flac",
                "mono-44k-float-list.wav",
                "mono-22k-8bit.aiff"
            })
    void fileOutEqualsALocalDecodeOfWhatWasPublished(String name) throws IOException {
        Path out = directory.resolve("out ü.wav");
        FileSource source = new FileSource(Playlist.file(FIXTURES.resolve(name)), false, 2);
        system.activate(
                Pipeline.of(
                        source,
                        new Pacer(FileSource.AHEAD_BLOCKS),
                        programme(),
                        air,
                        Player.unpaced(),
                        WavFileSink.create(out)));
        system.run();
        short[] expected = new Station(stream, 1, air.chunks).decode(0, air.chunks.size());
        assertThat(Arrays.equals(read(out), expected)).isTrue();
    }

    @Test
    void pacedPlayerPlaysTheSameSamplesWhenTheyAreDue() {
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        Player player = Player.paced(Duration.ofMillis(200), Duration.ZERO);
        FileSource source =
                new FileSource(Playlist.file(FIXTURES.resolve("stereo-128k.mp3")), false, 2);
        system.activate(
                Pipeline.of(
                        source,
                        new Pacer(FileSource.AHEAD_BLOCKS),
                        programme(),
                        air,
                        player,
                        gather));
        system.run();
        List<Pcm> sound =
                gather.messages.stream()
                        .filter(b -> b.unixNanos() >= anchor + DELAY.toNanos())
                        .toList();
        assertThat(sound.getFirst().unixNanos()).isEqualTo(anchor + DELAY.toNanos());
        short[] expected = new Station(stream, 1, air.chunks).decode(0, air.chunks.size());
        assertThat(Arrays.equals(Station.join(sound), expected)).isTrue();
        assertThat(player.status().underruns()).isZero();
        assertThat(sound).last().extracting(Pcm::title).isEqualTo("stereo-128k");
        for (int i = 11; i < gather.messages.size(); i++) {
            assertThat(gather.atUnixNanos.get(i))
                    .isEqualTo(gather.messages.get(i).unixNanos() - 200_000_000);
        }
    }

    @Test
    void wholeFileIsHeardToItsLastSample() {
        Gather<Chunk> gather = new Gather<>(Chunk.class);
        FileSource source =
                new FileSource(Playlist.file(FIXTURES.resolve("stereo-48k.flac")), false, 2);
        system.activate(
                Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), programme(), gather));
        system.run();
        short[] heard = new Station(stream, 1, gather.messages).decode(0, gather.messages.size());
        short[] tail = Arrays.copyOfRange(heard, (312 + 14_400 - 960) * 2, (312 + 14_400) * 2);
        assertThat(SineFit.of(SineFit.channel(tail, 2, 0, 0), 997, 48_000).amplitude())
                .isBetween(0.4, 0.6);
    }

    @Test
    void lostChunksAreConcealedAndTheRestPlaysOnTime() {
        ToAir lossy = new ToAir(stream, anchor, DELAY, 10);
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        Player player = Player.paced(Duration.ZERO, Duration.ZERO);
        system.activate(Pipeline.of(new Tone(2), new Pacer(), programme(), lossy, player, gather));
        system.runFor(Duration.ofSeconds(20));
        PlayerStatus status = player.status();
        assertThat(status.underruns()).isZero();
        assertThat(status.late()).isZero();
        assertThat(status.concealed()).isBetween(50L + 18 * 5, 50L + 19 * 5);
        assertThat(status.played()).isBetween(850L, 860L);
    }

    @Test
    void slowListenerMakesDoorOneDropAndMediaTimeStaysTrue() {
        Gather<Chunk> slow = new Gather<>(Chunk.class, 1, 1500);
        Programme programme = programme();
        system.activate(Pipeline.of(new Tone(2), new Pacer(), programme, slow));
        system.runFor(Duration.ofSeconds(60));
        assertThat(programme.dropped()).isPositive();
        assertThat(programme.captureGaps()).isPositive();
        long before = -1;
        for (Chunk chunk : slow.messages) {
            assertThat(chunk.id().sequence()).isEqualTo(slow.messages.indexOf(chunk));
            assertThat(chunk.mediaTime()).isGreaterThan(before);
            before = chunk.mediaTime();
        }
    }

    @Test
    void loopedListSkipsBrokenEntriesAndAnnouncesTheOthers() throws IOException {
        Files.writeString(directory.resolve("a text.mp3"), "no sound");
        Files.copy(FIXTURES.resolve("stereo-48k.flac"), directory.resolve("b.flac"));
        Files.createFile(directory.resolve("c empty.wav"));
        Files.copy(FIXTURES.resolve("stereo-32k.au"), directory.resolve("d.au"));
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        FileSource source = new FileSource(Playlist.open(directory), true, 2);
        system.activate(Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), gather));
        system.runFor(Duration.ofSeconds(2));
        List<String> titles =
                gather.messages.stream().map(Pcm::title).filter(t -> !t.isEmpty()).toList();
        assertThat(titles).startsWith("b", "d", "b", "d", "b", "d");
        assertThat(source.skipped()).isGreaterThan(6);
        assertThat(gather.messages).allSatisfy(b -> assertThat(b.frames()).isEqualTo(960));
    }

    @Test
    void titleOfTheListGoesBeforeTheTagsAndThoseBeforeTheName() throws IOException {
        byte[] sound = Files.readAllBytes(FIXTURES.resolve("stereo-48k.flac"));
        byte[] tag = "ID3\3\0\0\0\0\0\20TIT2\0\0\0\6\0\0\0Title".getBytes(StandardCharsets.UTF_8);
        byte[] tagged = Arrays.copyOf(tag, tag.length + sound.length);
        System.arraycopy(sound, 0, tagged, tag.length, sound.length);
        Files.write(directory.resolve("tagged.flac"), tagged);
        Files.write(directory.resolve("plain.flac"), sound);
        Path list = directory.resolve("list.m3u");
        Files.writeString(list, "#EXTINF:1,From the list\ntagged.flac\ntagged.flac\nplain.flac\n");
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        FileSource source = new FileSource(Playlist.open(list), false, 1);
        system.activate(Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), gather));
        system.run();
        assertThat(gather.messages.stream().map(Pcm::title).filter(t -> !t.isEmpty()))
                .containsExactly("From the list", "Title", "plain");
    }

    @Test
    void listIsPlayedOnceWithoutLoopAndThenEnds() throws IOException {
        Files.copy(FIXTURES.resolve("stereo-48k.flac"), directory.resolve("b.flac"));
        Files.copy(FIXTURES.resolve("stereo-48k.flac"), directory.resolve("c.flac"));
        Files.writeString(directory.resolve("d.mp3"), "no sound");
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        system.activate(
                Pipeline.of(
                        new FileSource(Playlist.open(directory), false, 1), new Pacer(), gather));
        system.run();
        assertThat(Station.join(gather.messages)).hasSize(2 * 14_400);
        assertThat(gather.messages.getLast().unixNanos()).isEqualTo(anchor + 29 * Pcm.BLOCK_NANOS);
    }

    @Test
    void shuffleDrawsEveryRoundAnewAndTheSeedRepeatsIt() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            Files.copy(FIXTURES.resolve("stereo-32k.au"), directory.resolve(name + ".au"));
        }
        List<String> first = shuffled(5);
        assertThat(first).hasSizeGreaterThan(12).isEqualTo(shuffled(5)).isNotEqualTo(shuffled(6));
        assertThat(first.subList(0, 4)).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(first.subList(4, 8))
                .containsExactlyInAnyOrder("a", "b", "c", "d")
                .isNotEqualTo(first.subList(0, 4));
    }

    private List<String> shuffled(long seed) {
        SteppingSystem own = AxonSystem.stepping(1);
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        FileSource source =
                new FileSource(
                        Playlist.open(directory),
                        true,
                        Optional.of(new SplittableRandom(seed)),
                        1,
                        ItemStages.NONE);
        own.activate(Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), gather));
        own.runFor(Duration.ofSeconds(3));
        own.close();
        return gather.messages.stream().map(Pcm::title).filter(t -> !t.isEmpty()).toList();
    }

    @Test
    void listWithNothingToPlayIsRefusedInOneLineBeforeItIsOnAir() throws IOException {
        Files.writeString(directory.resolve("a.mp3"), "no sound");
        Files.createFile(directory.resolve("b.wav"));
        assertThatThrownBy(() -> new FileSource(Playlist.open(directory), true, 2))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("none of its 2 entries")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(
                        () -> new FileSource(Playlist.file(directory.resolve("b.wav")), false, 2))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void rawSoundInComesOutRawAndPaced() {
        byte[] bytes = new byte[48_000 * 4 + 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        system.activate(
                Pipeline.of(
                        new StdinSource(new ByteArrayInputStream(bytes), 2),
                        new Pacer(),
                        new RawSink(out)));
        system.run();
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(bytes, 48_000 * 4));
        assertThat(system.clock().unixNanos() - anchor).isEqualTo(49 * Pcm.BLOCK_NANOS);
    }

    @Test
    void readerOfRawSoundThatGoesAwayEndsOnlyThatSink() {
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        RawSink sink = new RawSink(closed);
        List<String> failed = new ArrayList<>();
        system.onFailure((name, cause) -> failed.add(name));
        Tone tone = new Tone(2);
        system.activate(Pipeline.of(tone, new Pacer(), sink));
        system.runFor(Duration.ofSeconds(1));
        assertThat(sink.isStopped()).isTrue();
        assertThat(tone.isStopped()).isFalse();
        assertThat(failed).isEmpty();
    }

    @Test
    void nullSinkCountsWhatNobodyHears() {
        NullSink sink = new NullSink();
        system.activate(Pipeline.of(new Tone(1), new Pacer(), sink));
        system.runFor(Duration.ofSeconds(1).minusMillis(10));
        assertThat(sink.frames()).isEqualTo(48_000);
    }

    @Test
    void stoppedFileSinkLeavesAWholeFile() throws IOException {
        Path out = directory.resolve("out.wav");
        Component sink = WavFileSink.create(out);
        system.activate(Pipeline.of(new Tone(1), new Pacer(), sink));
        system.runFor(Duration.ofMillis(990));
        system.shutdown();
        system.run();
        assertThat(read(out)).hasSize(48_000);
    }

    @Test
    void processThatWasStoppedJumpsInStampsNotInSound() {
        Gather<Pcm> gather = new Gather<>(Pcm.class, 1, 0);
        Tone tone = new Tone(1);
        Pacer pacer = new Pacer();
        system.activate(Pipeline.of(tone, pacer, gather));
        system.runFor(Duration.ofMillis(995));
        system.slowMotion(Duration.ofSeconds(3));
        system.step();
        system.slowMotion(Duration.ZERO);
        system.runFor(Duration.ofSeconds(1));
        assertThat(pacer.stalls()).isPositive();
        List<Long> stamps = gather.messages.stream().map(Pcm::unixNanos).toList();
        assertThat(stamps)
                .isSorted()
                .allSatisfy(s -> assertThat((s - anchor) % Pcm.BLOCK_NANOS).isZero());
        short[] sound = Station.join(gather.messages);
        assertThat(SineFit.of(SineFit.channel(sound, 1, 0, 0), 1000, 48_000).residualDecibels())
                .isLessThan(-75);
    }

    @Test
    void programmeKnowsHowLoudItIsUntilNoMoreSoundComes() {
        Programme programme = programme();
        assertThat(programme.level()).isEqualTo(Level.SILENCE);
        Tone tone = new Tone(2);
        system.activate(Pipeline.of(tone, new Pacer(), programme, new Gather<>(Chunk.class)));
        system.runFor(Duration.ofSeconds(2));
        assertThat(programme.level().peakDbfs()).isCloseTo(-12, within(0.1));
        assertThat(programme.level().rmsDbfs()).isCloseTo(-15, within(0.1));
        assertThat(programme.level().momentaryLufs()).isCloseTo(-12, within(0.1));
        tone.stop();
        system.runFor(Duration.ofSeconds(2));
        assertThat(programme.level()).isEqualTo(Level.SILENCE);
    }

    private Programme programme() {
        return new Programme(stream, 1, Station.SIGNER, anchor, Programme.LIVE);
    }

    private static short[] read(Path wav) {
        try (AudioReader reader = AudioFiles.open(wav)) {
            int channels = reader.format().channels();
            short[] all = new short[0];
            float[] piece = new float[4800 * channels];
            for (int n = reader.read(piece, 4800); n > 0; n = reader.read(piece, 4800)) {
                short[] samples = new short[n * channels];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = (short) (piece[i] * 32768);
                }
                all = Station.join(all, samples);
            }
            return all;
        }
    }
}
