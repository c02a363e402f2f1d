package radio.simulation.swarm;

import java.util.function.UnaryOperator;
import radio.overlay.OverlaySettings;

/// What a run can be told.
///
/// @param peers listeners, without those that come in place of others; 2 to 1,000,000
/// @param seconds of the measured time
/// @param change what a test wants otherwise in every overlay
record SwarmOptions(
        String scenario, int peers, long seed, int seconds, UnaryOperator<OverlaySettings> change) {
    SwarmOptions(String scenario, int peers, long seed, int seconds) {
        this(scenario, peers, seed, seconds, UnaryOperator.identity());
    }

    /// Before what a test wants, this.
    SwarmOptions also(UnaryOperator<OverlaySettings> first) {
        return new SwarmOptions(
                scenario, peers, seed, seconds, settings -> change.apply(first.apply(settings)));
    }

    long nanos() {
        return seconds * Network.SECOND;
    }

    /// What to type to see the same again.
    String command() {
        return "scripts/simulate %s --peers %d --seed %d --seconds %d"
                .formatted(scenario, peers, seed, seconds);
    }
}
