package radio.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The workings of an inbox: a ring under a lock, its bound and policy, and who waits for room in
/// it or for a message from it.
///
/// A sender looks under the lock whether its chain of links still ends here, so that a change of
/// links, which holds the lock too, never meets a message on its way. Whoever is to be woken or
/// called is so after the lock is free.
abstract sealed class Queue<T> extends Box<T> permits Inbox {
    /// What became of a message that was put in.
    enum Outcome {
        TAKEN,
        FULL,
        /// The chain of links changed meanwhile: look again where it ends.
        MOVED,
        CLOSED,
        DISCONNECTED,
        /// No queue here: give it to the sink.
        SINK
    }

    /// Some microseconds at most. Measured in docs/performance.md.
    private static final int SPINS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private Bound bound;
    private @Nullable Ring ring;
    private volatile int size;
    private int highWater;
    private long dropped;
    private boolean closed;
    private volatile @Nullable Sink sink;
    private @Nullable Waiters waiters;

    /// Inboxes that were linked on to here with more in them than there was room for. While there
    /// are any, nobody else's message fits: theirs are older.
    private @Nullable List<Queue<?>> backlog;

    Queue(Component component, String name, Class<T> type, String purpose, Bound bound) {
        super(component, name, type, purpose);
        this.bound = bound;
    }

    final int waiting() {
        return size;
    }

    final Bound limit() {
        lock.lock();
        try {
            return bound;
        } finally {
            lock.unlock();
        }
    }

    final void limit(Bound to) {
        Runnable freed;
        lock.lock();
        try {
            bound = to;
            refill();
            freed = released(true);
        } finally {
            lock.unlock();
        }
        freed.run();
    }

    final int most() {
        lock.lock();
        try {
            return highWater;
        } finally {
            lock.unlock();
        }
    }

    final long lost() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    final boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    ReentrantLock lock() {
        return lock;
    }

    /// From now on there is no queue here; what waits already is dealt with first, in order.
    void sink(Sink instead) {
        Runnable freed;
        Links.LOCK.lock();
        lock.lock();
        try {
            sink = instead;
            Object message = removeRaw();
            while (message != null) {
                receive(message);
                message = removeRaw();
            }
            freed = released(true);
        } finally {
            lock.unlock();
            Links.LOCK.unlock();
        }
        freed.run();
    }

    boolean hasSink() {
        return sink != null;
    }

    Sink sink() {
        return Objects.requireNonNull(sink);
    }

    /// One message from that outbox, or from outside into that inbox, whose chain ends here. Wakes
    /// the owner.
    Outcome put(Object message, Box<?> from, boolean force) {
        Runnable taker = null;
        Lane lane = from.lane();
        lockFor(lane);
        try {
            if (from.last() != this) {
                return Outcome.MOVED;
            }
            if (closed) {
                return Outcome.CLOSED;
            }
            if (sink != null) {
                return Outcome.SINK;
            }
            if (!force && !hasRoom(lane)) {
                switch ((lane == null ? bound : lane.bound()).overflow()) {
                    case BLOCK -> {
                        return Outcome.FULL;
                    }
                    case DROP_OLDEST -> {
                        if (backlog != null || !makeRoom(lane)) {
                            countDrop(lane); // older ones are still on their way here
                            return Outcome.TAKEN;
                        }
                    }
                    case DROP_NEWEST -> {
                        countDrop(lane);
                        return Outcome.TAKEN;
                    }
                    case DISCONNECT -> {
                        countDrop(lane);
                        return Outcome.DISCONNECTED;
                    }
                }
            }
            add(lane == null ? message : lane.hold(message));
            taker = waiters == null ? null : waiters.takers();
        } finally {
            lock.unlock();
        }
        component().mailbox().wake();
        if (taker != null) {
            taker.run();
        }
        return Outcome.TAKEN;
    }

    /// Enters the sender as waiting for room here; false when there is no reason to wait.
    boolean enlist(Mailbox sender, Outbox<?> from) {
        lock.lock();
        try {
            if (from.last() != this || closed || hasRoom(from.lane())) {
                return false;
            }
            waiters().addSender(sender, from.lane() != null);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The sender no longer waits; if it was called for room it did not use, the next one is.
    void leave(Mailbox sender) {
        Runnable freed;
        lock.lock();
        try {
            waiters().removeSender(sender);
            freed = released(false);
        } finally {
            lock.unlock();
        }
        freed.run();
    }

    void whenRoom(Runnable once, Box<?> from) {
        Sink other = null;
        lock.lock();
        try {
            if (from.last() == this && !closed) {
                other = sink;
                if (other == null && !hasRoom(from.lane())) {
                    waiters().addCallback(once, from.lane() != null);
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
        if (other != null) {
            other.onSpace(once);
        } else {
            once.run();
        }
    }

    /// True when what comes from there has to wait.
    boolean refuses(Box<?> from) {
        lock.lock();
        try {
            return from.last() == this && !closed && !hasRoom(from.lane());
        } finally {
            lock.unlock();
        }
    }

    boolean hasRoomFor(@Nullable Lane lane) {
        Sink other;
        lock.lock();
        try {
            other = sink;
            if (closed || other == null) {
                return closed
                        || hasRoom(lane)
                        || (lane == null ? bound : lane.bound()).overflow() != Overflow.BLOCK;
            }
        } finally {
            lock.unlock();
        }
        return other.hasRoom();
    }

    void close() {
        Runnable freed;
        Runnable takers;
        lock.lock();
        try {
            closed = true;
            freed = released(true);
            takers = waiters == null ? Waiters.NOBODY : waiters.takers();
        } finally {
            lock.unlock();
        }
        freed.run();
        takers.run();
    }

    /// After a change of links: every sender that waits here looks again. With the lock held.
    Runnable everybody() {
        return released(true);
    }

    /// Moves what waits in that inbox, which now leads here, behind what waits here already; as
    /// much as the bound allows. The rest stays there until there is room, or for good when this
    /// one is closed. With this lock held.
    void adopt(Queue<?> upstream) {
        upstream.lock.lock();
        try {
            while (upstream.size > 0) {
                if (backlog != null || closed) {
                    adoptLater(upstream);
                    return;
                }
                if (sink == null && size >= bound.capacity() && !upstream.nextIsHeld()) {
                    if (bound.overflow() != Overflow.DROP_OLDEST) {
                        adoptLater(upstream);
                        return;
                    }
                    makeRoom(null);
                }
                Object message = upstream.removeRaw();
                if (message != null) {
                    receive(message);
                }
            }
        } finally {
            upstream.lock.unlock();
        }
    }

    /// That inbox has messages that have to come here once there is room. With this lock held.
    void adoptLater(Queue<?> upstream) {
        if (backlog == null) {
            backlog = new ArrayList<>(1);
        }
        backlog.add(upstream);
    }

    /// Wakes whoever takes from here.
    void announce() {
        Runnable taker = null;
        lock.lock();
        try {
            taker = waiters == null ? null : waiters.takers();
        } finally {
            lock.unlock();
        }
        component().mailbox().wake();
        if (taker != null) {
            taker.run();
        }
    }

    /// A publisher has others to serve: it waits out the tens of nanoseconds for which whoever
    /// takes here holds the lock, rather than being parked and unparked for a thousand. Nobody else
    /// does: while a sender or a taker is parked messages gather, and are dealt with in one go.
    private void lockFor(@Nullable Lane lane) {
        for (int i = lane == null ? SPINS : 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    private boolean nextIsHeld() {
        return ring != null && ring.peek() instanceof Lane.Held;
    }

    private void receive(Object message) {
        if (sink == null) {
            add(message);
            return;
        }
        Object opened = open(message);
        try {
            if (opened != null && !sink.deliver(opened, Mailbox.NOW)) {
                sink.deliver(opened, Mailbox.FORCED);
            }
        } catch (InterruptedException impatient) {
            throw new IllegalStateException("nothing waits here", impatient);
        }
    }

    /// Those with messages that still have to come here. With the lock held.
    List<Queue<?>> takeBacklog() {
        List<Queue<?>> taken = backlog == null ? List.of() : backlog;
        backlog = null;
        return taken;
    }

    private Waiters waiters() {
        if (waiters == null) {
            waiters = new Waiters();
        }
        return waiters;
    }

    private boolean hasRoom(@Nullable Lane lane) {
        if (backlog != null) {
            return false;
        }
        return lane == null ? size < bound.capacity() : lane.hasRoom();
    }

    private void add(Object message) {
        if (ring == null) {
            ring = new Ring();
        }
        ring.add(message);
        size = ring.size();
        highWater = Math.max(highWater, ring.size());
    }

    private @Nullable Object removeRaw() {
        Object message = ring == null ? null : ring.remove();
        if (message != null && ring != null) {
            size = ring.size();
        }
        return message;
    }

    /// Drops the oldest until one more fits; false when what takes the room does not wait here.
    private boolean makeRoom(@Nullable Lane lane) {
        if (lane == null) {
            while (size >= bound.capacity()) {
                countDrop(null);
                open(removeRaw());
            }
            return true;
        }
        if (ring == null || ring.removeOldestOf(lane) == null) {
            return false;
        }
        size = ring.size();
        countDrop(lane);
        lane.released();
        return true;
    }

    private void countDrop(@Nullable Lane lane) {
        if (lane == null) {
            dropped++;
        } else {
            lane.countDrop();
        }
    }

    private static @Nullable Object open(@Nullable Object message) {
        if (message instanceof Lane.Held held) {
            held.lane().released();
            return held.message();
        }
        return message;
    }

    @SuppressWarnings("unchecked") // links were type-checked; a wrong one fails at its receiver
    @Nullable T fetch() {
        if (size == 0) {
            return null;
        }
        Object message;
        Runnable freed = null;
        lock.lock();
        try {
            message = open(removeRaw());
            if (message == null) {
                return null;
            }
            refill();
            if (waiters != null) {
                freed = released(false);
            }
        } finally {
            lock.unlock();
        }
        if (freed != null) {
            freed.run();
        }
        if (component().traced()) {
            component().traceReceived(this, message);
        }
        return (T) message;
    }

    private void refill() {
        if (backlog == null) {
            return;
        }
        List<Queue<?>> rest = takeBacklog();
        rest.forEach(this::adopt);
    }

    /// Whom to wake now that there may be room: the first sender that waits, or all of them.
    private Runnable released(boolean all) {
        if (waiters == null) {
            return Waiters.NOBODY;
        }
        boolean everybody = all || closed || waiters.severalBounds();
        return everybody || hasRoom(null) ? waiters.freed(everybody) : Waiters.NOBODY;
    }

    /// Enters outside code as waiting for a message; false when there is one, or never will be.
    boolean expect(Mailbox taker) {
        lock.lock();
        try {
            if (size > 0 || closed) {
                return false;
            }
            waiters().addTaker(taker);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void expectNoMore(Mailbox taker) {
        lock.lock();
        try {
            waiters().removeTaker(taker);
        } finally {
            lock.unlock();
        }
    }
}
