package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.client.ClientMain;
import radio.peer.NodeStatus;
import radio.source.SourceMain;
import radio.source.SourceReport;

/// Real nodes, each a process in a home of its own: behind 600 kbit/s up, 50 ms from every other
/// one, one packet in a hundred lost.
@Tag("acceptance")
class EightHomesTest {
    private static final int LISTENERS = 8;
    private static final Duration HALF_TIME = Duration.ofSeconds(30);

    @TempDir Path temp;

    @Test
    void eightHomesHearEverythingAndNobodyHearsThatOneOfThemDies() throws Exception {
        List<String> line =
                List.of("--delay", "50", "--jitter", "5", "--loss", "1", "--rate", "600");
        try (Homes homes = Homes.build(temp.resolve("hub"), LISTENERS + 1, line);
                Nodes nodes = new Nodes(temp)) {
            List<String> options =
                    new ArrayList<>(List.of("--input", "tone", "--playout-delay", "2s"));
            options.addAll(List.of("--slots", "2", "--port", "0"));
            options.addAll(List.of("--link-file", temp.resolve("source.link").toString()));
            start(nodes, homes, "source", 0, SourceMain.class, options);
            String link = nodes.link(nodes.named("source"));
            List<NodeProcess> listeners = new ArrayList<>();
            for (int home = 1; home <= LISTENERS; home++) {
                NodeProcess listener =
                        start(
                                nodes,
                                homes,
                                "listener-" + home,
                                home,
                                ClientMain.class,
                                List.of(
                                        link,
                                        "--output",
                                        "none",
                                        "--buffer",
                                        "2s",
                                        "--slots",
                                        "2",
                                        "--upload",
                                        "600k"));
                nodes.untilHeard(listener, 1);
                listeners.add(listener);
            }
            nodes.pass(HALF_TIME);
            NodeProcess victim = serving(listeners);
            listeners.remove(victim);
            victim.kill();
            nodes.until("it is dead", () -> !victim.alive());
            nodes.pass(HALF_TIME);

            SourceReport source = nodes.endSource("source");
            // What is in the listeners' buffers is still to be played.
            nodes.pass(Duration.ofSeconds(3));
            List<Hearing> heard = new ArrayList<>();
            for (NodeProcess listener : listeners) {
                heard.add(Hearing.of(listener.name(), nodes.end(listener)));
            }
            MeshReport.Cast cast = new MeshReport.Cast(LISTENERS, 0, 1, 0, 0);
            MeshReport report = MeshReport.of(source, heard, cast, 0);
            System.out.println(report);
            System.out.println(homes.end());
            assertThat(report.survivors()).isEqualTo(LISTENERS - 1);
            assertThat(report.repairMillis().count()).isPositive();
            assertThat(report.missed()).isZero();
            assertThat(report.late()).isZero();
            assertThat(report.delivered()).isEqualTo(1);
            assertThat(report.outOfOrder()).isZero();
            assertThat(report.sourceChildrenPeak()).isLessThanOrEqualTo(2);
        }
    }

    private static NodeProcess serving(List<NodeProcess> listeners) throws Exception {
        for (NodeProcess listener : listeners) {
            if (listener.status().map(NodeStatus::children).orElse(0) > 0) {
                return listener;
            }
        }
        throw new AssertionError("nobody serves others");
    }

    private NodeProcess start(
            Nodes nodes, Homes homes, String name, int home, Class<?> main, List<String> options)
            throws Exception {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--bind", homes.address(home), "--json"));
        all.addAll(List.of("--state", temp.resolve(name).toString()));
        all.addAll(List.of("--report", temp.resolve(name + ".json").toString()));
        return nodes.add(
                NodeProcess.start(name, main, temp, all, builder -> homes.moveIn(builder, home)));
    }
}
