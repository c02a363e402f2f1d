package radio.simulation.swarm;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Something that may happen to a swarm, and what must come of it.
///
/// @param about one line for people
/// @param script lets it happen, from the first node to the end of the measured time
/// @param bounds what is asked of the report
record Scenario(
        String name,
        String about,
        NetworkSettings network,
        Mix mix,
        Consumer<Run> script,
        BiConsumer<SwarmReport, Checks> bounds) {
    Scenario(
            String name,
            String about,
            Consumer<Run> script,
            BiConsumer<SwarmReport, Checks> bounds) {
        this(name, about, NetworkSettings.DEFAULT, Mix.MIXED, script, bounds);
    }

    Scenario on(NetworkSettings changed) {
        return new Scenario(name, about, changed, mix, script, bounds);
    }

    Scenario with(Mix changed) {
        return new Scenario(name, about, network, changed, script, bounds);
    }
}
