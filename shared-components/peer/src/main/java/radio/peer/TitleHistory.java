package radio.peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.wire.Air;
import radio.wire.Field;

/// What plays on this node and what did: the titles that "air" brings on `inbox`, each from the
/// moment at which its sound is due at the ear, not from its arrival a buffer's length before. Each
/// leaves on `outbox` at that moment.
///
/// A title holds until the next one (an empty one says that none is known) or to the end of its
/// epoch: a source that was restarted and says nothing plays something unknown. A title that is
/// said again, for newcomers or after a restart, is not a new one.
///
/// Keeps the last [#KEPT] that were heard, and as many that are still to be; of more than that (a
/// station that gives every chunk another title) the oldest are passed over, and counted. When the
/// air has ended, what was still to come counts as heard: it will be, by whoever plays it.
///
/// Its figures may be read from any thread.
public final class TitleHistory extends Component {
    /// Titles kept.
    public static final int KEPT = 50;

    private record Coming(HeardTitle title, long dueNanos) {}

    private record Heard(String playing, List<HeardTitle> titles) {}

    private final Inbox<Air> air = typedInbox(Air.class, "what is on air", Bound.dropOldest(1024));
    private final Outbox<HeardTitle> heardNow =
            typedOutbox(HeardTitle.class, "each title as it is heard");
    private final ArrayDeque<Coming> coming = new ArrayDeque<>();
    private final AtomicLong dropped = new AtomicLong();
    private volatile Heard heard = new Heard("", List.of());
    private String arrived = "";
    private long epoch;

    public TitleHistory() {
        super("titles");
    }

    @Override
    protected void run() throws InterruptedException {
        while (!stopping()) {
            for (Optional<Air> item = air.poll(); item.isPresent(); item = air.poll()) {
                note(item.get());
            }
            if (upstreamFinished() && !air.ready()) {
                hear(Long.MAX_VALUE);
                return;
            }
            hear(clock().nanoTime());
            if (coming.isEmpty()) {
                await();
            } else {
                long left = coming.getFirst().dueNanos() - clock().nanoTime();
                await(Duration.ofNanos(Math.max(0, left)));
            }
        }
    }

    /// What is heard now; empty if unknown.
    public String playing() {
        return heard.playing();
    }

    /// The last titles that were heard, the newest last; none of them empty.
    public List<HeardTitle> titles() {
        return heard.titles();
    }

    /// Titles that were passed over because too many came at once, and pieces of air in which there
    /// may have been some.
    public long dropped() {
        return dropped.get() + air.dropped();
    }

    private void note(Air item) {
        boolean fresh = item.id().epoch() != epoch;
        epoch = item.id().epoch();
        Optional<String> title = fresh ? Optional.of("") : Optional.empty();
        if (item instanceof Air.Heard chunk) {
            for (Field field : chunk.chunk().fields()) {
                title = field.type() == Field.TITLE ? Optional.of(field.text()) : title;
            }
        }
        if (title.isEmpty() || title.get().equals(arrived)) {
            return;
        }
        arrived = title.get();
        if (coming.size() == KEPT) {
            coming.removeFirst();
            dropped.incrementAndGet();
        }
        long unixNanos = clock().unixNanos() - clock().nanoTime() + item.dueNanos();
        coming.add(
                new Coming(
                        new HeardTitle(
                                arrived,
                                Math.floorDiv(unixNanos, 1_000_000L),
                                item.mediaTime(),
                                item.id().epoch(),
                                item.id().sequence()),
                        item.dueNanos()));
    }

    private void hear(long nowNanos) throws InterruptedException {
        while (!coming.isEmpty()
                && (nowNanos == Long.MAX_VALUE || coming.getFirst().dueNanos() - nowNanos <= 0)) {
            HeardTitle now = coming.removeFirst().title();
            List<HeardTitle> titles = new ArrayList<>(heard.titles());
            if (!now.title().isEmpty()) {
                titles.add(now);
            }
            int from = Math.max(0, titles.size() - KEPT);
            heard = new Heard(now.title(), List.copyOf(titles.subList(from, titles.size())));
            heardNow.send(now);
        }
    }
}
