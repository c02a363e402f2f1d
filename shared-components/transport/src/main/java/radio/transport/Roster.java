package radio.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import radio.wire.PeerId;
import radio.wire.Reason;

/// The proved peers: at most one open connection for each, and the closed ones that still hold a
/// socket while they say why.
///
/// When a second connection of a pair has proved itself, the newer one stays if the same side
/// opened both (a node that was restarted dials again). If each side opened one (they dialled each
/// other at the same time) the one opened by the side with the lower peer id stays, in whatever
/// order they come: both sides decide alike and never close both. May be used from any event loop.
final class Roster {
    private final PeerId self;
    private final int max;
    private final EventGate gate;
    private final Map<PeerId, PeerConnection> open = new LinkedHashMap<>();
    private final SequencedSet<PeerHandler> leaving = new LinkedHashSet<>();

    Roster(PeerId self, int max, EventGate gate) {
        this.self = self;
        this.max = max;
        this.gate = gate;
    }

    /// Whether there is a place for this peer. Connections on their way out are cut for it.
    synchronized boolean hasRoomFor(PeerId peer) {
        if (open.containsKey(peer) || open.size() + leaving.size() < max) {
            return true;
        }
        if (leaving.isEmpty()) {
            return false;
        }
        leaving.removeFirst().evict();
        return true;
    }

    /// Enters a proved connection and says so to the node; false if the peer's other connection
    /// stays instead.
    synchronized boolean enter(PeerConnection fresh) {
        PeerConnection old = open.get(fresh.peer());
        if (old != null && !old.ended()) {
            boolean freshStays =
                    old.dialled() == fresh.dialled()
                            || fresh.dialled() == (self.compareTo(fresh.peer()) < 0);
            if (!freshStays) {
                return false;
            }
            old.close(Reason.REPLACED, "a newer connection of the same peer took its place");
        }
        open.put(fresh.peer(), fresh);
        gate.opened(fresh);
        return true;
    }

    /// The connection has ended; its socket is there until [#gone].
    synchronized void ended(PeerConnection connection) {
        open.remove(connection.peer(), connection);
        if (!connection.handler().gone()) {
            leaving.add(connection.handler());
        }
    }

    synchronized void gone(PeerHandler handler) {
        leaving.remove(handler);
    }

    synchronized List<PeerConnection> connections() {
        return new ArrayList<>(open.values());
    }

    synchronized int size() {
        return open.size();
    }
}
