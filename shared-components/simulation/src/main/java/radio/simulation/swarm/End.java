package radio.simulation.swarm;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One side of a connection between two nodes, and what it sends.
final class End {
    final Node node;
    final boolean dialled;
    final long oneWayNanos;

    /// The node's overlay knows it.
    boolean up;

    boolean open = true;
    long openedNanos;
    long closedNanos;

    /// Nothing arrives at the other side before what was sent earlier.
    long lastArrivalNanos;

    /// Chunks of this connection that wait for the node's uplink.
    int waitingChunks;

    /// What has come through while the network was parted, in order; null if nothing has.
    @Nullable ArrayDeque<Object> held;

    private @Nullable End other;

    End(Node node, boolean dialled, long oneWayNanos) {
        this.node = node;
        this.dialled = dialled;
        this.oneWayNanos = oneWayNanos;
    }

    static void join(End one, End two) {
        one.other = two;
        two.other = one;
    }

    End other() {
        if (other == null) {
            throw new IllegalStateException("half a connection");
        }
        return other;
    }
}
