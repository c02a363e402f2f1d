package radio.simulation;

import java.time.Duration;
import java.util.Optional;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.wire.Air;
import radio.wire.ChunkId;

/// A player that keeps the time and decodes nothing: takes each item from the air on `inbox` when
/// it is due and counts what was not there by then. Hundreds of nodes in one process cannot all
/// decode; what the network did to them shows here all the same.
///
/// One virtual thread; its figures may be read from any other.
final class TimedListener extends Component {
    /// Twice the longest buffer.
    private static final int DOOR = 256;

    private final Inbox<Air> air = typedInbox(Air.class, "what is on air", Bound.blocking(DOOR));
    private volatile Figures figures = new Figures(0, 0, 0, 0);

    TimedListener() {
        super("timed listener");
    }

    /// @param played chunks that were there when they were due, or came too late
    /// @param late of those, that came after they were due
    /// @param underruns how often nothing was there when it was due
    /// @param outOfOrder items that were not the successor of the one before
    record Figures(long played, long late, long underruns, long outOfOrder) {}

    Figures figures() {
        return figures;
    }

    @Override
    protected void run() throws InterruptedException {
        Optional<Air> before = Optional.empty();
        boolean dry = false;
        while (!stopping()) {
            boolean finished = upstreamFinished();
            Optional<Air> next = air.poll();
            if (next.isPresent()) {
                play(next.get(), before.map(Air::id));
                before = next;
                dry = false;
            } else if (finished) {
                return;
            } else if (before.isEmpty() || dry) {
                await();
            } else if (!sleepUntil(endNanos(before.get()))) {
                dry = true;
                Figures now = figures;
                figures = new Figures(now.played, now.late, now.underruns + 1, now.outOfOrder);
            }
        }
    }

    private void play(Air item, Optional<ChunkId> before) throws InterruptedException {
        boolean heard = item instanceof Air.Heard;
        boolean late = heard && clock().nanoTime() > item.dueNanos();
        boolean inOrder =
                before.isEmpty()
                        || item.id().epoch() > before.get().epoch()
                        || item.id().equals(before.get().next());
        while (!stopping() && clock().nanoTime() < item.dueNanos()) {
            sleepUntil(item.dueNanos());
        }
        Figures now = figures;
        figures =
                new Figures(
                        now.played + (heard ? 1 : 0),
                        now.late + (late ? 1 : 0),
                        now.underruns,
                        now.outOfOrder + (inOrder ? 0 : 1));
    }

    private static long endNanos(Air item) {
        return item.dueNanos() + item.stream().nanosOf(item.samples());
    }

    /// Sleeps until then, or until something comes; false if it was then already.
    private boolean sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - clock().nanoTime();
        if (left <= 0) {
            return false;
        }
        await(Duration.ofNanos(left));
        return true;
    }
}
