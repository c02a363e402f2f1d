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
import radio.peer.Reports;

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
            assertThat(report.outOfOrder()).isZero();
            // What an orphan pulls may cross with what its new parent brings; never is it much.
            assertThat(report.rmr()).isLessThanOrEqualTo(.06);
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

    /// With a long buffer, as above.
    @Test
    @Tag("e2e")
    void thirtyPeersInOneJvmMissNothingWhenNineAreKilled() throws Exception {
        MeshReport report =
                run("--peers 30 --seconds 12 --kill 30% --buffer 5s --decode 4".split(" "));
        assertThat(report.killed()).isEqualTo(9);
        assertHeardByAll(report, 21);
    }

    @Test
    @Tag("acceptance")
    void twoHundredPeersMissNothingWhenSixtyAreKilled() throws Exception {
        MeshReport report = run("--peers 200 --seconds 60 --kill 30%".split(" "));
        assertThat(report.killed()).isEqualTo(60);
        assertHeardByAll(report, 140);
    }

    @Test
    @Tag("acceptance")
    void listeningCostsHardlyMoreThanTheSoundItself() throws Exception {
        MeshReport report = run("--peers 200 --seconds 60".split(" "));
        assertHeardByAll(report, 200);
        assertThat(report.bytesPerListenerRatio()).isLessThanOrEqualTo(1.20);
    }

    @Test
    @Tag("acceptance")
    void peersThatComeAndGoHarmNobody() throws Exception {
        MeshReport report =
                run("--peers 100 --seconds 60 --churn 40/min --leaf 50% --upload 512k".split(" "));
        assertThat(report.joined()).isPositive();
        assertThat(report.left()).isPositive();
        assertHeardByAll(report, 100 + report.joined() - report.left());
    }

    private MeshReport run(String... options) throws IOException {
        Path file = temp.resolve("mesh.json");
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--report", file.toString()));
        int code = Launcher.run(new LocalMeshMain(), all.toArray(String[]::new));
        assertThat(code).as("exit code").isLessThan(2);
        return Reports.read(file, MeshReport.class);
    }

    private static void assertHeardByAll(MeshReport report, int survivors) {
        assertThat(report.survivors()).isEqualTo(survivors);
        assertThat(report.missed()).isZero();
        assertThat(report.late()).isZero();
        assertThat(report.delivered()).isEqualTo(1);
        assertThat(report.outOfOrder()).isZero();
        // One that was asked to move may still be served.
        assertThat(report.sourceChildrenPeak()).isLessThanOrEqualTo(5);
        // Plumtree, simulated with one parent: .06 (docs of the overlay).
        assertThat(report.rmr()).isLessThan(.2);
        assertThat(report.failures()).isEmpty();
    }
}
