package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.Clock;
import radio.peer.Launcher;
import radio.peer.NodeStatus;

/// A tree of listeners, some of which are killed while they serve others.
class LocalMeshTest {
    @TempDir Path temp;

    /// With a long buffer, so that a busy machine costs nobody a chunk.
    @Test
    @Tag("e2e")
    void orphansFindNewParentsAndMissNothing() throws Exception {
        Patience patience = new Patience(Clock.system());
        try (Mesh mesh = new Mesh(temp, Clock.system())) {
            mesh.startSource(List.of("--input", "tone", "--slots", "2", "--playout-delay", "5s"));
            for (int i = 0; i < 6; i++) {
                NodeProcess listener =
                        mesh.startListener(
                                List.of("--slots", "2", "--output", "none", "--buffer", "5s"));
                assertThat(mesh.awaitSound(listener)).as(listener.lastWords()).isTrue();
            }
            // Whoever has just come belongs to the window of the report a moment later.
            patience.waitFor(() -> !mesh.source().alive(), Duration.ofSeconds(4));
            List<NodeProcess> before = mesh.listeners();
            assertThat(mesh.killInner(2)).isEqualTo(2);
            List<String> dead = new ArrayList<>();
            for (NodeProcess listener : before) {
                if (!mesh.listeners().contains(listener)) {
                    dead.add(listener.status().map(NodeStatus::peer).orElseThrow());
                }
            }
            assertThat(patience.waitFor(() -> everyoneHears(mesh.listeners(), dead), Nodes.LONG))
                    .as("every orphan has a new parent")
                    .isTrue();
            patience.waitFor(() -> !mesh.source().alive(), Duration.ofSeconds(3));
            mesh.end();

            MeshReport report = mesh.report(0);
            System.out.println(report);
            assertThat(report.failures()).isEmpty();
            assertThat(report.survivors()).isEqualTo(4);
            assertThat(report.missed()).isZero();
            assertThat(report.delivered()).isEqualTo(1);
            assertThat(report.duplicates() + report.outOfOrder()).isZero();
            assertThat(report.sourceChildrenPeak()).isLessThanOrEqualTo(2);
            assertThat(report.repairMillis().count()).isPositive();
        }
    }

    private static boolean everyoneHears(List<NodeProcess> survivors, List<String> dead)
            throws IOException {
        for (NodeProcess survivor : survivors) {
            String parent = survivor.status().map(NodeStatus::parent).orElse("");
            if (parent.isEmpty() || dead.contains(parent)) {
                return false;
            }
        }
        return true;
    }

    @Test
    @Tag("acceptance")
    void twelveListenersWithTwoSlotsSurviveTheLossOfThree() {
        int code =
                Launcher.run(
                        new LocalMeshMain(),
                        "--listeners",
                        "12",
                        "--slots",
                        "2",
                        "--seconds",
                        "30",
                        "--kill",
                        "3",
                        "--report",
                        temp.resolve("mesh.json").toString());
        assertThat(code).isZero();
    }
}
