package radio.simulation.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.peer.Launcher;
import radio.peer.Reports;
import radio.simulation.LocalMeshMain;
import radio.simulation.MeshReport;

/// What the simulator says of a swarm is what real nodes do: the same number of peers, all on one
/// machine, once in virtual time and once over sockets.
@Tag("acceptance")
class AgreementTest {
    private static final int PEERS = 200;
    private static final int SECONDS = 30;

    @TempDir Path temp;

    @Test
    void simulatedAndRealSwarmAgreeOnHopsAndRedundancy() throws IOException {
        MeshReport real = real();
        SwarmOptions options = new SwarmOptions("one-machine", PEERS, 1, SECONDS);
        SwarmReport simulated = Run.of(Scenarios.named("one-machine").orElseThrow(), options);
        System.out.printf(
                "hops %.2f real, %.2f simulated; RMR %.4f real, %.4f simulated%n",
                real.meanHop(), simulated.hop().mean(), real.rmr(), simulated.rmr());

        assertThat(simulated.failures()).as(options.command()).isEmpty();
        assertThat(simulated.hop().mean()).isCloseTo(real.meanHop(), Percentage.withPercentage(20));
        // What a swarm sends for each chunk that is heard; twenty per cent of next to nothing would
        // be less than a single chunk.
        assertThat(1 + simulated.rmr()).isCloseTo(1 + real.rmr(), within(.01));
    }

    private MeshReport real() throws IOException {
        Path file = temp.resolve("mesh.json");
        int code =
                Launcher.run(
                        new LocalMeshMain(),
                        "--peers",
                        "" + PEERS,
                        "--seconds",
                        "" + SECONDS,
                        "--report",
                        file.toString());
        assertThat(code).isZero();
        return Reports.read(file, MeshReport.class);
    }
}
