package radio.axon;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/// Through which messages leave a component. It never stores: what is sent while it is linked to
/// nothing, or to a component that has ended, is discarded and counted.
///
/// May be used from any thread; the sender's thread writes into the inbox at the end of the chain
/// of links, whatever lies between.
public final class Outbox<T> extends Box<T> {
    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<Outbox> DISCARDED =
            AtomicLongFieldUpdater.newUpdater(Outbox.class, "discarded");

    private volatile long discarded;

    Outbox(Component component, String name, Class<T> type, String purpose) {
        super(component, name, type, purpose);
    }

    /// Sends as the receiver's policy says; waits while a blocking inbox is full. A component that
    /// was told to stop is ended here by an InterruptedException, once; what it sends while
    /// cleaning up goes through as long as there is room.
    public void send(T message) throws InterruptedException {
        begin("send", message);
        deliver(message, Mailbox.FOREVER);
    }

    /// Sends without waiting. False when there is no room: the message is still the caller's.
    public boolean offer(T message) {
        point("offer");
        trace(message);
        try {
            return deliver(message, Mailbox.NOW);
        } catch (InterruptedException impatient) {
            throw new IllegalStateException("an offer never waits", impatient);
        }
    }

    /// Sends, waiting at most that long for room.
    public boolean offer(T message, Duration atMost) throws InterruptedException {
        begin("offer", message);
        return deliver(message, Math.max(Mailbox.NOW, atMost.toNanos()));
    }

    /// How many messages went nowhere.
    public long discarded() {
        return discarded;
    }

    /// True while a link leads from here to some inbox.
    public boolean linked() {
        return last() != null;
    }

    /// Runs this once, when the inbox at the end has room or closes, or when the links change; at
    /// once if so already. It runs on the thread that made the room, so it must be quick.
    public void onSpace(Runnable once) {
        Inbox<?> to = last();
        if (to == null) {
            once.run();
        } else {
            to.whenRoom(once, this);
        }
    }

    @Override
    public String toString() {
        return way() + (discarded == 0 ? "" : ", " + discarded + " discarded");
    }

    String way() {
        Inbox<?> to = last();
        return fullName() + (to == null ? " -> nowhere" : " -> " + to.fullName());
    }

    private void begin(String operation, Object message) throws InterruptedException {
        point(operation);
        trace(message);
        if (component().isCurrent()) {
            component().orders().beforeSend();
        }
    }

    /// False when a message would have to wait.
    boolean hasRoom() {
        Inbox<?> to = last();
        return to == null || to.hasRoomFor(lane());
    }

    /// Delivers beyond any bound: the signal at a component's end.
    void force(Object message) {
        trace(message);
        try {
            deliver(message, Mailbox.FORCED);
        } catch (InterruptedException impatient) {
            throw new IllegalStateException("a forced delivery never waits", impatient);
        }
    }

    /// False only when there is no room and patience ended.
    boolean deliver(Object message, long patienceNanos) throws InterruptedException {
        while (true) {
            Inbox<?> to = last();
            if (to == null) {
                DISCARDED.incrementAndGet(this);
                return true;
            }
            switch (to.put(message, this, patienceNanos == Mailbox.FORCED)) {
                case TAKEN -> {
                    return true;
                }
                case SINK -> {
                    return to.sink().deliver(message, patienceNanos);
                }
                case CLOSED -> {
                    DISCARDED.incrementAndGet(this);
                    return true;
                }
                case DISCONNECTED -> {
                    disconnect();
                    return true;
                }
                case MOVED -> {}
                case FULL -> {
                    if (patienceNanos == Mailbox.NOW) {
                        return false;
                    }
                    return deliverWaiting(message, patienceNanos);
                }
            }
        }
    }

    /// The inbox was full: tries again whenever woken, until the message is gone or patience is.
    private boolean deliverWaiting(Object message, long patienceNanos) throws InterruptedException {
        Mailbox me = Mailbox.current(this);
        Clock clock = component().clockOrMachine();
        boolean forever = patienceNanos == Mailbox.FOREVER;
        long deadline = forever ? 0 : clock.nanoTime() + patienceNanos;
        try {
            while (!deliver(message, Mailbox.NOW)) {
                long left = forever ? Mailbox.FOREVER : deadline - clock.nanoTime();
                if (left <= 0) {
                    return false;
                }
                Inbox<?> to = last();
                if (to != null && to.hasSink()) {
                    return deliver(message, left);
                }
                if (to != null) {
                    waitForRoom(to, me, left, clock);
                }
            }
            return true;
        } finally {
            Deadlock.goesOn(me.component());
        }
    }

    private void waitForRoom(Inbox<?> to, Mailbox me, long nanos, Clock clock)
            throws InterruptedException {
        Component sender = me.component();
        if (sender != null) {
            sender.orders().beforeWaiting();
        }
        if (!to.enlist(me, this)) {
            return;
        }
        try {
            if (sender != null && nanos == Mailbox.FOREVER) {
                me.blockedBy(this);
                Deadlock.look(sender);
            }
            me.park(Mailbox.BOX, nanos, clock);
        } finally {
            me.blockedBy(null);
            to.leave(me);
        }
    }

    private void trace(Object message) {
        if (component().traced()) {
            component().traceSent(this, message);
        }
    }

    private void disconnect() {
        Lane own = lane();
        if (own != null) {
            own.disconnect();
        } else {
            Links.removeFrom(this);
        }
    }
}
