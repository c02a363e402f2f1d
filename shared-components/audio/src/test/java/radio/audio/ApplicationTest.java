package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusSettings.Application;
import radio.audio.codec.OpusStream;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;
import radio.wire.Chunk;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// The ends of what a station can be, from a file to a player: speech in few bits and music in
/// many.
class ApplicationTest {

    private static final Path SPEECH = Path.of("../../config/demo/2-station-call.flac");

    /// Opus configurations below are the voice's coder, alone or with high frequencies on top (RFC
    /// 6716, table 2).
    private static final int FIRST_CELT = 16;

    private final SteppingSystem system = AxonSystem.stepping(3);
    private final Gather<Pcm> heard = new Gather<>(Pcm.class);

    @AfterEach
    void end() {
        system.close();
    }

    @ParameterizedTest
    @CsvSource({
        "24000, 1, VOICE, 200",
        "24000, 1, MUSIC, 200",
        "24000, 2, VOICE, 200",
        "48000, 1, VOICE, 200",
        "96000, 2, MUSIC, 100",
        "320000, 2, VOICE, 100",
        "320000, 2, MUSIC, 100"
    })
    void speechIsHeardWholeInAllTheBitsAndNoMore(
            int bitrate, int channels, Application application, int chunkMillis) {
        StreamInfo stream = OpusStream.info(1, new OpusSettings(bitrate, channels, application));
        FileSource source = new FileSource(Playlist.file(SPEECH), false, channels);
        Pacer pacer = new Pacer(FileSource.AHEAD_BLOCKS);
        List<Chunk> chunks = onAir(Pipeline.of(source, pacer), stream, application);

        assertThat(chunks).allMatch(c -> c.samples() == chunkMillis * 48);
        short[] sound = Station.join(heard.messages);
        short[] decoded = new Station(stream, 1, chunks).decode(0, chunks.size());
        assertThat(Arrays.equals(sound, decoded)).isTrue();
        double seconds = decoded.length / (double) channels / 48_000;
        assertThat(seconds).isBetween(7.9, 8.2);
        assertThat(8 * bytes(chunks) / seconds).isLessThan(1.05 * bitrate);
        assertThat(loudest(decoded)).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @CsvSource({"24000, 1", "24000, 2", "32000, 1", "48000, 1"})
    void speechInFewBitsIsForTheVoicesCoderOnlyWhenAskedFor(int bitrate, int channels) {
        for (Application application : Application.values()) {
            StreamInfo stream =
                    OpusStream.info(1, new OpusSettings(bitrate, channels, application));
            PcmToChunks stages =
                    new PcmToChunks(stream, application, 1, Station.SIGNER, Station.ANCHOR);
            long voiced = 0;
            long packets = 0;
            for (long block = 0; block < 100; block++) {
                for (Chunk chunk : stages.add(Station.tone(block, channels, Station.ANCHOR))) {
                    packets += chunk.packets().size();
                    voiced += chunk.packets().stream().filter(ApplicationTest::isVoiced).count();
                }
            }
            assertThat(packets).isEqualTo(100);
            assertThat(voiced).isEqualTo(application == Application.VOICE ? 100 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"320000, 2, MUSIC, -40", "320000, 2, VOICE, -40", "24000, 1, MUSIC, -20"})
    void toneComesOutAsItWentIn(int bitrate, int channels, Application application, double below) {
        StreamInfo stream = OpusStream.info(1, new OpusSettings(bitrate, channels, application));
        Component tone = Pipeline.of(new Tone(channels), new Pacer());
        List<Chunk> chunks = onAir(tone, stream, application);
        assertThat(chunks).isNotEmpty();
        short[] sound = Station.join(heard.messages);
        double[] left = SineFit.channel(sound, channels, 0, 9600);
        SineFit fit = SineFit.of(left, 1000, 48_000);
        assertThat(fit.amplitude()).isBetween(0.2, 0.3);
        assertThat(fit.residualDecibels()).isLessThan(below);
    }

    private List<Chunk> onAir(Component source, StreamInfo stream, Application application) {
        long anchor = system.clock().unixNanos();
        ToAir air = new ToAir(stream, anchor, Duration.ofSeconds(1), 0);
        Programme programme =
                new Programme(stream, application, 1, Station.SIGNER, anchor, Programme.PATIENT);
        system.activate(Pipeline.of(source, programme, air, Player.unpaced(), heard));
        system.runFor(Duration.ofSeconds(12));
        return air.chunks;
    }

    private static boolean isVoiced(Packet packet) {
        return (packet.data().get(0) & 0xff) >>> 3 < FIRST_CELT;
    }

    private static long bytes(List<Chunk> chunks) {
        return chunks.stream()
                .flatMap(c -> c.packets().stream())
                .mapToLong(p -> p.data().remaining())
                .sum();
    }

    private static int loudest(short[] sound) {
        int loudest = 0;
        for (short sample : sound) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        return loudest;
    }
}
