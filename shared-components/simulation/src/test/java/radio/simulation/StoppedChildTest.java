package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.client.ClientReport;
import radio.peer.NodeStatus;
import radio.source.SourceReport;

/// Children that stand still (SIGSTOP), beside one that does not.
class StoppedChildTest {
    /// What a child that takes nothing may cost: its bounded queue and buffers, and a heap that
    /// grows into what it was given.
    private static final long MAX_GROWTH_BYTES = 120L << 20;

    private static final Pattern CHUNKS = Pattern.compile("hop \\d+, (\\d+) chunks");

    @TempDir Path temp;

    @Test
    @Tag("e2e")
    void childrenThatStoodStillForSixSecondsSayHowTheyGoOn() throws Exception {
        standStill(Duration.ofSeconds(6));
    }

    @Test
    @Tag("acceptance")
    void childrenThatStoodStillForTwentySecondsSayHowTheyGoOn() throws Exception {
        standStill(Duration.ofSeconds(20));
    }

    private void standStill(Duration time) throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone", "--slots", "3");
            NodeProcess good =
                    nodes.listen(
                            "good", link, "--slots", "0", "--output", "none", "--buffer", "5s");
            NodeProcess player =
                    nodes.listenInWords("player", link, "--slots", "0", "--output", "none");
            Path out = temp.resolve("recorded.wav");
            NodeProcess recorder =
                    nodes.listenInWords(
                            "recorder", link, "--slots", "0", "--output", "file:" + out);
            nodes.untilHeard(good, 20);
            nodes.until("the player listens", () -> player.said().contains("listening to"));
            nodes.until("the recorder listens", () -> recorder.said().contains("listening to"));
            long before = Nodes.residentBytes(nodes.named("source"));

            player.signal("STOP");
            recorder.signal("STOP");
            nodes.pass(time);
            long after = Nodes.residentBytes(nodes.named("source"));
            player.signal("CONT");
            recorder.signal("CONT");
            System.out.printf("parent: %d kB before, %d kB after%n", before >> 10, after >> 10);
            assertThat(after - before).isLessThan(MAX_GROWTH_BYTES);

            nodes.until(
                    "the player says how it goes on",
                    () -> player.said().matches("(?s).*lost .*skipped \\d+ chunks to the.*"));
            nodes.until(
                    "the recorder says how it goes on",
                    () -> recorder.said().matches("(?s).*lost .*resumed at chunk \\d+.*"));
            for (NodeProcess child : List.of(player, recorder)) {
                long heard = chunks(child);
                nodes.until(child.name() + " hears on", () -> chunks(child) > heard + 20);
            }

            long lost = lost(player) + lost(recorder);
            SourceReport source = nodes.endSource("source");
            ClientReport untouched = nodes.endWithLast(good, source);
            assertThat(untouched.failures()).isEmpty();
            assertThat(untouched.chunksMissed() + untouched.chunksDuplicate()).isZero();
            nodes.until(
                    "both have all that the source had to send",
                    () -> lost(player) + lost(recorder) == lost + 2);
            ClientReport skipped = nodes.end(player);
            ClientReport whole = nodes.end(recorder);
            System.out.printf(
                    "player: %d missed of %d; recorder: %d missed%n",
                    skipped.chunksMissed(), source.chunksPublished(), whole.chunksMissed());
            assertThat(skipped.lastSequence()).isEqualTo(source.chunksPublished() - 1);
            assertThat(skipped.chunksMissed()).isPositive();
            assertThat(skipped.chunksDuplicate() + skipped.outOfOrderToPlayer()).isZero();
            assertThat(whole.lastSequence()).isEqualTo(source.chunksPublished() - 1);
            assertThat(whole.chunksMissed()).isZero();
            assertThat(whole.chunksDuplicate() + whole.outOfOrderToPlayer()).isZero();
        }
    }

    /// How many chunks it says it has heard, in its last status line.
    private static long chunks(NodeProcess node) throws IOException {
        return CHUNKS.matcher(node.said())
                .results()
                .mapToLong(status -> Long.parseLong(status.group(1)))
                .reduce((before, last) -> last)
                .orElse(0);
    }

    /// How often it has said that it lost its parent.
    private static long lost(NodeProcess node) throws IOException {
        return node.said().lines().filter(line -> line.startsWith("lost ")).count();
    }

    /// As when the lid of a laptop is closed: those it serves go on without it.
    @Test
    @Tag("acceptance")
    void aNodeSuspendedForAMinuteComesBackToTheLiveEdgeAndOthersMissNothing() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone", "--slots", "1");
            String[] options = {"--slots", "2", "--output", "none", "--buffer", "5s"};
            NodeProcess sleeper = nodes.listen("sleeper", link, options);
            nodes.untilHeard(sleeper, 1);
            List<NodeProcess> served =
                    List.of(
                            nodes.listen("one", link, options),
                            nodes.listen("other", link, options));
            for (NodeProcess listener : served) {
                nodes.untilHeard(listener, 40);
            }
            nodes.until(
                    "the sleeper serves others",
                    () -> sleeper.status().filter(s -> s.children() > 0).isPresent());

            sleeper.signal("STOP");
            nodes.pass(Duration.ofSeconds(60));
            sleeper.signal("CONT");
            long live = Nodes.newest(served.getFirst());
            nodes.until("it is at the live edge", () -> Nodes.newest(sleeper) > live);
            assertThat(Nodes.hasParent(sleeper)).isTrue();
            long back = Nodes.received(sleeper);
            nodes.untilHeard(sleeper, back + 30);

            SourceReport source = nodes.endSource("source");
            for (NodeProcess listener : served) {
                ClientReport report = nodes.endWithLast(listener, source);
                assertThat(report.failures()).isEmpty();
                assertThat(report.chunksMissed()).isZero();
            }
            ClientReport report = nodes.endWithLast(sleeper, source);
            long missed = sleeper.status().map(NodeStatus::missed).orElseThrow();
            System.out.printf("sleeper: %d missed of %d%n", missed, source.chunksPublished());
            // It did not ask for what nobody wants to hear any more.
            assertThat(missed).isBetween(400L, 700L);
            // A jump over more than the ring is one step on air, not hundreds of missing items.
            assertThat(report.outOfOrderToPlayer()).isLessThanOrEqualTo(1);
            assertThat(report.lastSequence()).isEqualTo(source.chunksPublished() - 1);
        }
    }
}
