package radio.simulation.swarm;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import radio.overlay.OverlaySettings;

/// Something that may happen to a swarm, and what must come of it.
///
/// @param about one line for people
/// @param settings what every overlay has otherwise than by default
/// @param script lets it happen, from the first node to the end of the measured time
/// @param bounds what is asked of the report
record Scenario(
        String name,
        String about,
        NetworkSettings network,
        Mix mix,
        UnaryOperator<OverlaySettings> settings,
        Consumer<Run> script,
        BiConsumer<SwarmReport, Checks> bounds) {
    Scenario(
            String name,
            String about,
            Consumer<Run> script,
            BiConsumer<SwarmReport, Checks> bounds) {
        this(
                name,
                about,
                NetworkSettings.DEFAULT,
                Mix.MIXED,
                UnaryOperator.identity(),
                script,
                bounds);
    }

    Scenario on(NetworkSettings changed) {
        return new Scenario(name, about, changed, mix, settings, script, bounds);
    }

    Scenario set(UnaryOperator<OverlaySettings> changed) {
        return new Scenario(name, about, network, mix, changed, script, bounds);
    }

    Scenario with(Mix changed) {
        return new Scenario(name, about, network, changed, settings, script, bounds);
    }
}
