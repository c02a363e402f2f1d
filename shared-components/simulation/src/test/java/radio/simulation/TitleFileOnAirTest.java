package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.client.ClientReport;
import radio.peer.HeardTitle;
import radio.peer.NodeStatus;
import radio.source.SourceReport;

/// A file that other software writes, and what listeners see of it two hops away.
@Tag("acceptance")
class TitleFileOnAirTest {
    private static final List<String> TITLES =
            List.of(
                    "Für Elise – \"Beethoven\" ☃",
                    "<script>alert('Köln')</script>",
                    "Drei \\ % ${x}");

    /// What estimates of the source's clock may be off on one machine.
    private static final long TOLERANCE_MILLIS = 250;

    @TempDir Path temp;

    @Test
    void titlesAreSeenEverywhereWhenTheirSoundIsHeard() throws Exception {
        Path file = temp.resolve("läuft gerade.txt");
        put(file, TITLES.getFirst());
        try (Nodes nodes = new Nodes(temp)) {
            String link =
                    nodes.onAir(
                            "source",
                            "--input",
                            "tone",
                            "--slots",
                            "1",
                            "--title-file",
                            file.toString());
            NodeProcess first = nodes.listen("first", link, "--slots", "1", "--output", "none");
            nodes.untilHeard(first, 1);
            NodeProcess second = nodes.listen("second", link, "--slots", "1", "--output", "none");
            nodes.untilHeard(second, 1);
            for (String title : TITLES) {
                put(file, title);
                nodes.until(title, () -> title(second).equals(title));
            }
            Files.delete(file);
            // The tone's own title holds again.
            nodes.until("the item's title", () -> title(second).equals("Tone, 1000 Hz"));

            SourceReport source = nodes.endSource("source");
            ClientReport last = nodes.endWithLast(second, source);
            assertThat(names(source.titles()))
                    .containsExactly(TITLES.get(0), TITLES.get(1), TITLES.get(2), "Tone, 1000 Hz");
            assertThat(names(last.titles())).isEqualTo(names(source.titles()));
            for (int i = 1; i < 4; i++) {
                HeardTitle there = last.titles().get(i);
                HeardTitle here = source.titles().get(i);
                assertThat(there.sequence()).isEqualTo(here.sequence());
                assertThat(there.mediaTime()).isEqualTo(here.mediaTime());
                long due =
                        source.anchorUnixMillis()
                                + here.mediaTime() / 48
                                + last.playoutDelayMillis();
                assertThat(here.heardUnixMillis())
                        .isBetween(due - TOLERANCE_MILLIS, due + TOLERANCE_MILLIS);
                assertThat(there.heardUnixMillis())
                        .isBetween(due - TOLERANCE_MILLIS, due + TOLERANCE_MILLIS);
            }
        }
    }

    private static String title(NodeProcess node) throws IOException {
        return node.status().map(NodeStatus::title).orElse("");
    }

    private static List<String> names(List<HeardTitle> titles) {
        return titles.stream().map(HeardTitle::title).toList();
    }

    private static void put(Path file, String title) throws IOException {
        Path fresh = file.resolveSibling("new");
        Files.writeString(fresh, title + "\n", StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
