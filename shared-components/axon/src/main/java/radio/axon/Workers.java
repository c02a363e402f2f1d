package radio.axon;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lends threads to reactors that have something to do. There is a place for each processor, with
/// at most one worker at a time: a virtual thread that runs reactors, turn by turn, comes when
/// there is something to do and goes when there is nothing more.
///
/// What a reactor wakes first in its turn is next with the same worker, and no other thread hears
/// of it: a message passed on costs no wake-up. All else waits in one queue, for whichever worker
/// comes to it first; whoever puts it there sees to it that somebody comes.
///
/// A worker whose reactor has to wait, or takes long while others wait for a turn, leaves its place
/// to another one and goes when that turn is over. So there are as many threads as there are such
/// turns, and one for each place.
final class Workers {
    /// After so many turns those in the queue come before what is next with a worker.
    private static final int FAIR = 64;

    /// Who has had a processor for so long leaves it for a moment, since nobody takes it away from
    /// a virtual thread: to yield is not enough, a carrier goes on with the queue it is at.
    private static final long SLICE_NANOS = 5_000_000;

    /// A turn takes long that lasts between once and twice this: no reaction that only computes a
    /// little does, and nobody minds such a delay once. A guess.
    private static final long LONG_NANOS = 10_000_000;

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    private final AtomicReferenceArray<@Nullable Worker> places;
    private final Queue<Reactor> ready = new ConcurrentLinkedQueue<>();
    private final Map<Thread, Worker> all = new ConcurrentHashMap<>();
    private final AtomicBoolean watched = new AtomicBoolean();

    /// One thread's work. Whoever takes its place away takes along what is next with it; all else
    /// is its thread's own.
    private final class Worker {
        private final int place;
        private final Thread thread =
                Thread.ofVirtual().name("reactors").unstarted(() -> work(this));
        private final AtomicReference<@Nullable Reactor> next = new AtomicReference<>();
        private @Nullable Reactor running;
        private volatile int turns;
        private long sliceEnds;

        private Worker(int place) {
            this.place = place;
        }

        private boolean hasPlace() {
            return places.get(place) == this;
        }

        private @Nullable Reactor takeNext() {
            return next.get() == null ? null : next.getAndSet(null);
        }
    }

    Workers(int places) {
        this.places = new AtomicReferenceArray<>(places);
    }

    /// It does not run and something has come: whoever calls this is the only one to do so until
    /// its turn is over.
    void lend(Reactor to) {
        Worker mine = here();
        if (mine == null || !mine.next.compareAndSet(null, to)) {
            enqueue(to);
        } else if (mine.hasPlace()) {
            watch();
        } else {
            passOn(mine); // its place was taken away just now
        }
    }

    /// This thread is about to wait, perhaps in the turn of its reactor: its place is for others.
    void leavePlace() {
        Worker mine = here();
        if (mine != null) {
            takeAway(mine);
        }
    }

    /// The mailbox of the reactor whose turn it is on that thread, if it is a worker's.
    @Nullable Mailbox running(Thread thread) {
        Worker worker = all.get(thread);
        return worker == null || worker.running == null ? null : worker.running.mailbox();
    }

    /// True when nobody works and nobody waits for that.
    boolean idle() {
        return all.isEmpty() && ready.isEmpty();
    }

    /// The worker whose thread this is, if it has a place.
    private @Nullable Worker here() {
        Thread thread = Thread.currentThread();
        for (int i = 0; i < places.length(); i++) {
            Worker each = places.get(i);
            if (each != null && each.thread == thread) {
                return each;
            }
        }
        return null;
    }

    private void enqueue(Reactor last) {
        ready.add(last);
        callSomebody();
    }

    /// Something is in the queue: a place without a worker gets one. Where all have one, these look
    /// into the queue before they go, and after.
    private void callSomebody() {
        for (int i = 0; i < places.length(); i++) {
            if (places.get(i) == null) {
                Worker worker = new Worker(i);
                if (places.compareAndSet(i, null, worker)) {
                    all.put(worker.thread, worker);
                    worker.thread.start();
                    return;
                }
            }
        }
        watch();
    }

    private void takeAway(Worker from) {
        if (places.compareAndSet(from.place, from, null)) {
            passOn(from);
            if (!ready.isEmpty()) { // it may have come while the place was still taken
                callSomebody();
            }
        }
    }

    private void passOn(Worker from) {
        Reactor next = from.takeNext();
        if (next != null) {
            enqueue(next);
        }
    }

    private void work(Worker me) {
        me.sliceEnds = MachineClock.INSTANCE.nanoTime() + SLICE_NANOS;
        Reactor reactor = next(me);
        while (reactor != null) {
            me.running = reactor;
            boolean goesOn = runs(reactor);
            me.running = null;
            if (goesOn && !reactor.mailbox().rest()) {
                enqueue(reactor);
            }
            reactor.orders().threadIsBack();
            reactor = me.hasPlace() ? next(me) : null;
        }
        all.remove(me.thread);
        takeAway(me);
        passOn(me); // if it came just as the place was taken away
    }

    private static boolean runs(Reactor reactor) {
        try {
            return reactor.runLent();
        } catch (Throwable e) { // the others of this worker are no worse for it
            log.error("{} failed on its way out", reactor.name(), e);
            return false;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private @Nullable Reactor next(Worker me) {
        boolean othersFirst = ++me.turns % FAIR == 0;
        if (othersFirst) {
            leaveProcessor(me);
        }
        Reactor first = othersFirst ? ready.poll() : me.takeNext();
        if (first != null) {
            return first;
        }
        return othersFirst ? me.takeNext() : ready.poll();
    }

    /// For a moment, if its time is up.
    private static void leaveProcessor(Worker me) {
        if (MachineClock.INSTANCE.nanoTime() - me.sliceEnds > 0) {
            LockSupport.parkNanos(1);
            me.sliceEnds = MachineClock.INSTANCE.nanoTime() + SLICE_NANOS;
        }
    }

    /// Somebody waits for a turn: from now on turns are looked at, until nobody does.
    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            Thread.ofVirtual().name("reactors' watch").start(this::lookForLongTurns);
        }
    }

    private void lookForLongTurns() {
        @Nullable Worker[] before = new @Nullable Worker[places.length()];
        int[] turns = new int[places.length()];
        while (somebodyWaits() || !stopWatching()) {
            LockSupport.parkNanos(LONG_NANOS);
            for (int i = 0; i < before.length; i++) {
                Worker now = places.get(i);
                if (now != null && now == before[i] && now.turns == turns[i] && somebodyWaits()) {
                    takeAway(now);
                }
                before[i] = now;
                turns[i] = now == null ? 0 : now.turns;
            }
        }
    }

    /// False when somebody waits since just now, and nobody else watches.
    private boolean stopWatching() {
        watched.set(false);
        return !somebodyWaits() || !watched.compareAndSet(false, true);
    }

    private boolean somebodyWaits() {
        for (int i = 0; i < places.length(); i++) {
            Worker each = places.get(i);
            if (each != null && each.next.get() != null) {
                return true;
            }
        }
        return !ready.isEmpty();
    }
}
