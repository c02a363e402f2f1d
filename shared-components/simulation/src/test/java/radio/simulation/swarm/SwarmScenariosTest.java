package radio.simulation.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import radio.peer.Reports;

/// Small swarms through everything that may befall them. The seeds are fixed, so a run that falls
/// short does so every time; `options.command()` shows it.
class SwarmScenariosTest {
    private static final int PEERS = 200;
    private static final int SECONDS = 20;

    private static SwarmOptions options(String name, long seed) {
        return new SwarmOptions(name, PEERS, seed, SECONDS);
    }

    private static SwarmReport run(SwarmOptions options) {
        return Run.of(Scenarios.named(options.scenario()).orElseThrow(), options);
    }

    static Stream<String> names() {
        return Scenarios.all().stream()
                .map(Scenario::name)
                .filter(name -> !name.equals("membership"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void scenarioKeepsItsBounds(String name) {
        SwarmOptions options = options(name, 1);
        assertThat(run(options).failures()).as(options.command()).isEmpty();
    }

    @Test
    void swarmAtRestSendsHardlyAnythingTwice() {
        assertThat(run(options("steady", 1)).rmr()).isLessThanOrEqualTo(.06);
    }

    @Test
    void sameSeedGivesTheSameReport() {
        String first = Reports.line(run(options("crash30", 7)));
        assertThat(Reports.line(run(options("crash30", 7)))).isEqualTo(first);
        assertThat(Reports.line(run(options("crash30", 8)))).isNotEqualTo(first);
    }
}
