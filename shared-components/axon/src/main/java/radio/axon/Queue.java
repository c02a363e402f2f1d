package radio.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The workings of an inbox: a ring and the lock of those who add to it, its bound and policy, and
/// who waits for room in it or for a message from it.
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

    private final ReentrantLock lock = new ReentrantLock();
    private Bound bound;
    private volatile @Nullable Ring ring;
    private long dropped;
    private volatile boolean closed;
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
        Ring some = ring;
        return some == null ? 0 : some.size();
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
            freed = afterChange(true);
        } finally {
            lock.unlock();
        }
        freed.run();
    }

    final int most() {
        lock.lock();
        try {
            Ring some = ring;
            return some == null ? 0 : some.mostWaiting();
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
        return closed;
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
            Object message = take();
            while (message != null) {
                receive(message);
                message = take();
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
        lock.lock();
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
                            countDrop(lane); // as the oldest of its own that can be reached
                            return Outcome.TAKEN;
                        }
                    }
                    case DROP_NEWEST -> {
                        countDrop(lane);
                        return Outcome.TAKEN;
                    }
                    case DISCONNECT -> {
                        countDrop(lane);
                        if (lane != null) {
                            lane.cut();
                        }
                        return Outcome.DISCONNECTED;
                    }
                }
            }
            ring().add(lane == null ? message : lane.hold(message));
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
            ring().watched(true);
            if (hasRoom(from.lane())) {
                waiters().removeSender(sender);
                return false;
            }
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
                    ring().watched(true);
                    if (!hasRoom(from.lane()) || !waiters().removeCallback(once)) {
                        return;
                    }
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
            Ring from = upstream.ring;
            if (from != null) {
                synchronized (from) { // nobody takes one from the middle of those that move
                    adopt(upstream, from);
                }
            }
        } finally {
            upstream.lock.unlock();
        }
    }

    private void adopt(Queue<?> upstream, Ring from) {
        for (Object next = from.peek(); next != null; next = from.peek()) {
            if (backlog != null || closed) {
                adoptLater(upstream);
                return;
            }
            if (sink == null && !(next instanceof Lane.Held) && !hasRoom(null)) {
                if (bound.overflow() == Overflow.DROP_OLDEST) {
                    if (!makeRoom(null)) {
                        from.remove();
                        countDrop(null);
                        continue;
                    }
                } else {
                    adoptLater(upstream);
                    if (!ring().hasRoom(bound.capacity())) {
                        return;
                    }
                    backlog = null; // some were taken before anybody watched
                }
            }
            if (sink == null) {
                from.remove();
                ring().add(next);
            } else {
                receive(Objects.requireNonNull(from.take()));
            }
        }
    }

    /// That inbox has messages that have to come here once there is room. With this lock held.
    void adoptLater(Queue<?> upstream) {
        if (backlog == null) {
            backlog = new ArrayList<>(1);
        }
        backlog.add(upstream);
        ring().watched(true);
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

    private void receive(Object message) {
        Sink to = sink();
        try {
            if (!to.deliver(message, Mailbox.NOW)) {
                to.deliver(message, Mailbox.FORCED);
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

    private Ring ring() {
        Ring some = ring;
        if (some == null) {
            some = new Ring();
            ring = some;
        }
        return some;
    }

    private @Nullable Object take() {
        Ring some = ring;
        if (some == null) {
            return null;
        }
        synchronized (some) {
            return some.take();
        }
    }

    private boolean hasRoom(@Nullable Lane lane) {
        if (backlog != null) {
            return false;
        }
        Ring some = ring;
        return lane == null ? some == null || some.hasRoom(bound.capacity()) : lane.hasRoom();
    }

    /// Drops the oldest until one more fits, of that lane, or of those of none: nothing else takes
    /// a subscription's place. False when what takes the room cannot be dropped for it.
    private boolean makeRoom(@Nullable Lane lane) {
        Ring some = ring();
        while (!hasRoom(lane)) {
            Object oldest;
            synchronized (some) {
                oldest = some.takeOldestOf(lane);
            }
            if (oldest == null) {
                return hasRoom(lane); // or one was taken meanwhile
            }
            countDrop(lane);
        }
        return true;
    }

    private void countDrop(@Nullable Lane lane) {
        if (lane == null) {
            dropped++;
        } else {
            lane.countDrop();
        }
    }

    @SuppressWarnings("unchecked") // links were type-checked; a wrong one fails at its receiver
    @Nullable T fetch() {
        Ring some = ring;
        if (some == null) {
            return null;
        }
        Object message;
        boolean watched;
        synchronized (some) {
            message = some.take();
            watched = some.watched();
        }
        if (message == null) {
            return null;
        }
        if (watched) {
            taken();
        }
        if (component().traced()) {
            component().traceReceived(this, message);
        }
        return (T) message;
    }

    /// One was taken, and somebody waits for that.
    private void taken() {
        Runnable freed;
        lock.lock();
        try {
            freed = afterChange(false);
        } finally {
            lock.unlock();
        }
        freed.run();
    }

    /// There may be room: what had to wait for it comes, then whoever is to be woken is.
    private Runnable afterChange(boolean all) {
        if (backlog != null) {
            takeBacklog().forEach(this::adopt);
        }
        Runnable freed = released(all);
        Ring some = ring;
        if (some != null && backlog == null && (waiters == null || waiters.nobodyWaits())) {
            some.watched(false);
        }
        return freed;
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
            if (waiting() > 0 || closed) {
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
