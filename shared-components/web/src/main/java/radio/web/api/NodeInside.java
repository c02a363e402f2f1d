package radio.web.api;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import radio.peer.SoundStatus;

/// What only a node's main knows of the node: its input or its output. Asked from several threads.
///
/// @param sound what it captures or plays
/// @param figures adds the figures of the parts that only this kind of node has
public record NodeInside(Supplier<SoundStatus> sound, Consumer<Metrics> figures) {
    private static final String DROPPED = "Pieces that a part of the node was too slow to take.";

    /// Says what a door of the node lost.
    ///
    /// @param part that was too slow
    public static void dropped(Metrics metrics, String part, long pieces) {
        metrics.counter("radio_dropped_total", DROPPED, Map.of("part", part), pieces);
    }
}
