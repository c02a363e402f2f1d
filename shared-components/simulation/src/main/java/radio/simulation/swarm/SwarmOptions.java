package radio.simulation.swarm;

import java.util.function.UnaryOperator;
import radio.overlay.OverlaySettings;

/// What a run can be told.
///
/// @param peers listeners, without those that come in place of others; 2 to 1,000,000
/// @param seconds of the measured time
/// @param parents 1 or 2
/// @param change what a test wants otherwise in every overlay
record SwarmOptions(
        String scenario,
        int peers,
        long seed,
        int seconds,
        int parents,
        UnaryOperator<OverlaySettings> change) {
    SwarmOptions(String scenario, int peers, long seed, int seconds, int parents) {
        this(scenario, peers, seed, seconds, parents, UnaryOperator.identity());
    }

    long nanos() {
        return seconds * Network.SECOND;
    }

    /// What to type to see the same again.
    String command() {
        return "scripts/simulate %s --peers %d --seed %d --seconds %d%s"
                .formatted(
                        scenario, peers, seed, seconds, parents == 2 ? " --resilience dual" : "");
    }
}
