package radio.simulation.swarm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The one timed queue of a simulation: what is due comes out by time, and in the order in which it
/// was put in among equals.
///
/// A timing wheel: what is due within the horizon lies unsorted in the slot of its tick, what is
/// due in the present tick in a small heap, what is further away in a heap of its own. So an entry
/// costs a constant and a few comparisons however many there are. Entries are used again.
final class Timeline {
    /// A tick is 2^18 ns (262 us): a hundred entries each in a swarm of 10,000.
    private static final int TICK_BITS = 18;

    /// The wheel's horizon is 2^15 ticks (8.6 s): only rare things are further away.
    private static final int SLOT_BITS = 15;

    private static final int SLOTS = 1 << SLOT_BITS;

    /// One entry. Whoever took it out gives it back with [#recycle] and forgets it.
    static final class Due {
        long nanos;
        int kind;
        int number;
        @Nullable Object subject;
        @Nullable Object payload;
        private long order;
        private @Nullable Due next;

        private boolean before(Due other) {
            return nanos < other.nanos || nanos == other.nanos && order < other.order;
        }
    }

    private final @Nullable Due[] wheel = new @Nullable Due[SLOTS];
    private final Heap present = new Heap();
    private final Heap far = new Heap();
    private long tick;
    private long onWheel;
    private long order;
    private @Nullable Due free;

    /// @param nanos not before what was taken out last
    void add(long nanos, int kind, @Nullable Object subject, @Nullable Object payload, int number) {
        Due due = free;
        if (due == null) {
            due = new Due();
        } else {
            free = due.next;
        }
        due.nanos = nanos;
        due.order = order++;
        due.kind = kind;
        due.subject = subject;
        due.payload = payload;
        due.number = number;
        due.next = null;
        long at = nanos >> TICK_BITS;
        if (at <= tick) {
            present.add(due);
        } else if (at < tick + SLOTS) {
            hang(due, at);
        } else {
            far.add(due);
        }
    }

    private void hang(Due due, long at) {
        int slot = (int) at & SLOTS - 1;
        due.next = wheel[slot];
        wheel[slot] = due;
        onWheel++;
    }

    /// The next entry that is due until then, inclusive; null if there is none.
    @Nullable Due poll(long untilNanos) {
        while (present.isEmpty()) {
            if (onWheel == 0 && far.isEmpty() || tick >= untilNanos >> TICK_BITS) {
                return null;
            }
            tick = onWheel == 0 ? Math.max(tick + 1, far.first().nanos >> TICK_BITS) : tick + 1;
            while (!far.isEmpty() && far.first().nanos >> TICK_BITS < tick + SLOTS) {
                Due nearer = far.remove();
                hang(nearer, nearer.nanos >> TICK_BITS);
            }
            int slot = (int) tick & SLOTS - 1;
            for (Due due = wheel[slot]; due != null; ) {
                Due next = due.next;
                due.next = null;
                present.add(due);
                onWheel--;
                due = next;
            }
            wheel[slot] = null;
        }
        return present.first().nanos <= untilNanos ? present.remove() : null;
    }

    void recycle(Due due) {
        due.subject = null;
        due.payload = null;
        due.next = free;
        free = due;
    }

    /// A binary heap, earliest first.
    private static final class Heap {
        private Due[] entries = new Due[256];
        private int size;

        boolean isEmpty() {
            return size == 0;
        }

        Due first() {
            return entries[0];
        }

        void add(Due due) {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, 2 * size);
            }
            int at = size++;
            while (at > 0 && due.before(entries[(at - 1) / 2])) {
                entries[at] = entries[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            entries[at] = due;
        }

        Due remove() {
            Due first = entries[0];
            Due last = entries[--size];
            int at = 0;
            while (true) {
                int child = 2 * at + 1;
                if (child >= size) {
                    break;
                }
                if (child + 1 < size && entries[child + 1].before(entries[child])) {
                    child++;
                }
                if (!entries[child].before(last)) {
                    break;
                }
                entries[at] = entries[child];
                at = child;
            }
            entries[at] = last;
            return first;
        }
    }
}
