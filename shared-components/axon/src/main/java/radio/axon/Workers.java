package radio.axon;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lends threads to reactors that have something to do. There is a place for each processor, on
/// which at most one virtual thread at a time runs reactors, turn by turn; it comes when there is
/// something to do and goes when there is nothing more.
///
/// What a reactor wakes first in its turn is next on the same place, and no other thread hears of
/// it: a message passed on costs no wake-up. All else waits in one queue, for whichever place comes
/// to it first; whoever puts it there sees to it that somebody comes.
///
/// A thread whose reactor has to wait leaves its place to others and goes when the turn is over. So
/// there are as many threads as there are turns that wait, and one for each place.
final class Workers {
    /// After so many turns those in the queue come before what is next on the place.
    private static final int FAIR = 64;

    /// Who has had a processor for so long leaves it for a moment, since nobody takes it away from
    /// a virtual thread: to yield is not enough, a carrier goes on with the queue it is at.
    private static final long SLICE_NANOS = 5_000_000;

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    /// A place at which one thread at a time runs reactors. All but who holds it is only for the
    /// thread that does.
    private static final class Place {
        private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
        private @Nullable Reactor running;
        private @Nullable Reactor next;
        private int turns;
        private long sliceEnds;
    }

    private final Place[] places;
    private final Queue<Reactor> ready = new ConcurrentLinkedQueue<>();

    Workers(int places) {
        this.places = new Place[places];
        for (int i = 0; i < places; i++) {
            this.places[i] = new Place();
        }
    }

    /// It does not run and something has come: whoever calls this is the only one to do so until
    /// its turn is over.
    void lend(Reactor to) {
        Place mine = place(Thread.currentThread());
        if (mine != null && mine.next == null) {
            mine.next = to;
        } else {
            enqueue(to);
        }
    }

    /// That thread is about to wait in the turn of its reactor: its place is for others.
    void leavePlace(Thread waiting) {
        Place mine = place(waiting);
        if (mine == null || mine.running == null) {
            return;
        }
        mine.running.mailbox().begin();
        mine.running = null;
        Reactor next = takeNext(mine);
        if (next != null) {
            ready.add(next);
        }
        vacate(mine);
    }

    /// The mailbox of the reactor whose turn it is on that thread, if it has a place.
    @Nullable Mailbox running(Thread thread) {
        Place mine = place(thread);
        return mine == null || mine.running == null ? null : mine.running.mailbox();
    }

    /// True when nobody has a place, and nobody waits for one.
    boolean idle() {
        for (Place each : places) {
            if (each.holder.get() != null) {
                return false;
            }
        }
        return ready.isEmpty();
    }

    private @Nullable Place place(Thread thread) {
        for (Place each : places) {
            if (each.holder.get() == thread) {
                return each;
            }
        }
        return null;
    }

    private void enqueue(Reactor last) {
        ready.add(last);
        callSomebody();
    }

    /// Something is in the queue: a place that nobody holds gets a thread. Where all are held,
    /// their threads look into the queue before they go, and after.
    private void callSomebody() {
        for (Place each : places) {
            if (each.holder.get() == null) {
                Thread thread = Thread.ofVirtual().name("reactors").unstarted(() -> work(each));
                if (each.holder.compareAndSet(null, thread)) {
                    thread.start();
                    return;
                }
            }
        }
    }

    private void vacate(Place place) {
        place.holder.set(null);
        if (!ready.isEmpty()) { // it came while this place was still held
            callSomebody();
        }
    }

    private void work(Place mine) {
        Thread me = Thread.currentThread();
        mine.sliceEnds = MachineClock.INSTANCE.nanoTime() + SLICE_NANOS;
        for (Reactor next = next(mine); next != null; next = next(mine)) {
            mine.running = next;
            boolean goesOn = runs(next);
            boolean stays = mine.holder.get() == me;
            if (stays) {
                mine.running = null;
            } else {
                next.mailbox().end();
            }
            if (goesOn && !next.mailbox().rest()) {
                enqueue(next);
            }
            if (!stays) {
                return;
            }
        }
        vacate(mine);
    }

    private static boolean runs(Reactor reactor) {
        try {
            return reactor.runLent();
        } catch (Throwable e) { // the others on this place are no worse for it
            log.error("{} failed on its way out", reactor.name(), e);
            return false;
        }
    }

    private @Nullable Reactor next(Place mine) {
        boolean othersFirst = ++mine.turns % FAIR == 0;
        if (othersFirst) {
            leaveProcessor(mine);
        }
        Reactor first = othersFirst ? ready.poll() : takeNext(mine);
        if (first != null) {
            return first;
        }
        return othersFirst ? takeNext(mine) : ready.poll();
    }

    private static @Nullable Reactor takeNext(Place mine) {
        Reactor next = mine.next;
        mine.next = null;
        return next;
    }

    /// For a moment, if its time is up.
    private static void leaveProcessor(Place mine) {
        if (MachineClock.INSTANCE.nanoTime() - mine.sliceEnds > 0) {
            LockSupport.parkNanos(1);
            mine.sliceEnds = MachineClock.INSTANCE.nanoTime() + SLICE_NANOS;
        }
    }
}
