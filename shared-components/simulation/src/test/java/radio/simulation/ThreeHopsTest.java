package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.client.ClientReport;
import radio.source.SourceReport;
import radio.wire.Chunk;

/// Sound files in, three hops, a sound file out.
@Tag("e2e")
class ThreeHopsTest {
    @TempDir Path temp;

    @Test
    void lastOfThreeWritesEverySampleThatTheSourcePublished() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("Füße und Ohren"));
        Path wav = Sounds.wav(folder.resolve("Müde Wellen.wav"), 44_100, 1, .7);
        Path programme = folder.resolve("Drei Stücke.m3u");
        Files.writeString(
                programme,
                String.join(
                        "\n",
                        "#EXTINF:1,Stück aus MP3",
                        Sounds.fixture("stereo-128k.mp3").toString(),
                        "#EXTINF:1,Stück aus FLAC",
                        Sounds.fixture("mono-44k.flac").toString(),
                        "#EXTINF:1,Stück aus WAV",
                        wav.getFileName().toString()));

        try (Nodes nodes = new Nodes(folder)) {
            String link =
                    nodes.onAir(
                            "Sender",
                            "--input",
                            "playlist:" + programme,
                            "--slots",
                            "1",
                            "--name",
                            "Töne");
            // Each listener takes its place, so the tap ends below the last one.
            try (Tap tap = Tap.on(folder, link)) {
                nodes.until("the tap hears", () -> tap.count() > 0);
                NodeProcess first = nodes.listen("erste", link, "--slots", "1", "--output", "none");
                nodes.untilHeard(first, 1);
                NodeProcess second =
                        nodes.listen("zweite", link, "--slots", "1", "--output", "none");
                nodes.untilHeard(second, 1);
                Path out = folder.resolve("gehört, drei Sprünge weit.wav");
                NodeProcess third =
                        nodes.listen("dritte", link, "--slots", "1", "--output", "file:" + out);
                nodes.untilHeard(third, 60);

                SourceReport source = nodes.endSource("Sender");
                ClientReport last = nodes.endWithLast(third, source);
                nodes.until(
                        "the tap has the last chunk",
                        () ->
                                tap.from(last.firstSequence()).getLast().id().sequence()
                                        == source.chunksPublished() - 1);
                List<Chunk> published = tap.from(last.firstSequence());

                assertThat(last.hop()).isEqualTo(3);
                assertThat(last.failures()).isEmpty();
                assertThat(last.lastSequence()).isEqualTo(source.chunksPublished() - 1);
                assertThat(last.chunksMissed() + last.outOfOrderToPlayer()).isZero();
                assertThat(last.chunksDuplicate()).isZero();
                assertThat(Sounds.recorded(out)).isEqualTo(Sounds.decoded(published, 2));
                assertThat(Tap.titles(published))
                        .contains("Stück aus MP3", "Stück aus FLAC", "Stück aus WAV");
                assertThat(source.childrenPeak()).isLessThanOrEqualTo(2);
                assertThat(source.failures()).isEmpty();
                assertThat(nodes.end(second).hop()).isEqualTo(2);
                assertThat(nodes.end(first).hop()).isEqualTo(1);
            }
        }
    }
}
