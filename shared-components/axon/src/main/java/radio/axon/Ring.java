package radio.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The messages of one inbox, in an array that grows from 8 slots as far as it is asked to.
///
/// Whoever adds and whoever removes are kept apart, so that a sender and a taker on two processors
/// meet in the slots only: adding is guarded by the inbox's lock, removing by this object's
/// monitor, and what moves messages about holds both, the lock first. Indexes only grow (and wrap
/// around); a slot is its index modulo the length, a power of two.
final class Ring {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle HEAD;
    private static final VarHandle INDEX;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Ring.class, "head", int.class);
            INDEX = MethodHandles.lookup().findVarHandle(Tail.class, "index", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What whoever adds writes for every message, away from what whoever removes does.
    private static final class Tail {
        private volatile int index;
        private int headSeen;
        private int mostWaiting;
    }

    private final Tail tail = new Tail();
    private @Nullable Object[] slots = new @Nullable Object[8];
    private volatile int head;
    private boolean watched;

    /// From any thread; while others add and remove, what it was at some moment or a little less.
    int size() {
        int end = tail.index;
        return Math.max(0, end - head);
    }

    /// The most that ever waited. With the lock.
    int mostWaiting() {
        return tail.mostWaiting;
    }

    /// Whether fewer than so many wait. With the lock.
    boolean hasRoom(int capacity) {
        Tail mine = tail;
        int end = mine.index;
        if (end - mine.headSeen >= capacity) {
            mine.headSeen = head;
        }
        return end - mine.headSeen < capacity;
    }

    /// With the lock.
    void add(Object message) {
        Tail mine = tail;
        int end = mine.index;
        int waiting = end + 1 - mine.headSeen; // or fewer: the head is looked at when that matters
        if (waiting > mine.mostWaiting || waiting > slots.length) {
            mine.headSeen = head;
            waiting = end + 1 - mine.headSeen;
            mine.mostWaiting = Math.max(mine.mostWaiting, waiting);
            if (waiting > slots.length) {
                grow(end);
            }
        }
        SLOT.setRelease(slots, end & (slots.length - 1), message);
        // The fence that keeps this before the look at the receiver's mailbox is that of the lock,
        // which is given back in between; a second one would cost a tenth of a hand-over.
        INDEX.setRelease(mine, end + 1);
    }

    /// The oldest, as it waits here; null when empty. With the monitor.
    @Nullable Object remove() {
        int first = head;
        @Nullable Object[] from = slots;
        int slot = first & (from.length - 1);
        Object oldest = SLOT.getAcquire(from, slot);
        if (oldest == null) {
            return null;
        }
        from[slot] = null;
        HEAD.setRelease(this, first + 1);
        return oldest;
    }

    /// The oldest, and what it counted for is free again; null when empty. With the monitor.
    @Nullable Object take() {
        Object oldest = remove();
        if (oldest instanceof Lane.Held held) {
            held.lane().released();
            return held.message();
        }
        return oldest;
    }

    /// The oldest, left in; null when empty. With lock and monitor.
    @Nullable Object peek() {
        return slots[head & (slots.length - 1)];
    }

    /// Takes out the oldest message that came through this lane, or through none; null when there
    /// is no such message. With lock and monitor.
    @Nullable Object takeOldestOf(@Nullable Lane lane) {
        int mask = slots.length - 1;
        int end = tail.index;
        for (int i = head; i != end; i++) {
            Object found = slots[i & mask];
            if ((found instanceof Lane.Held held ? held.lane() : null) == lane) {
                for (int j = i; j != head; j--) {
                    slots[j & mask] = slots[(j - 1) & mask];
                }
                slots[head & mask] = found;
                return take();
            }
        }
        return null;
    }

    /// Whether whoever removes a message has to tell the inbox. With the monitor, after removing.
    boolean watched() {
        return watched;
    }

    /// Whoever wants to be told looks for room again afterwards, since what was removed before was
    /// not told. With the lock.
    synchronized void watched(boolean on) {
        watched = on;
    }

    private synchronized void grow(int end) {
        @Nullable Object[] larger = new @Nullable Object[slots.length * 2];
        for (int i = head; i != end; i++) {
            larger[i & (larger.length - 1)] = slots[i & (slots.length - 1)];
        }
        slots = larger;
    }
}
