package radio.axon;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// A component as code outside the system sees it: put messages in, take messages out, from any
/// thread that may wait.
///
/// ```java
/// Handle shout = Handle.of(new Upper());
/// system.activate(shout);
/// shout.put("on air");
/// shout.take(); // ON AIR
/// ```
///
/// put() waits as the component's inbox says. What leaves the component's `outbox` waits here, at
/// most as many messages as the handle's bound, by default 1024, then the component waits. What
/// leaves another of its outboxes is kept from the first time that box is asked for. A chassis: it
/// ends when the component has; what was not taken by then can still be.
public final class Handle extends Chassis {
    private final Component held;
    private final Bound bound;
    private final Map<String, Outbox<Object>> ways = new LinkedHashMap<>();
    private final Map<String, Inbox<?>> kept = new LinkedHashMap<>();

    private Handle(Component held, Bound bound) {
        super("handle of " + held.name());
        this.held = held;
        this.bound = bound;
        assemble(this::wire, held);
    }

    public static Handle of(Component held) {
        return of(held, Bound.DEFAULT);
    }

    /// With that bound and policy for what waits to be taken, for each box.
    public static Handle of(Component held, Bound bound) {
        return new Handle(held, bound);
    }

    private void wire() {
        link(controlBox(), held.controlBox());
        link(held.signalBox(), signalBox());
        way("inbox");
        kept("outbox");
    }

    /// Into the component's `inbox`; waits while it is full. False when the component has ended.
    public boolean put(Object message) throws InterruptedException {
        return put("inbox", message);
    }

    /// Into that inbox of the component; waits while it is full. NoSuchBox when it has none of that
    /// name. False when the component has ended.
    public boolean put(String box, Object message) throws InterruptedException {
        Inbox<?> to = held.inbox(box);
        if (!to.type().isInstance(message)) {
            throw new IllegalArgumentException(
                    "%s takes %s, not %s"
                            .formatted(
                                    to.fullName(),
                                    to.type().getName(),
                                    message.getClass().getName()));
        }
        Outbox<Object> way = way(box);
        long before = way.discarded();
        way.send(message);
        return way.discarded() == before;
    }

    /// The next message from the component's `outbox`, waiting for it. NoSuchElementException when
    /// it has ended and nothing is left.
    public Object take() throws InterruptedException {
        return take("outbox");
    }

    /// The next message from that outbox of the component, waiting for it.
    public Object take(String box) throws InterruptedException {
        Inbox<?> from = kept(box);
        try {
            return from.take();
        } catch (IllegalStateException closed) {
            throw new NoSuchElementException(held.name() + " has ended", closed);
        }
    }

    /// The next message from the component's `outbox`, if there is one.
    public Optional<Object> poll() {
        return poll("outbox");
    }

    /// The next message from that outbox of the component, if there is one.
    public Optional<Object> poll(String box) {
        return kept(box).poll().map(message -> message);
    }

    /// The next message from the component's `outbox`, waiting at most that long for it; empty when
    /// none came, or none will.
    public Optional<Object> poll(Duration atMost) throws InterruptedException {
        return kept("outbox").poll(atMost).map(message -> message);
    }

    @Override
    boolean sendsSignal() {
        return false;
    }

    private Outbox<Object> way(String box) {
        Links.LOCK.lock();
        try {
            return ways.computeIfAbsent(
                    box,
                    name -> {
                        Inbox<?> to = held.inbox(name);
                        Outbox<Object> way = addOutbox("_" + name, Object.class, to.purpose());
                        link(way, to);
                        return way;
                    });
        } finally {
            Links.LOCK.unlock();
        }
    }

    private Inbox<?> kept(String box) {
        Links.LOCK.lock();
        try {
            Inbox<?> there = kept.get(box);
            if (there == null) {
                Outbox<?> from = held.outbox(box);
                there = addInbox("_" + box, from.type(), from.purpose(), bound);
                kept.put(box, there);
                if (ending().isPresent()) {
                    there.close();
                } else {
                    link(from, there);
                }
            }
            return there;
        } finally {
            Links.LOCK.unlock();
        }
    }
}
