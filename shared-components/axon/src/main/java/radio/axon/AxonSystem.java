package radio.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A set of components that live together: starts them, names what they offer each other, brings
/// them their clock, sees their failures and deadlocks, and lasts until the last one has ended.
///
/// Safe from any thread. Component threads are daemons: whoever needs the process to live calls
/// [#run].
public sealed class AxonSystem implements AutoCloseable permits SteppingSystem {
    /// How long close() waits for components to end by themselves, and then for them to break off.
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(AxonSystem.class);

    private final String name;
    private final Clock clock;
    private final Runner runner;
    private final Services services = new Services();
    private final Deadlock deadlock = new Deadlock();
    private final Set<Component> active = new LinkedHashSet<>();
    private final Watchers watchers = new Watchers(active);
    private final Set<Link> made = new LinkedHashSet<>();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final List<BiConsumer<String, Throwable>> onFailure = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<String>>> onDeadlock = new CopyOnWriteArrayList<>();
    private final ReentrantLock ends = new ReentrantLock();
    private final Condition allEnded = ends.newCondition();
    private final Condition oneEnded = ends.newCondition();
    private int living;
    private volatile boolean closed;

    public AxonSystem(String name, Clock clock) {
        this(name, clock, VirtualThreads.INSTANCE);
    }

    AxonSystem(String name, Clock clock, Runner runner) {
        this.name = name;
        this.clock = clock;
        this.runner = runner;
    }

    /// A system that runs one component at a time, in an order drawn from the seed, on a virtual
    /// clock: the same seed gives the same run.
    public static SteppingSystem stepping(long seed) {
        return new SteppingSystem(new Stepper(seed));
    }

    public final String name() {
        return name;
    }

    public final Clock clock() {
        return clock;
    }

    public final Services services() {
        return services;
    }

    /// Starts components, each once: a second time is without effect. Returns this.
    public final AxonSystem activate(Component... components) {
        for (Component component : components) {
            component.activate(this);
        }
        return this;
    }

    /// Links that belong to the system: they go when it is closed.
    public final Link link(Outbox<?> from, Inbox<?> to) {
        return Links.add(from, to, made);
    }

    public final Link link(Inbox<?> from, Inbox<?> to) {
        return Links.add(from, to, made);
    }

    public final Link link(Outbox<?> from, Outbox<?> to) {
        return Links.add(from, to, made);
    }

    /// The components that have not ended, waiting ones too, in the order they were activated.
    public final List<Component> components() {
        Links.LOCK.lock();
        try {
            return List.copyOf(active);
        } finally {
            Links.LOCK.unlock();
        }
    }

    /// What there is now: components, their boxes, the links between them.
    public final Topology topology() {
        Links.LOCK.lock();
        try {
            return Topology.of(active);
        } finally {
            Links.LOCK.unlock();
        }
    }

    /// Tells the listener what there is, as additions, and from then on every change, in order and
    /// without a gap, until closed. It is called while links cannot change: it must be quick, and
    /// best only puts the change into an inbox.
    public final TopologyWatch onTopology(Consumer<TopologyChange> listener) {
        Links.LOCK.lock();
        try {
            Topology.of(active).asChanges().forEach(listener);
            return watchers.add(listener);
        } finally {
            Links.LOCK.unlock();
        }
    }

    /// Tells the listener of each component that an exception ended: its name and the exception.
    public final void onFailure(BiConsumer<String, Throwable> listener) {
        onFailure.add(listener);
    }

    /// Tells the listener of components that wait for each other in a ring, none of which can go
    /// on: each is blocked on a full inbox of the next one, the last on the first.
    public final void onDeadlock(Consumer<List<String>> listener) {
        onDeadlock.add(listener);
    }

    /// Who waits for room in whose inbox now.
    public final List<Blocked> blocked() {
        List<Blocked> blocked = new ArrayList<>();
        for (Component component : components()) {
            Outbox<?> by = component.mailbox().blockedBy();
            Inbox<?> on = by == null ? null : by.last();
            if (on != null) {
                blocked.add(new Blocked(component.name(), on.component().name(), on.name()));
            }
        }
        return List.copyOf(blocked);
    }

    /// A component that waits for room in an inbox of another.
    public record Blocked(String component, String on, String inbox) {
        @Override
        public String toString() {
            return component + " waits for room in " + on + "." + inbox;
        }
    }

    /// Holds the caller until the last component has ended; returns at once when there is none.
    public void run() throws InterruptedException {
        ends.lock();
        try {
            while (living > 0) {
                allEnded.await();
            }
        } finally {
            ends.unlock();
        }
    }

    /// Waits at most that long for the last component's end; false when some live on.
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        ends.lock();
        try {
            long left = atMost.toNanos();
            while (living > 0) {
                if (left <= 0) {
                    return false;
                }
                left = allEnded.awaitNanos(left);
            }
            return true;
        } finally {
            ends.unlock();
        }
    }

    /// Waits at most that long for the end of one component; false when it lives on.
    public boolean awaitEnd(Component component, Duration atMost) throws InterruptedException {
        ends.lock();
        try {
            long left = atMost.toNanos();
            while (!component.isStopped()) {
                if (left <= 0) {
                    return false;
                }
                left = oneEnded.awaitNanos(left);
            }
            return true;
        } finally {
            ends.unlock();
        }
    }

    /// Sends Shutdown to every component; does not wait.
    public final void shutdown() {
        for (Component component : components()) {
            component.controlBox().offer(new Shutdown());
        }
    }

    /// Ends everything: Shutdown to all, then, for those that do not heed it within five seconds,
    /// stop(). Nothing can be activated afterwards.
    @Override
    public void close() {
        closed = true;
        shutdown();
        try {
            if (!awaitEnd(CLOSING)) {
                components().forEach(Component::stop);
                if (!awaitEnd(CLOSING)) {
                    log.warn("{} closed, but these run on: {}", name, components());
                }
            }
        } catch (InterruptedException e) {
            components().forEach(Component::stop);
            Thread.currentThread().interrupt();
        }
        Links.LOCK.lock();
        try {
            List.copyOf(made).forEach(Links::remove);
        } finally {
            Links.LOCK.unlock();
        }
    }

    @Override
    public final String toString() {
        return name + " " + components();
    }

    // Everything below is for the runtime.

    final Runner runner() {
        return runner;
    }

    final Deadlock deadlock() {
        return deadlock;
    }

    final Watchers watchers() {
        return watchers;
    }

    final int living() {
        ends.lock();
        try {
            return living;
        } finally {
            ends.unlock();
        }
    }

    final void close(boolean now) {
        closed = now;
    }

    final void checkOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /// The messages published under that name, made when first asked for.
    final Channel channel(String backplane) {
        Links.LOCK.lock();
        try {
            return channels.computeIfAbsent(backplane, Channel::new);
        } finally {
            Links.LOCK.unlock();
        }
    }

    /// With the lock of [Links].
    final void joined(Component component) {
        active.add(component);
        ends.lock();
        try {
            living++;
        } finally {
            ends.unlock();
        }
        watchers.joined(component);
    }

    /// With the lock of [Links].
    final void left(Component component) {
        watchers.left(component);
        active.remove(component);
        services.forget(component);
    }

    final void ended() {
        ends.lock();
        try {
            living--;
            oneEnded.signalAll();
            if (living == 0) {
                allEnded.signalAll();
            }
        } finally {
            ends.unlock();
        }
    }

    final void failed(String component, Throwable cause) {
        log.error("{} failed and has ended", component, cause);
        for (BiConsumer<String, Throwable> listener : onFailure) {
            try {
                listener.accept(component, cause);
            } catch (Throwable e) { // the failed component still has to end
                log.error("a failure listener failed", e);
            }
        }
    }

    final void deadlocked(List<String> ring) {
        log.error("deadlock: {} wait for room in each other's inboxes", ring);
        for (Consumer<List<String>> listener : onDeadlock) {
            try {
                listener.accept(List.copyOf(ring));
            } catch (Throwable e) { // no fault of the one that waits
                log.error("a deadlock listener failed", e);
            }
        }
    }
}
