package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.Clock;
import radio.client.ClientReport;
import radio.source.SourceReport;

/// The source goes away and somebody else, or the same one, comes to its address.
@Tag("e2e")
class SourceRestartTest {
    @TempDir Path temp;

    @Test
    void listenersComeBackByThemselvesWhenTheSourceDoes() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String state = temp.resolve("station").toString();
            String link =
                    nodes.onAir("source", "--input", "tone", "--slots", "1", "--state", state);
            NodeProcess near = nodes.listen("near", link, "--slots", "1", "--output", "none");
            nodes.untilHeard(near, 1);
            NodeProcess far = nodes.listen("far", link, "--output", "none");
            nodes.untilHeard(far, 20);
            List<NodeProcess> listeners = List.of(near, far);

            nodes.named("source").kill();
            long before = Nodes.epoch(near);
            String again =
                    nodes.onAirAt(
                            Nodes.port(link),
                            "same source",
                            "--input",
                            "tone",
                            "--slots",
                            "1",
                            "--state",
                            state);
            long onAirNanos = Clock.system().nanoTime();
            assertThat(again).isEqualTo(link);
            for (NodeProcess listener : listeners) {
                nodes.until(
                        listener.name() + " hears the new epoch",
                        () -> Nodes.epoch(listener) > before && Nodes.newest(listener) > 0);
                System.out.printf(
                        "%s heard the source again at most %d ms after it was on air%n",
                        listener.name(), (Clock.system().nanoTime() - onAirNanos) / 1_000_000);
            }

            nodes.pass(Duration.ofSeconds(2));
            SourceReport source = nodes.endSource("same source");
            for (NodeProcess listener : listeners) {
                ClientReport report = nodes.endWithLast(listener, source);
                assertThat(report.failures()).isEmpty();
                assertThat(report.chunksMissed()).isZero();
                assertThat(report.chunksDuplicate()).isZero();
                assertThat(report.outOfOrderToPlayer()).isZero();
                assertThat(report.lastSequence()).isEqualTo(source.chunksPublished() - 1);
            }
        }
    }

    @Test
    void anotherStationAtTheSameAddressIsRefusedWithAMessage() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone");
            Path out = temp.resolve("heard.wav");
            NodeProcess listener = nodes.listen("listener", link, "--output", "file:" + out);
            nodes.untilHeard(listener, 10);
            SourceReport first = nodes.endSource("source");
            nodes.until(
                    "the listener has the last chunk",
                    () -> Nodes.newest(listener) == first.chunksPublished() - 1);
            long heard = Nodes.received(listener);

            String other = nodes.onAirAt(Nodes.port(link), "impostor", "--input", "tone");
            assertThat(other).isNotEqualTo(link);
            nodes.until(
                    "the listener complains",
                    () -> listener.lastWords().contains("carries another station"));
            // It goes on looking for its own station, and hears nothing of the other one.
            nodes.pass(Duration.ofSeconds(3));
            SourceReport impostor = nodes.endSource("impostor");
            ClientReport report = nodes.end(listener);

            assertThat(listener.lastWords()).contains(Nodes.stationOf(other));
            assertThat(impostor.childrenPeak()).isZero();
            assertThat(impostor.rejected().get("wrongStation")).isPositive();
            assertThat(report.chunksReceived()).isEqualTo(heard);
            assertThat(report.lastSequence()).isEqualTo(first.chunksPublished() - 1);
            assertThat(Files.size(out)).isLessThan(4L * 4800 * (heard + 1));
        }
    }
}
