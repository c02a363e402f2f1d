package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.client.ClientReport;
import radio.source.SourceReport;
import radio.wire.Chunk;

/// Nodes as parts of a shell's pipeline, and programmes that end by themselves.
@Tag("e2e")
class PipesTest {
    private static final int CHUNK_FRAMES = 4800;

    @TempDir Path temp;

    @Test
    void standardInputIsHeardToItsLastSampleAndThenTheSourceEnds() throws Exception {
        int frames = 2 * 48_000;
        try (Nodes nodes = new Nodes(temp)) {
            NodeProcess source =
                    nodes.startSource(
                            "source",
                            0,
                            builder -> builder.redirectInput(ProcessBuilder.Redirect.PIPE),
                            "--input",
                            "stdin");
            String link = nodes.link(source);
            Path out = temp.resolve("heard.wav");
            NodeProcess listener = nodes.listen("listener", link, "--output", "file:" + out);
            nodes.until("the listener has a parent", () -> Nodes.hasParent(listener));
            try (OutputStream in = source.process().getOutputStream()) {
                in.write(Sounds.littleEndian(Sounds.music(48_000, 2, frames / 48_000.0)));
            }
            SourceReport report = nodes.sourceReport("source");
            assertThat(report.failures()).isEmpty();
            ClientReport heard = nodes.endWithLast(listener, report);

            assertThat(heard.failures()).isEmpty();
            assertThat(heard.firstSequence()).isZero();
            assertThat(heard.chunksReceived()).isEqualTo(report.chunksPublished());
            // All of it, and at most a chunk more, filled with silence.
            short[] samples = Sounds.recorded(out);
            assertThat(samples.length / 2).isGreaterThan(frames);
            assertThat(loudness(samples, frames - 960, frames)).isGreaterThan(1000);
            assertThat(loudness(samples, samples.length / 2 - 960, samples.length / 2))
                    .isLessThan(100);
        }
    }

    @Test
    void fileEndsByItselfAndItsListenersHaveItsLastChunk() throws Exception {
        Path file = Sounds.wav(temp.resolve("Lied.wav"), 44_100, 2, 12.03);
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "file:" + file, "--slots", "1");
            Path out = temp.resolve("heard.wav");
            NodeProcess near =
                    nodes.listen("near", link, "--slots", "1", "--output", "file:" + out);
            nodes.untilHeard(near, 1);
            NodeProcess far = nodes.listen("far", link, "--output", "none", "--buffer", "5s");
            nodes.untilHeard(far, 1);
            SourceReport source = nodes.sourceReport("source");
            assertThat(source.failures()).isEmpty();
            // 12.03 s and what Opus needs to give the last sample, in tenths of a second.
            assertThat(source.chunksPublished()).isEqualTo(121);
            for (NodeProcess listener : List.of(far, near)) {
                ClientReport report = nodes.endWithLast(listener, source);
                assertThat(report.failures()).isEmpty();
                assertThat(report.chunksMissed()).isZero();
                assertThat(report.lastSequence()).isEqualTo(120);
                if (listener == near) {
                    assertThat(Sounds.recorded(out).length)
                            .isEqualTo(2 * CHUNK_FRAMES * (int) (121 - report.firstSequence()));
                }
            }
        }
    }

    @Test
    void listOfWhichAPartNeedsFfmpegThatIsNotInstalledPlaysOn() throws Exception {
        Files.createDirectory(temp.resolve("list"));
        Sounds.wav(temp.resolve("list/1.wav"), 44_100, 2, 1);
        Files.writeString(temp.resolve("list/2.m4a"), "\0\0\0\1ftypM4A and whatever else");
        Sounds.wav(temp.resolve("list/3.wav"), 32_000, 2, 1);
        try (Nodes nodes = new Nodes(temp)) {
            NodeProcess source =
                    nodes.startSource(
                            "source",
                            0,
                            builder -> builder.environment().put("PATH", "/nowhere"),
                            "--input",
                            "playlist:" + temp.resolve("list"),
                            "--duration",
                            "5s");
            SourceReport report = nodes.sourceReport("source");
            assertThat(report.failures()).isEmpty();
            assertThat(report.chunksPublished()).isGreaterThan(30);
            assertThat(source.lastWords().lines().filter(line -> line.contains("2.m4a")))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line).contains("skipped", "install ffmpeg"));
        }
    }

    @Test
    void standardOutputIsSoundAndNothingElse() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone");
            try (Tap tap = Tap.on(temp, link)) {
                nodes.until("the tap hears", () -> tap.count() > 0);
                NodeProcess listener = nodes.listenThroughPipe("listener", link);
                InputStream out = listener.process().getInputStream();
                byte[] heard = out.readNBytes(4 * 48_000 * 3);
                listener.signal("TERM"); // terminate() would close the pipe as well
                byte[] rest = out.readAllBytes();
                nodes.until("the listener has ended", () -> !listener.alive());
                ClientReport report = listener.report(ClientReport.class).orElseThrow();

                assertThat((heard.length + rest.length) % 4).isZero();
                assertThat(listener.lastWords()).contains("tuning in", "listening to");
                nodes.until(
                        "the tap has what the listener had",
                        () -> tap.newest() >= report.lastSequence());
                List<Chunk> chunks = tap.from(report.firstSequence());
                short[] decoded = Sounds.decoded(chunks, 2);
                short[] samples = Sounds.samples(ByteBuffer.wrap(heard));
                assertThat(startOf(samples, decoded))
                        .as(
                                "place in the output from which on a second of it is what was published")
                        .isGreaterThanOrEqualTo(0);
            }
        }
    }

    /// Where, after what a player may put first, the published sound begins and goes on for a
    /// second; -1 if nowhere. A player that starts in the midst of a stream, or waits for its
    /// parent, puts silence or passes chunks over: so any whole chunk may be the first.
    private static int startOf(short[] heard, short[] published) {
        int second = 2 * 48_000;
        for (int from = 0; from + second <= published.length; from += 2 * CHUNK_FRAMES) {
            short[] wanted = Arrays.copyOfRange(published, from, from + second);
            for (int at = 0; at + second <= heard.length; at += 2) {
                if (heard[at] == wanted[0]
                        && Arrays.equals(heard, at, at + second, wanted, 0, second)) {
                    return at;
                }
            }
        }
        return -1;
    }

    /// Mean of the absolute values.
    private static double loudness(short[] stereo, int fromFrame, int toFrame) {
        double sum = 0;
        for (int i = 2 * fromFrame; i < 2 * toFrame; i++) {
            sum += Math.abs(stereo[i]);
        }
        return sum / (2 * (toFrame - fromFrame));
    }
}
