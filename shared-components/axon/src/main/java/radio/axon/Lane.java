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
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();

    Lane(Bound bound, Runnable disconnect) {
        this.bound = bound;
        this.disconnect = disconnect;
    }

    Bound bound() {
        return bound;
    }

    boolean hasRoom() {
        return waiting.get() < bound.capacity();
    }

    Held hold(Object message) {
        waiting.incrementAndGet();
        return new Held(this, message);
    }

    void released() {
        waiting.decrementAndGet();
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
