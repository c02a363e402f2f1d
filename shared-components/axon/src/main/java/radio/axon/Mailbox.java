package radio.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The one permit a component waits on, whatever box it waits for. A wake-up is remembered until
/// the next wait and costs one read when it is there already; only a parked thread is unparked.
///
/// Two bits remember it: a wait on one box uses up its own bit only, so that an `await()` after it
/// still learns of what came to another box meanwhile.
final class Mailbox {
    /// Patience without end.
    static final long FOREVER = Long.MAX_VALUE;

    /// No patience at all.
    static final long NOW = 0;

    /// Delivered whatever the bound: the one signal at a component's end.
    static final long FORCED = -1;

    /// For a wait on one box.
    static final int BOX = 1;

    /// For `await()`: anything happened.
    static final int ANY = 2;

    private static final int PARKED = 4;

    /// A reactor between two turns: it has no thread that could be unparked.
    private static final int RESTING = 8;

    /// By thread, while a component runs on it: for the rare cases where a thread meets a box that
    /// is not its component's own. Cheaper per idle component than a thread-local or scoped value.
    private static final Map<Thread, Mailbox> RUNNING = new ConcurrentHashMap<>();

    private static final VarHandle STATE;
    private static final VarHandle THREAD;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Mailbox.class, "state", int.class);
            THREAD = MethodHandles.lookup().findVarHandle(Mailbox.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Component component;
    private Runner runner = VirtualThreads.INSTANCE;
    private volatile @Nullable Thread thread;
    private volatile int state;
    private volatile @Nullable Outbox<?> blockedBy;

    Mailbox(@Nullable Component component) {
        this.component = component;
    }

    /// On which this thread waits at that box: the mailbox of the component whose thread it is,
    /// else a fresh one for outside code. Outside code is also the component of a stepping system
    /// at a box of another system: what comes there does not come by a turn of its own system.
    static Mailbox current(Box<?> box) {
        Mailbox running = running(Thread.currentThread());
        AxonSystem theirs = box.component().systemOrNull();
        if (running != null && (theirs == null || theirs.runner().equals(running.runner))) {
            return running;
        }
        Mailbox outside = new Mailbox(null);
        outside.thread = Thread.currentThread();
        return outside;
    }

    private static @Nullable Mailbox running(Thread thread) {
        Mailbox running = RUNNING.get(thread);
        return running == null ? VirtualThreads.INSTANCE.workers().running(thread) : running;
    }

    /// The component starts to run on its thread.
    void begin() {
        RUNNING.put(Thread.currentThread(), this);
    }

    /// The component no longer runs.
    void end() {
        RUNNING.remove(Thread.currentThread());
    }

    @Nullable Component component() {
        return component;
    }

    @Nullable Thread thread() {
        return thread;
    }

    void thread(@Nullable Thread mine) {
        thread = mine;
    }

    void runner(Runner mine) {
        runner = mine;
    }

    /// The outbox through which it sends and waits for room.
    @Nullable Outbox<?> blockedBy() {
        return blockedBy;
    }

    void blockedBy(@Nullable Outbox<?> outbox) {
        blockedBy = outbox;
    }

    boolean isParked() {
        return (state & (PARKED | RESTING)) != 0;
    }

    void wake() {
        if (state == (BOX | ANY)) {
            return;
        }
        int before = (int) STATE.getAndSet(this, BOX | ANY);
        if ((before & PARKED) != 0) {
            runner.unpark(this);
        } else if ((before & RESTING) != 0) {
            runner.lend((Reactor) Objects.requireNonNull(component));
        }
    }

    /// A reactor's turn begins on that thread, and takes all that has come before.
    void lend(Thread turn) {
        THREAD.setOpaque(this, turn); // seen by whoever sees what comes next
        use(ANY);
    }

    /// A reactor's turn is over: its thread is for others, and it rests until woken. False when
    /// something has come since that turn began: it has to have another.
    boolean rest() {
        THREAD.setOpaque(this, null);
        while (true) {
            int before = state;
            if ((before & ANY) != 0) {
                VarHandle.fullFence();
                return false;
            }
            if (STATE.compareAndSet(this, before, RESTING)) {
                return true;
            }
        }
    }

    /// Waits for the permit of this kind and uses it up.
    void park(int permit) throws InterruptedException {
        park(permit, FOREVER, MachineClock.INSTANCE);
    }

    /// Waits for the permit of this kind at most that long; false when it did not come.
    boolean park(int permit, long nanos, Clock clock) throws InterruptedException {
        if (announce(permit)) {
            return true;
        }
        long deadline = nanos == FOREVER ? 0 : clock.nanoTime() + nanos;
        while (isParked()) {
            long left = nanos == FOREVER ? FOREVER : deadline - clock.nanoTime();
            if (left <= 0) {
                return withdraw(permit);
            }
            runner.park(this, left);
            if (Thread.interrupted()) {
                withdraw(0);
                throw new InterruptedException();
            }
        }
        use(permit);
        return true;
    }

    /// Waits whatever interrupts come: only the runner does, for a component's children.
    void parkFirmly(int permit) {
        if (announce(permit)) {
            return;
        }
        while (isParked()) {
            runner.park(this, FOREVER);
            Thread.interrupted();
        }
        use(permit);
    }

    /// Says that this thread is about to park; true when the permit was there already.
    private boolean announce(int permit) {
        while (true) {
            int before = state;
            boolean there = (before & permit) != 0;
            int after = there ? before & ~permit & ~BOX : before | PARKED;
            if (STATE.compareAndSet(this, before, after)) {
                return there;
            }
        }
    }

    private boolean withdraw(int permit) {
        while (true) {
            int before = state;
            boolean there = (before & permit) != 0;
            if (STATE.compareAndSet(this, before, before & ~PARKED & ~permit)) {
                return there;
            }
        }
    }

    private void use(int permit) {
        STATE.getAndBitwiseAnd(this, ~(permit | BOX));
    }
}
