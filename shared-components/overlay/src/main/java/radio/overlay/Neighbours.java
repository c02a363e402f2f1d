package radio.overlay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import radio.wire.PeerId;
import radio.wire.Reason;

/// The open connections, in the order in which they came up; bounded by [OverlaySettings#maxPeers].
final class Neighbours {
    /// Told when a neighbour has been removed, so that every mechanism can forget it.
    interface Departures {
        void gone(Neighbour neighbour, Notice.Loss why);
    }

    private final Turn turn;
    private final Departures departures;
    private final Map<PeerId, Neighbour> byId = new LinkedHashMap<>();

    Neighbours(Turn turn, Departures departures) {
        this.turn = turn;
        this.departures = departures;
    }

    @Nullable Neighbour get(PeerId peer) {
        return byId.get(peer);
    }

    /// A copy: neighbours may be dropped while it is walked through.
    List<Neighbour> all() {
        return List.copyOf(byId.values());
    }

    Iterable<Neighbour> each() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    void add(Neighbour neighbour) {
        byId.put(neighbour.id, neighbour);
    }

    /// Forgets one whose connection has ended.
    void remove(Neighbour neighbour, Notice.Loss why) {
        if (byId.remove(neighbour.id, neighbour)) {
            departures.gone(neighbour, why);
        }
    }

    /// Ends the connection and forgets the neighbour at once.
    void drop(Neighbour neighbour, Reason reason, String text, Notice.Loss why) {
        if (byId.get(neighbour.id) == neighbour) {
            turn.disconnect(neighbour.id, reason, text);
            remove(neighbour, why);
        }
    }

    /// Closes connections whose lease has ended.
    void endLeases() {
        if (turn.now() < nextLeaseNanos()) {
            return;
        }
        for (Neighbour neighbour : all()) {
            if (!neighbour.agreed && turn.now() >= neighbour.leaseNanos) {
                turn.count(Counter.IDLE);
                drop(neighbour, Reason.LEAVING, "nothing to do here", Notice.Loss.CLOSED);
            }
        }
    }

    long nextLeaseNanos() {
        long next = Neighbour.NEVER;
        for (Neighbour neighbour : byId.values()) {
            next = neighbour.agreed ? next : Math.min(next, neighbour.leaseNanos);
        }
        return next;
    }
}
