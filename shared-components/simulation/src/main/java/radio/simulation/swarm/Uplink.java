package radio.simulation.swarm;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A node's way out: everything it says to anybody goes through it one after the other, the more
/// urgent first, as fast as its rate allows.
final class Uplink {
    static final int CONTROL = 0;
    static final int LIVE = 1;
    static final int REPAIR = 2;
    static final int HISTORY = 3;
    private static final int CLASSES = 4;

    /// Something that waits.
    record Parcel(End end, Object message, int bytes, int urgency, long sinceNanos) {}

    final Node node;
    private final @Nullable ArrayDeque<Parcel>[] queues = newQueues();
    private double nanosPerByte;
    private long freeNanos;
    private int waiting;
    private long waitingBytes;
    private long mostWaitingBytes;

    Uplink(Node node, long bitsPerSecond) {
        this.node = node;
        rate(bitsPerSecond);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable ArrayDeque<Parcel>[] newQueues() {
        return new @Nullable ArrayDeque[CLASSES];
    }

    /// @param bitsPerSecond 0 for no limit
    void rate(long bitsPerSecond) {
        nanosPerByte = bitsPerSecond == 0 ? 0 : 8e9 / bitsPerSecond;
    }

    /// Whether something said now goes out at once.
    boolean isFree(long nowNanos) {
        return waiting == 0 && freeNanos <= nowNanos;
    }

    /// Takes the uplink for so many bytes.
    ///
    /// @return when the last of them has gone out
    long occupy(int bytes, long nowNanos) {
        freeNanos = nowNanos + (long) (bytes * nanosPerByte);
        return freeNanos;
    }

    /// Takes the uplink for so many bytes that wait for nothing but what goes out at the moment.
    ///
    /// @return when the last of them has gone out
    long squeeze(int bytes, long nowNanos) {
        return occupy(bytes, Math.max(nowNanos, freeNanos));
    }

    /// When what goes out at the moment has gone.
    long freeNanos() {
        return freeNanos;
    }

    /// @return whether it is the only one that waits
    boolean queue(Parcel parcel) {
        ArrayDeque<Parcel> queue = queues[parcel.urgency()];
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues[parcel.urgency()] = queue;
        }
        queue.add(parcel);
        waitingBytes += parcel.bytes();
        mostWaitingBytes = Math.max(mostWaitingBytes, waitingBytes);
        return waiting++ == 0;
    }

    /// The most urgent thing that waits; null if nothing does.
    @Nullable Parcel next() {
        for (ArrayDeque<Parcel> queue : queues) {
            Parcel parcel = queue == null ? null : queue.poll();
            if (parcel != null) {
                waiting--;
                waitingBytes -= parcel.bytes();
                return parcel;
            }
        }
        return null;
    }

    int waiting() {
        return waiting;
    }

    long mostWaitingBytes() {
        return mostWaitingBytes;
    }

    /// The machine has stopped: what waited is gone.
    void clear() {
        for (ArrayDeque<Parcel> queue : queues) {
            if (queue != null) {
                queue.clear();
            }
        }
        waiting = 0;
        waitingBytes = 0;
        freeNanos = 0;
    }
}
