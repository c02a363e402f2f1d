package radio.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The deterministic runner: each component has its virtual thread, but only the one that holds the
/// turn runs. At a point it draws who is next from those that can go on, itself among them, and
/// hands the turn over. The driving thread gets it back when its steps are used up or nobody can go
/// on.
final class Stepper implements Runner, Clock {
    /// One component's thread as the stepper sees it.
    private static final class Turn {
        private final long ordinal;
        private final String label;
        private final Mailbox mailbox;
        private @Nullable Thread thread;
        private volatile boolean granted;
        private boolean waiting;
        private long wakeNanos;

        private Turn(long ordinal, String label, Mailbox mailbox) {
            this.ordinal = ordinal;
            this.label = label;
            this.mailbox = mailbox;
        }

        private void await() {
            while (!granted) {
                LockSupport.park(this);
            }
            granted = false;
        }

        private void grant() {
            granted = true;
            LockSupport.unpark(thread);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition driver = lock.newCondition();
    private final SplittableRandom random;
    private final List<Turn> ready = new ArrayList<>();
    private final TreeSet<Turn> sleepers =
            new TreeSet<>(
                    Comparator.<Turn>comparingLong(turn -> turn.wakeNanos)
                            .thenComparingLong(turn -> turn.ordinal));
    private final Map<Mailbox, Turn> turns = new HashMap<>();
    private @Nullable Turn current;
    private final AtomicLong now = new AtomicLong();
    private long limitNanos;
    private long allowed;
    private long ordinals;
    private long steps;
    private long fingerprint;
    private long delayNanos;
    private Consumer<Duration> pause = delay -> {};
    private @Nullable Consumer<String> listener;

    Stepper(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    /// Virtual time begins in 2001: any date will do, as long as it is always the same.
    @Override
    public long unixNanos() {
        return 1_000_000_000_000_000_000L + now.get();
    }

    @Override
    public Runner stepping() {
        return this;
    }

    @Override
    public void start(Component component, Runnable body) {
        lock.lock();
        try {
            ordinals++;
            Turn turn = new Turn(ordinals, component.name() + "#" + ordinals, component.mailbox());
            turn.thread =
                    Thread.ofVirtual()
                            .name(turn.label)
                            .unstarted(() -> {
                                turn.await();
                                try {
                                    body.run();
                                } finally {
                                    end(turn);
                                }
                            });
            component.mailbox().thread(turn.thread);
            turns.put(turn.mailbox, turn);
            ready.add(turn);
            turn.thread.start();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lend(Reactor reactor) {
        throw new IllegalStateException(reactor.name() + " has a thread of its own");
    }

    @Override
    public void point(String operation, Box<?> box) {
        if (Links.LOCK.isHeldByCurrentThread()) {
            return; // whoever came next could need that lock
        }
        Turn mine;
        lock.lock();
        try {
            mine = current;
            if (mine == null || mine.thread != Thread.currentThread()) {
                return;
            }
            note(mine, operation, box);
            ready.add(mine);
            passOn();
        } finally {
            lock.unlock();
        }
        mine.await();
    }

    @Override
    public void park(Mailbox mailbox, long nanos) {
        Turn mine;
        lock.lock();
        try {
            mine = turns.get(mailbox);
            if (mine == null || !mailbox.isParked()) {
                return;
            }
            mine.waiting = true;
            if (nanos != Mailbox.FOREVER) {
                mine.wakeNanos = now.get() + nanos;
                sleepers.add(mine);
            }
            passOn();
        } finally {
            lock.unlock();
        }
        mine.await();
    }

    @Override
    public void unpark(Mailbox mailbox) {
        lock.lock();
        try {
            Turn turn = turns.get(mailbox);
            if (turn != null && turn.waiting) {
                sleepers.remove(turn);
                canGoOn(turn);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Nothing to break into: components wait only through axon, and are woken.
    @Override
    public void interrupt(Thread thread) {}

    /// Runs at most so many steps, and no timer after that time; says how many it ran.
    long drive(long atMost, long untilNanos) {
        long before = steps;
        for (long left = atMost; left > 0; left = atMost - (steps - before)) {
            long ran = burst(delayNanos > 0 ? 1 : left, untilNanos);
            if (ran == 0) {
                break;
            }
            if (delayNanos > 0) {
                pause.accept(Duration.ofNanos(delayNanos));
            }
        }
        return steps - before;
    }

    void driveUntil(long untilNanos) {
        drive(Long.MAX_VALUE, untilNanos);
        lock.lock();
        try {
            now.accumulateAndGet(untilNanos, Math::max);
        } finally {
            lock.unlock();
        }
    }

    void slowMotion(Duration delay, Consumer<Duration> each) {
        delayNanos = delay.toNanos();
        pause = each;
    }

    void onStep(Consumer<String> each) {
        listener = each;
    }

    long steps() {
        return steps;
    }

    long fingerprint() {
        return fingerprint;
    }

    private long burst(long atMost, long untilNanos) {
        lock.lock();
        try {
            long before = steps;
            allowed = atMost;
            limitNanos = untilNanos;
            passOn();
            while (current != null) {
                driver.awaitUninterruptibly();
            }
            return steps - before;
        } finally {
            lock.unlock();
        }
    }

    /// The turn goes to one that can go on, or back to the driver. With the lock held.
    private void passOn() {
        Turn next = null;
        if (allowed > 0) {
            while (ready.isEmpty() && !sleepers.isEmpty()) {
                if (sleepers.first().wakeNanos > limitNanos) {
                    break;
                }
                now.accumulateAndGet(sleepers.first().wakeNanos, Math::max);
                wakeSleepers();
            }
            if (!ready.isEmpty()) {
                next = ready.remove(random.nextInt(ready.size()));
            }
        }
        current = next;
        if (next == null) {
            driver.signalAll();
        } else {
            allowed--;
            steps++;
            now.addAndGet(delayNanos);
            wakeSleepers();
            next.grant();
        }
    }

    private void wakeSleepers() {
        while (!sleepers.isEmpty() && sleepers.first().wakeNanos <= now.get()) {
            Turn due = sleepers.first();
            sleepers.remove(due);
            canGoOn(due);
        }
    }

    private void canGoOn(Turn turn) {
        turn.waiting = false;
        ready.add(turn);
    }

    private void end(Turn turn) {
        lock.lock();
        try {
            note(turn, "end", null);
            turns.remove(turn.mailbox);
            passOn();
        } finally {
            lock.unlock();
        }
    }

    private void note(Turn turn, String operation, @Nullable Box<?> box) {
        String what = box == null ? operation : operation + " " + box.fullName();
        fingerprint = fingerprint * 31 + turn.label.hashCode();
        fingerprint = fingerprint * 31 + what.hashCode();
        Consumer<String> told = listener;
        if (told != null) {
            told.accept(steps + " " + now.get() + " " + turn.label + " " + what);
        }
    }
}
