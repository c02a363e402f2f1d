package radio.axon;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The bound of one subscription inside the inbox it ends in: counts what it has waiting there, so
/// that a collapsed subscription keeps its own limit and policy beside those of other senders.
final class Lane {
    /// A message that waits on behalf of a lane.
    record Held(Lane lane, Object message) {}

    private final Bound bound;
    private final Runnable disconnect;

    // As in a ring: who adds and who removes write to places of their own, and who adds looks at
    // the other's only when it has to. Both counts only grow, and wrap around.
    private final AtomicInteger released = new AtomicInteger();
    private int held;
    private int releasedSeen;
    private boolean cut;

    private final AtomicLong dropped = new AtomicLong();

    Lane(Bound bound, Runnable disconnect) {
        this.bound = bound;
        this.disconnect = disconnect;
    }

    Bound bound() {
        return bound;
    }

    /// With the lock of the inbox it ends in.
    boolean hasRoom() {
        if (cut) {
            return false;
        }
        if (held - releasedSeen >= bound.capacity()) {
            releasedSeen = released.get();
        }
        return held - releasedSeen < bound.capacity();
    }

    /// It overflowed, and its end is near: nothing fits any more, so that nothing follows what it
    /// lost. With the lock of the inbox it ends in.
    void cut() {
        cut = true;
    }

    /// With the lock of the inbox it ends in.
    Held hold(Object message) {
        held++;
        return new Held(this, message);
    }

    /// With the monitor of the ring where the message was.
    void released() {
        released.incrementAndGet();
    }

    void countDrop() {
        dropped.incrementAndGet();
    }

    long dropped() {
        return dropped.get();
    }

    void disconnect() {
        disconnect.run();
    }
}
