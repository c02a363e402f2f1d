package radio.axon;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small machine with named boxes at its edge that knows nothing of its neighbours: it reads its
/// inboxes, writes to its outboxes, and someone else draws the links. Its [#run] is plain blocking
/// code on a virtual thread of its own; what only answers messages is a [Reactor] and needs none.
///
/// Life: constructed (boxes exist, links may be made, nothing runs), activated once, running or
/// waiting, stopped; there is no restart. Every component has four boxes: `inbox` (bulk), `control`
/// (signals in), `outbox`, and `signal` (signals out, exactly one, at the end). This class reads
/// `control` and sends on `signal`; authors write only the loop:
///
/// ```java
/// for (String line : lines.untilFinished()) {
///     upper.send(line.toUpperCase(Locale.ROOT));
/// }
/// ```
///
/// An exception that leaves run() ends this component only: it is logged, goes out as [Failed] on
/// `signal`, and the parent is told. When a component ends, its children are ended and waited for,
/// and the links it made go. After Kamaelia's Axon (BBC Research).
public abstract class Component {
    /// Where a component is in its life.
    public enum State {
        NEW,
        RUNNING,
        WAITING,
        STOPPED
    }

    private static final AtomicLong IDS = new AtomicLong();
    private static final Logger trace = LoggerFactory.getLogger("radio.axon.trace");

    private final String name;
    private final long id = IDS.incrementAndGet();

    @SuppressWarnings("this-escape") // kept, not used, until the component is whole
    private final Mailbox mailbox = new Mailbox(this);

    @SuppressWarnings("this-escape") // kept, not used, until the component is whole
    private final Orders orders = new Orders(this);

    @SuppressWarnings("this-escape") // kept, not used, until the component is whole
    private final Boxes boxes = new Boxes(this);

    private volatile @Nullable AxonSystem system;
    private @Nullable Runner stepping;
    private volatile boolean traced;
    private volatile State state = State.NEW;
    private volatile @Nullable Signal ending;
    private @Nullable Component parent;
    private @Nullable Set<Component> children;
    private @Nullable Set<Link> made;

    protected Component(String name) {
        this.name = name;
    }

    /// What it does, from its boxes to its boxes. Runs once, on its own thread.
    protected abstract void run() throws Exception;

    public final String name() {
        return name;
    }

    /// Unique among the components of this process.
    public final long id() {
        return id;
    }

    public final State state() {
        State now = state;
        return now == State.RUNNING && waiting() ? State.WAITING : now;
    }

    /// True from the moment it has ended, cleaned up and sent its signal.
    public final boolean isStopped() {
        return state == State.STOPPED;
    }

    /// The signal it sent at its end; empty while it has not ended.
    public final Optional<Signal> ending() {
        return Optional.ofNullable(ending);
    }

    // Boxes.

    /// The inbox of that name; NoSuchBox if there is none or it is private.
    public final Inbox<?> inbox(String box) {
        return boxes.inbox(box);
    }

    /// The inbox of that name, which must take exactly this type or be untyped.
    public final <T> Inbox<T> inbox(String box, Class<T> type) {
        return Boxes.typed(boxes.inbox(box), type);
    }

    /// The outbox of that name; NoSuchBox if there is none or it is private.
    public final Outbox<?> outbox(String box) {
        return boxes.outbox(box);
    }

    /// The outbox of that name, which must carry exactly this type or be untyped.
    public final <T> Outbox<T> outbox(String box, Class<T> type) {
        return Boxes.typed(boxes.outbox(box), type);
    }

    /// All boxes, private ones too, in the order they were made.
    public final List<Box<?>> boxes() {
        return boxes.all();
    }

    /// Declares an inbox; a taken name gets a number.
    protected final <T> Inbox<T> addInbox(String box, Class<T> type, String purpose, Bound bound) {
        return boxes.addInbox(box, type, purpose, bound);
    }

    protected final <T> Inbox<T> addInbox(String box, Class<T> type, String purpose) {
        return boxes.addInbox(box, type, purpose, Bound.DEFAULT);
    }

    /// Declares an outbox; a taken name gets a number.
    protected final <T> Outbox<T> addOutbox(String box, Class<T> type, String purpose) {
        return boxes.addOutbox(box, type, purpose);
    }

    /// Says what the default inbox takes and how much of it; once, in the constructor.
    protected final <T> Inbox<T> typedInbox(Class<T> type, String purpose, Bound bound) {
        return boxes.typedInbox(type, purpose, bound);
    }

    /// Says what the default outbox carries; once, in the constructor.
    protected final <T> Outbox<T> typedOutbox(Class<T> type, String purpose) {
        return boxes.typedOutbox(type, purpose);
    }

    /// Takes a declared inbox away, with its links; NoSuchBox if there is none. The default four
    /// stay.
    protected final void deleteInbox(String box) {
        boxes.deleteInbox(box);
    }

    protected final void deleteOutbox(String box) {
        boxes.deleteOutbox(box);
    }

    /// Where signals come in. This class reads it whenever the component touches axon; only a
    /// component that treats signals itself needs it.
    protected final Inbox<Signal> control() {
        return boxes.control();
    }

    // Links and children.

    protected final Link link(Outbox<?> from, Inbox<?> to) {
        return Links.add(from, to, made());
    }

    /// On into a child: what comes to the first is queued in the second.
    protected final Link link(Inbox<?> from, Inbox<?> to) {
        return Links.add(from, to, made());
    }

    /// Out of a child: what the first sends leaves through the second.
    protected final Link link(Outbox<?> from, Outbox<?> to) {
        return Links.add(from, to, made());
    }

    /// Makes these its children: they start with it, or now if it runs already, and end with it. A
    /// child's end wakes its parent.
    protected final void children(Component... more) {
        Children.add(this, more);
    }

    /// Called on the ending child's thread, before the parent is woken.
    protected void childEnded(Component child, Signal how) {}

    /// Shows what it sends and receives in the log, from now on or no longer: logger
    /// `radio.axon.trace`, level `DEBUG`. Where that logger is at `TRACE` when a component is
    /// activated, it is shown in any case.
    public final void traced(boolean on) {
        traced = on;
    }

    /// What the [ProducerFinished] of a component that ends by itself says, such as why; asked on
    /// its thread when run() is over. Empty: nothing to say.
    protected String lastWords() {
        return "";
    }

    /// The children that have not ended.
    public final List<Component> children() {
        Links.LOCK.lock();
        try {
            return children == null ? List.of() : List.copyOf(children);
        } finally {
            Links.LOCK.unlock();
        }
    }

    // Inside run().

    /// Waits until a message comes to any box, a link changes, a child ends or someone calls
    /// wake(). May return once too often. Whatever came before since the last await() counts.
    protected final void await() throws InterruptedException {
        point("await");
        if (!orders.beforeAwait()) {
            mailbox.park(Mailbox.ANY);
        }
    }

    /// As [#await()], at most that long; false when the time passed without anything.
    protected final boolean await(Duration atMost) throws InterruptedException {
        point("await");
        return orders.beforeAwait() || mailbox.park(Mailbox.ANY, atMost.toNanos(), clock());
    }

    /// True when Shutdown or Failed came on control, or stop() was called.
    protected final boolean stopping() {
        boolean stopping = orders.stopping();
        if (stopping && isCurrent()) {
            orders.heed();
        }
        return stopping;
    }

    /// True when ProducerFinished came on control: what is queued is all there will be.
    protected final boolean upstreamFinished() {
        return orders.upstreamFinished();
    }

    /// The system it was activated in.
    protected final AxonSystem system() {
        AxonSystem mine = system;
        if (mine == null) {
            throw new IllegalStateException(name + " is not activated");
        }
        return mine;
    }

    protected final Clock clock() {
        return system().clock();
    }

    protected final Logger log() {
        return LoggerFactory.getLogger(getClass());
    }

    // From outside.

    /// Ends its next or present await(). Without effect unless it runs.
    public final void wake() {
        if (state == State.RUNNING) {
            mailbox.wake();
        }
    }

    /// Ends it from outside: whatever it waits for is broken off, its cleanup runs, it sends
    /// Shutdown. Does not wait for that.
    public final void stop() {
        if (stopUnstarted()) {
            children().forEach(Component::stop);
            say(new Shutdown());
            boxes.close();
            removeLinks();
            Component over = parent;
            if (over != null) {
                over.lost(this, new Shutdown());
            }
        } else if (threaded()) {
            orders.askToStop();
        } else {
            end(new Shutdown());
        }
    }

    private boolean stopUnstarted() {
        Links.LOCK.lock();
        try {
            if (state != State.NEW) {
                return false;
            }
            state = State.STOPPED;
            ending = new Shutdown();
            return true;
        } finally {
            Links.LOCK.unlock();
        }
    }

    @Override
    public String toString() {
        return name + "#" + id + " " + state() + " " + boxes;
    }

    // Everything below is for the runtime.

    /// False for chassis: no thread, no run(); they end when told or when their children have.
    boolean threaded() {
        return true;
    }

    /// False when something else sends on `signal` in its place.
    boolean sendsSignal() {
        return true;
    }

    /// Before it belongs to the system; may refuse by an exception.
    void admitted(AxonSystem by) {}

    /// After it became active, before its children do.
    void activated() {}

    /// It has begun to end and not yet sent its signal.
    void beforeEnd(Signal how) {}

    /// That child has sent its signal; its boxes are about to close.
    void childLeaves(Component child) {}

    /// Ends a component without a thread, once.
    void end(Signal how) {
        if (ending == null) {
            finish(how);
        }
    }

    final Boxes table() {
        return boxes;
    }

    final Mailbox mailbox() {
        return mailbox;
    }

    final Orders orders() {
        return orders;
    }

    final Inbox<Signal> controlBox() {
        return boxes.control();
    }

    final Outbox<Signal> signalBox() {
        return boxes.signal();
    }

    final Runner runner() {
        AxonSystem mine = system;
        return mine == null ? VirtualThreads.INSTANCE : mine.runner();
    }

    final @Nullable Runner stepping() {
        return stepping;
    }

    final @Nullable AxonSystem systemOrNull() {
        return system;
    }

    final Clock clockOrMachine() {
        AxonSystem mine = system;
        return mine == null ? Clock.system() : mine.clock();
    }

    final boolean isCurrent() {
        return mailbox.thread() == Thread.currentThread();
    }

    final boolean traced() {
        return traced;
    }

    final void traceSent(Outbox<?> from, Object message) {
        trace.debug("{} sends {}", from.way(), message);
    }

    final void traceReceived(Box<?> in, Object message) {
        trace.debug("{} receives {}", in.fullName(), message);
    }

    private boolean waiting() {
        return !threaded() || mailbox.isParked();
    }

    private void point(String operation) {
        if (stepping != null) {
            stepping.point(operation, boxes.control());
        }
    }

    private Set<Link> made() {
        Links.LOCK.lock();
        try {
            if (state == State.STOPPED) {
                throw new IllegalStateException(name + " has ended: it makes no links any more");
            }
            if (made == null) {
                made = new LinkedHashSet<>(4);
            }
            return made;
        } finally {
            Links.LOCK.unlock();
        }
    }

    final @Nullable Component parent() {
        return parent;
    }

    /// With the lock of [Links].
    final void parent(@Nullable Component mine) {
        parent = mine;
    }

    /// With the lock of [Links].
    final void addChild(Component child) {
        if (children == null) {
            children = new LinkedHashSet<>(4);
        }
        children.add(child);
    }

    final void removeChild(Component child) {
        Links.LOCK.lock();
        try {
            if (children != null) {
                children.remove(child);
            }
        } finally {
            Links.LOCK.unlock();
        }
    }

    /// Starts it in this system; without effect when it was activated before.
    final void activate(AxonSystem in) {
        Links.LOCK.lock();
        try {
            if (state != State.NEW) {
                if (system != in && state != State.STOPPED) {
                    throw new IllegalStateException(name + " belongs to another system");
                }
                return;
            }
            in.checkOpen();
            admitted(in);
            system = in;
            mailbox.runner(in.runner());
            stepping = in.runner().stepping();
            traced |= trace.isTraceEnabled();
            state = State.RUNNING;
            in.joined(this);
        } finally {
            Links.LOCK.unlock();
        }
        if (threaded()) {
            in.runner().start(this, this::live);
        }
        try {
            activated();
            for (Component child : children()) {
                child.activate(in);
            }
        } catch (RuntimeException refused) {
            stop(); // rather than half of it running
            throw refused;
        }
    }

    private void live() {
        mailbox.begin();
        orders.begin(Thread.currentThread());
        Signal how;
        try {
            run();
            how = orders.runIsOver();
        } catch (Throwable failure) {
            how = orders.runIsOver(failure);
        }
        leave(how);
        mailbox.end();
    }

    /// On its thread, when run() is over.
    final void leave(Signal how) {
        children().forEach(Component::stop); // no more of them come
        while (!children().isEmpty()) {
            mailbox.parkFirmly(Mailbox.ANY);
        }
        finish(how);
    }

    /// Sends the signal, closes the inboxes, takes out the links, tells the parent and the system.
    final void finish(Signal how) {
        Links.LOCK.lock();
        try {
            if (ending != null) {
                return;
            }
            ending = how;
        } finally {
            Links.LOCK.unlock();
        }
        Component over = parent;
        try {
            beforeEnd(how);
            say(how);
            if (over != null) {
                over.childLeaves(this);
            }
        } finally { // whatever goes wrong on the way out, it is out
            boxes.close();
            Links.LOCK.lock();
            try {
                removeLinks();
                system().left(this);
                state = State.STOPPED;
            } finally {
                Links.LOCK.unlock();
            }
            if (over != null) {
                over.lost(this, how);
            }
            system().ended();
        }
    }

    private void say(Signal how) {
        if (sendsSignal()) {
            signalBox().force(how);
        }
    }

    /// Takes out the links it made.
    final void removeLinks() {
        Links.LOCK.lock();
        try {
            if (made != null) {
                List.copyOf(made).forEach(Links::remove);
            }
        } finally {
            Links.LOCK.unlock();
        }
    }

    private void lost(Component child, Signal how) {
        removeChild(child);
        try {
            childEnded(child, how);
        } catch (Throwable e) { // the child's thread has more to do than this
            log().error("{} failed on the end of its child {}", name, child.name, e);
        }
        mailbox.wake();
    }
}
