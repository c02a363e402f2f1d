package radio.overlay;

import java.util.Arrays;

/// Which of the newest chunks of one epoch are held: the overlay's picture of the Relay's ring,
/// without the bytes. Its memory is fixed, whatever numbers come.
final class Window {
    private static final long NONE = -1;

    /// At `sequence % capacity` the sequence number held there.
    private final long[] held;

    private long newest = NONE;
    private long next = NONE;

    Window(int capacity) {
        held = new long[capacity];
        clear();
    }

    /// Forgets everything: another epoch begins.
    void clear() {
        Arrays.fill(held, NONE);
        newest = NONE;
        next = NONE;
    }

    int capacity() {
        return held.length;
    }

    boolean isEmpty() {
        return newest == NONE;
    }

    /// The highest sequence number held; -1 if empty.
    long newest() {
        return newest;
    }

    /// The first one wanted and not held; everything before it is held or given up. -1 if empty.
    long next() {
        return next;
    }

    /// Sequence numbers below are older than the ring.
    long oldest() {
        return Math.max(0, newest - held.length + 1);
    }

    boolean holds(long sequence) {
        return sequence >= 0 && held[(int) (sequence % held.length)] == sequence;
    }

    /// Whether the chunk would be new: not held, and not older than the ring.
    boolean wants(long sequence) {
        return sequence >= oldest() && !holds(sequence);
    }

    /// Holds one that is wanted. The first one of all is where the node begins.
    void add(long sequence) {
        if (isEmpty()) {
            next = sequence;
        }
        held[(int) (sequence % held.length)] = sequence;
        newest = Math.max(newest, sequence);
        next = Math.max(next, oldest());
        advance();
    }

    /// Wants, from the beginning on, what is before the first chunk too.
    void beginAt(long sequence) {
        next = Math.max(sequence, oldest());
        advance();
    }

    /// Whether something is missing before the newest chunk.
    boolean hasHole() {
        return !isEmpty() && next <= newest;
    }

    /// Waits no longer for what is missing before the next chunk held.
    ///
    /// @return how many sequence numbers that were
    long giveUpHole() {
        long from = next;
        next = firstHeldFrom(next);
        long lost = next - from;
        advance();
        return lost;
    }

    /// Wants nothing before this one any more.
    void giveUpTo(long sequence) {
        next = Math.max(next, Math.min(sequence, newest + 1));
        advance();
    }

    /// The first sequence number held at or after the given one; if there is none, the one after
    /// the newest.
    long firstHeldFrom(long sequence) {
        long at = Math.max(sequence, oldest());
        while (at <= newest && !holds(at)) {
            at++;
        }
        return at;
    }

    private void advance() {
        while (holds(next)) {
            next++;
        }
    }
}
