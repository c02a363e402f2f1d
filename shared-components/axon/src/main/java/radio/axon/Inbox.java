package radio.axon;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where messages for a component wait, first in first out, up to a [Bound]. When it is linked on
/// into another inbox, nothing waits here: senders write into the last inbox of the chain.
///
/// May be used from any thread: a component's own loops with [#untilFinished], [#take] or [#poll];
/// code outside components puts messages in with [#offer] and learns of room with [#onSpace].
public final class Inbox<T> extends Queue<T> {
    Inbox(Component component, String name, Class<T> type, String purpose, Bound bound) {
        super(component, name, type, purpose, bound);
        last(this);
    }

    /// The next message, if there is one.
    public Optional<T> poll() {
        point("poll");
        return Optional.ofNullable(fetch());
    }

    /// The next message, waiting for it. A component that was told to stop, or whose producer
    /// finished and whose queue is empty, is ended here by an InterruptedException: let it pass.
    /// Outside code gets an IllegalStateException when the inbox is closed and empty.
    public T take() throws InterruptedException {
        Orders orders = component().orders();
        boolean mine = component().isCurrent();
        while (true) {
            point("take");
            if (mine) {
                orders.beforeTake();
            }
            T message = fetch();
            if (message != null) {
                return message;
            }
            if (closed()) {
                return lastOne();
            }
            if (mine) {
                orders.beforeWaitingOn(this);
                component().mailbox().park(Mailbox.BOX);
            } else {
                waitFromOutside();
            }
        }
    }

    /// The next message, waiting for it at most that long; empty when none came. Meant for outside
    /// code, and for components that have nothing else to wait for; otherwise as [#take].
    public Optional<T> poll(Duration atMost) throws InterruptedException {
        Clock clock = component().clockOrMachine();
        long deadline = clock.nanoTime() + atMost.toNanos();
        boolean mine = component().isCurrent();
        while (true) {
            point("poll");
            boolean over = closed();
            T message = fetch();
            long left = deadline - clock.nanoTime();
            if (message != null || over || left <= 0) {
                return Optional.ofNullable(message);
            }
            if (mine) {
                component().orders().beforeWaitingOn(this);
                component().mailbox().park(Mailbox.BOX, left, clock);
            } else {
                waitFromOutside(left, clock);
            }
        }
    }

    private T lastOne() {
        T message = fetch();
        if (message == null) {
            throw new IllegalStateException(fullName() + " is closed: nothing comes any more");
        }
        return message;
    }

    /// Moves up to so many waiting messages into the collection; says how many.
    public int drainTo(Collection<? super T> into, int max) {
        point("drain");
        int moved = 0;
        while (moved < max) {
            T message = fetch();
            if (message == null) {
                break;
            }
            into.add(message);
            moved++;
        }
        return moved;
    }

    /// The messages until the stream ends: waits for each; ends when the producer has finished and
    /// the queue is empty, or at once when the component was told to stop. The loop of most
    /// components. For outside code the stream ends when the inbox is closed and empty.
    public Iterable<T> untilFinished() {
        return Arrivals::new;
    }

    /// True when a message waits.
    public boolean ready() {
        point("ready");
        return waiting() > 0;
    }

    public int size() {
        return waiting();
    }

    public int capacity() {
        return bound().capacity();
    }

    public Bound bound() {
        return limit();
    }

    /// Changes the bound, at any time. What waits beyond a smaller one stays; senders wait.
    public void bound(Bound to) {
        limit(to);
    }

    /// The most that ever waited here.
    public int highWater() {
        return most();
    }

    /// How many messages its policy dropped.
    public long dropped() {
        return lost();
    }

    /// True when its component has ended: what is sent here is discarded.
    public boolean closed() {
        return isClosed();
    }

    /// Puts a message in from outside, as the policy says. False when it blocks and is full, or
    /// when it is closed: the message is still the caller's.
    public boolean offer(T message) {
        point("offer");
        try {
            while (true) {
                Inbox<?> to = end();
                switch (to.put(message, this, false)) {
                    case TAKEN -> {
                        return true;
                    }
                    case SINK -> {
                        return to.sink().deliver(message, Mailbox.NOW);
                    }
                    case FULL, CLOSED, DISCONNECTED -> {
                        return false;
                    }
                    case MOVED -> {}
                }
            }
        } catch (InterruptedException impatient) {
            throw new IllegalStateException("an offer never waits", impatient);
        }
    }

    /// Runs this once, when there is room or the inbox closes or its links change; at once if so
    /// already. It runs on the thread that made the room, so it must be quick.
    public void onSpace(Runnable once) {
        end().whenRoom(once, this);
    }

    /// Where the messages that come here wait: this inbox, or the last of the chain of links that
    /// begins here. Its bound is the one that counts.
    public Inbox<?> end() {
        return Objects.requireNonNull(last());
    }

    @Override
    public String toString() {
        long dropped = dropped();
        return fullName()
                + " "
                + size()
                + "/"
                + bound()
                + (dropped == 0 ? "" : ", " + dropped + " dropped");
    }

    private void waitFromOutside() throws InterruptedException {
        waitFromOutside(Mailbox.FOREVER, MachineClock.INSTANCE);
    }

    private void waitFromOutside(long nanos, Clock clock) throws InterruptedException {
        Mailbox me = Mailbox.current(this);
        if (!expect(me)) {
            return;
        }
        try {
            me.park(Mailbox.BOX, nanos, clock);
        } finally {
            expectNoMore(me);
        }
    }

    /// One walk of [#untilFinished].
    private final class Arrivals implements Iterator<T> {
        private final boolean mine = component().isCurrent();
        private @Nullable T next;

        @Override
        public boolean hasNext() {
            if (!mine) {
                return hasNextOutside();
            }
            while (next == null) {
                point("next");
                Orders orders = component().orders();
                boolean finished = orders.upstreamFinished();
                if (orders.stopping()) {
                    orders.heed();
                    return false;
                }
                next = fetch();
                if (next == null) {
                    if (finished || closed()) {
                        return false;
                    }
                    try {
                        component().mailbox().park(Mailbox.BOX);
                    } catch (InterruptedException e) {
                        if (!orders.stopping()) {
                            Thread.currentThread().interrupt();
                        }
                        orders.heed();
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean hasNextOutside() {
            while (next == null) {
                point("next");
                boolean over = closed();
                next = fetch();
                if (next == null) {
                    if (over) {
                        return false;
                    }
                    try {
                        waitFromOutside();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                }
            }
            return true;
        }

        @Override
        public T next() {
            T message = hasNext() ? next : null;
            if (message == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return message;
        }
    }
}
