package radio.web.api;

import java.util.OptionalLong;
import radio.peer.Node;

/// Whether sound is flowing through a node: a source publishes, a client hears.
///
/// @param good whether it is
/// @param reason one line: why not, or `ok`
public record Health(boolean good, String reason) {
    /// Longer than the loss of a parent lasts. Guess.
    static final long SILENCE_NANOS = 5_000_000_000L;

    static Health of(Node node, long nowNanos) {
        return of(
                node.kind().equals("source"),
                node.relay().status().parent().isPresent(),
                node.meter().lastHeardNanos(),
                nowNanos);
    }

    static Health of(boolean source, boolean parent, OptionalLong lastNanos, long nowNanos) {
        String verb = source ? "published" : "heard";
        String why = source || parent ? "" : "; there is no parent, looking for one";
        if (lastNanos.isEmpty()) {
            return new Health(false, "nothing has been " + verb + " yet" + why);
        }
        long silence = nowNanos - lastNanos.getAsLong();
        return silence > SILENCE_NANOS
                ? new Health(
                        false,
                        "nothing has been " + verb + " for " + silence / 1_000_000_000 + " s" + why)
                : new Health(true, "ok");
    }
}
