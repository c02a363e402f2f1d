package radio.overlay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Message;

/// Finds holes and fills them: the lazy half of Plumtree (Leitao, Pereira, Rodrigues, SRDS 2007).
///
/// Every link that pushes nothing carries HAVE a few times a second, so a chunk that others have
/// and our parent does not bring is noticed soon. It is pulled from one who has it; if that one
/// does not answer, from the next. Who announced a chunk was alive when it was made, so a pull
/// never goes to somebody who crashed before.
public final class Repair {
    /// @param haveNanos from one HAVE to the next over a link where all is well
    /// @param waitNanos how much later than usual a chunk that others have may be before it is
    ///   pulled
    /// @param againNanos how long a pull may take, beside the round trip, before the next holder is
    ///   asked
    /// @param suspectNanos a parent that has said nothing for so long, while others have newer
    ///   chunks, is taken for dead
    /// @param holes the most holes followed; and so far behind the newest they may be
    public record Settings(
            long haveNanos, long waitNanos, long againNanos, long suspectNanos, int holes) {
        /// 400 ms (design: 200 ms; a HAVE over four links takes 6 % of what the sound takes then,
        /// and who lacks something is told sooner), 150 ms, 120 ms (design: 200 and 120; simulated:
        /// 150 repairs deep nodes within a second), 300 ms (guess: three chunks), 64 (the mask of a
        /// HAVE).
        public static final Settings DEFAULT =
                new Settings(400_000_000L, 150_000_000L, 120_000_000L, 300_000_000L, 64);

        public Settings {
            if (haveNanos < 1 || waitNanos < 0 || againNanos < 1 || holes < 1 || holes > 64) {
                throw new IllegalArgumentException("repair settings out of range");
            }
        }
    }

    private static final long MILLI = 1_000_000L;

    /// A new parent has brought us to the live edge by then. A guess: twice the time a burst takes.
    private static final long BURST_NANOS = 1_000 * MILLI;

    /// And what is brought beside what is new by then: eight chunks at twice real time.
    private static final long SHORT_BURST_NANOS = 500 * MILLI;

    /// And what a paced burst may be late. A guess: a round trip.
    private static final long SLACK_NANOS = 50 * MILLI;

    /// A parent is told so often how far we have got.
    private static final long PARENT_HAVE_NANOS = 1_000 * MILLI;

    /// A parent that has nothing to push says so as often as this.
    private static final long IDLE_NANOS = 200 * MILLI;

    /// Guesses: a few chunks.
    private static final long STARVING_NANOS = 400 * MILLI;

    /// Who has lacked something within the first of these is told what there is that often.
    private static final long EAGER_NANOS = 1_000 * MILLI;

    private static final long EAGER_HAVE_NANOS = 80 * MILLI;

    /// A chunk that old is pulled whatever the parent may be about to bring, if chunks are not
    /// usually that late. A guess: time for two tries before a second is over.
    private static final long URGENT_NANOS = 550 * MILLI;

    /// Where chunks are usually later than that, one that is so much later. Simulated: with 300 ms
    /// those deep in the tree get them after a second, after a crash.
    private static final long UNUSUAL_NANOS = 200 * MILLI;

    private static final long LOOK_NANOS = 20 * MILLI;

    /// So many chunks after ours others may have whatever the clock says: enough to go on by.
    private static final int AHEAD = 2;

    /// As many as the mask of a HAVE shows.
    private static final int MOST_HOLES = 64;

    /// A chunk that somebody has and we do not.
    private static final class Hole {
        final long sequence;
        final long sinceNanos;
        long againNanos = Neighbour.NEVER;
        @Nullable Neighbour asked;

        Hole(long sequence, long sinceNanos) {
            this.sequence = sequence;
            this.sinceNanos = sinceNanos;
        }

        boolean isPulled() {
            return againNanos != Neighbour.NEVER;
        }
    }

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Station station;
    private final Window window;
    private final Children children;
    private final Upload upload;
    private final Timing timing;
    private final Prospects prospects;

    /// Each at its sequence modulo their number.
    private final @Nullable Hole[] holes = new @Nullable Hole[MOST_HOLES];

    private int open;

    /// When a chunk was taken last, and when all links were asked last what there is.
    private long tookNanos;

    private long askedAroundNanos = Long.MIN_VALUE / 2;

    private long lookAtNanos;

    /// Since when we have had the present parent, what it began with, and until when the one before
    /// brings what is older.
    private long parentSinceNanos;

    private long promised;
    private long oldUntilNanos;

    /// The first chunk that it brought as it came; older ones it brings beside those.
    private long liveFrom = Long.MAX_VALUE;

    /// When a chunk was last pulled because the parent had not brought it in time.
    private long overdueNanos = Long.MIN_VALUE / 2;

    /// When it last brought one of those, and which: in order, as fast as catching up goes.
    private long broughtNanos;

    private long broughtSequence;

    Repair(
            Turn turn,
            Neighbours neighbours,
            Route route,
            Station station,
            Window window,
            Children children,
            Upload upload,
            Timing timing,
            Prospects prospects) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.station = station;
        this.window = window;
        this.children = children;
        this.upload = upload;
        this.timing = timing;
        this.prospects = prospects;
    }

    private Settings settings() {
        return turn.settings().repair();
    }

    /// Another epoch has begun.
    void restart() {
        Arrays.fill(holes, null);
        open = 0;
        timing.restart();
        liveFrom = Long.MAX_VALUE;
    }

    // ---- Saying what we have ----

    /// A chunk has been taken.
    ///
    /// @param live whether it came from the parent as soon as the parent had it
    void took(Chunk chunk, boolean live) {
        long sequence = chunk.id().sequence();
        close(sequence);
        tookNanos = turn.now();
        prospects.fed();
        lookAtNanos = Math.min(lookAtNanos, turn.now() + 2 * station.chunkNanos() + MILLI);
        timing.took(chunk, live, sequence == window.newest());
        if (live) {
            liveFrom = Math.min(liveFrom, sequence);
        }
        if (sequence > 0 && sequence == window.newest() && window.wants(sequence - 1)) {
            for (Neighbour each : neighbours.each()) {
                Cursor cursor = each.cursor;
                if (cursor != null && turn.now() - cursor.sinceNanos < BURST_NANOS) {
                    ownUp(each);
                }
            }
        }
        // Best said while it is news: every second chunk of 100 ms.
        announce(settings().haveNanos() * 3 / 4);
    }

    /// Another parent: its delay is another one.
    ///
    /// @param first what it begins with
    /// @param oldUntil until when the old one brings what is older; now if it does not
    void newParent(long first, long oldUntil) {
        lookAtNanos = turn.now();
        promised = first;
        oldUntilNanos = oldUntil;
        parentSinceNanos = turn.now();
        broughtNanos = turn.now();
        broughtSequence = first - 1;
        liveFrom = Long.MAX_VALUE;
        timing.newParent();
    }

    private void announce(long afterNanos) {
        if (window.isEmpty()) {
            return; // There is nothing to say yet; links are pinged.
        }
        Message.Have have = null;
        for (Neighbour each : neighbours.each()) {
            // A child that gets chunks needs no HAVE; one that gets none learns that we live.
            long quiet = each.isChild() ? each.sentNanos : each.haveSentNanos;
            if (each.agreed && turn.now() - quiet >= pauseNanos(each, afterNanos)) {
                have = have == null ? have() : have;
                each.haveSentNanos = turn.now();
                turn.send(each, have);
            }
        }
    }

    private long pauseNanos(Neighbour each, long usualNanos) {
        if (route.feeds(each)) {
            return PARENT_HAVE_NANOS;
        }
        if (turn.now() - each.needyNanos < EAGER_NANOS && each.haveSentNanos < tookNanos) {
            return EAGER_HAVE_NANOS;
        }
        return each.isChild() ? IDLE_NANOS : usualNanos;
    }

    /// Nothing new has come for too long: asks all links what they have, less and less often. A
    /// PULL of nothing says so: who is pulled from tells what there is as long as there is more.
    private void askAround() {
        long overtime = timing.overtimeNanos();
        if (overtime == 0
                || window.isEmpty()
                || turn.now() - askedAroundNanos < Math.max(IDLE_NANOS, overtime / 2)) {
            return;
        }
        askedAroundNanos = turn.now();
        prospects.askedAround();
        Message.Pull nothing =
                new Message.Pull(turn.stream(), station.epoch(), window.newest() + 1, 0);
        for (Neighbour each : neighbours.each()) {
            if (each.agreed && !each.isChild() && !route.feeds(each)) {
                turn.send(each, nothing);
            }
        }
    }

    /// Tells a new child what we lack ourselves of what it was promised, so that it does not wait
    /// for us to bring it.
    void ownUp(Neighbour child) {
        Cursor cursor = child.cursor;
        if (cursor == null || window.isEmpty()) {
            return;
        }
        long first = Math.max(cursor.first, window.newest() - settings().holes());
        for (long sequence = first; sequence < window.newest(); sequence++) {
            if (window.wants(sequence)) {
                child.haveSentNanos = turn.now();
                turn.send(child, have());
                return;
            }
        }
    }

    private Message.Have have() {
        long newest = window.newest();
        long mask = 0;
        for (int i = 0; i < 64; i++) {
            mask |= window.holds(newest - i) ? 1L << i : 0;
        }
        int depth = (int) Math.min(0xFFFF, newest - window.oldest() + 1);
        long known = timing.delayNanos();
        int delay =
                known < 0 && !route.isSource()
                        ? Message.Have.UNKNOWN_DELAY
                        // Who starves is no better a parent than its last chunk was late.
                        : (int)
                                Math.min(
                                        0xFFFE,
                                        (Math.max(0, known) + timing.overtimeNanos()) / MILLI);
        return new Message.Have(
                turn.stream(),
                station.epoch(),
                newest,
                depth,
                mask,
                delay,
                children.ownFreeSlots());
    }

    // ---- Hearing what others have ----

    void onHave(Neighbour from, Message.Have have) {
        if (have.stream() != turn.stream()) {
            turn.count(Counter.UNKNOWN_STREAM);
            return;
        }
        timing.saysAgain(from);
        from.have = have;
        from.haveNanos = turn.now();
        from.offered |= have.freeSlots() > 0;
        if (from.isChild()) {
            // How much is free below it its pings say; this is how far it has got.
            upload.probe().onHave(from, have);
        } else {
            from.freeSlots = have.freeSlots();
        }
        if (have.epoch() < station.epoch() && from.headerToldEpoch < station.epoch()) {
            // The source was restarted, and this one does not know yet.
            from.headerToldEpoch = station.epoch();
            station.header().ifPresent(header -> turn.send(from, new Message.Header(header)));
        }
        if (have.epoch() != station.epoch() || window.isEmpty() || route.isSource()) {
            return;
        }
        // A lie about chunks that are still to be made would make all others seem to lag. But a lie
        // about the source's clock must not hide those that were made.
        long newest =
                Math.min(have.newest(), Math.max(timing.newestPossible(), window.newest() + AHEAD));
        if (!route.isParent(from) && newest <= window.newest() + window.capacity()) {
            prospects.elsewhere(newest);
        }
        if (have.newest() - window.newest() > settings().holes()) {
            // Too far behind: what the mask shows no longer is brought by a parent, in order.
            return;
        }
        long first = Math.max(window.next(), have.newest() - settings().holes() + 1);
        for (long sequence = first; sequence <= newest; sequence++) {
            if (have.holds(sequence) && window.wants(sequence)) {
                open(sequence);
            }
        }
    }

    private void open(long sequence) {
        int at = (int) (sequence % MOST_HOLES);
        Hole there = holes[at];
        if (there != null && window.wants(there.sequence)) {
            return; // It is known; or too many are missing, and older ones come first.
        }
        Hole hole = new Hole(sequence, turn.now());
        open += there == null ? 1 : 0;
        holes[at] = hole;
        lookAtNanos = Math.min(lookAtNanos, Math.max(dueNanos(hole), turn.now() + LOOK_NANOS));
    }

    private void close(long sequence) {
        int at = (int) (sequence % MOST_HOLES);
        Hole there = holes[at];
        if (there != null && there.sequence == sequence) {
            holes[at] = null;
            open--;
        }
    }

    void gone(Neighbour neighbour) {
        for (Hole hole : holes) {
            if (hole != null && hole.asked == neighbour) {
                hole.asked = null;
                hole.againNanos = turn.now();
                lookAtNanos = turn.now();
            }
        }
    }

    void onPull(Neighbour from, Message.Pull pull) {
        if (pull.stream() != turn.stream() || pull.epoch() != station.epoch()) {
            turn.count(Counter.UNEXPECTED);
            return;
        }
        from.needyNanos = turn.now();
        lookAtNanos = turn.now();
        for (int i = 0; i < 64; i++) {
            long sequence = pull.first() + i;
            if ((pull.mask() >>> i & 1) == 0 || sequence < 0 || !window.holds(sequence)) {
                continue;
            }
            if (!upload.pay()) {
                turn.count(Counter.PULL_REFUSED);
                return;
            }
            from.sentNanos = turn.now();
            turn.add(
                    new Effect.SendChunks(
                            from.id,
                            turn.stream(),
                            station.epoch(),
                            sequence,
                            1,
                            ChunkClass.REPAIR));
        }
    }

    // ---- Pulling ----

    void tick() {
        if (turn.now() < lookAtNanos) {
            return;
        }
        lookAtNanos = window.isEmpty() ? Neighbour.NEVER : turn.now() + IDLE_NANOS;
        announce(settings().haveNanos());
        askAround();
        if (open == 0) {
            return;
        }
        boolean suspect = route.parent() == null || prospects.parentSilent();
        long soonest = suspect ? turn.now() : prospects.suspectNanos();
        Map<Neighbour, List<Long>> wishes = new LinkedHashMap<>();
        for (int i = 0; i < MOST_HOLES; i++) {
            Hole hole = holes[(int) ((window.next() + i) % MOST_HOLES)];
            if (hole == null) {
                continue;
            }
            if (!window.wants(hole.sequence)) {
                close(hole.sequence);
                continue;
            }
            long due = hole.isPulled() ? hole.againNanos : suspect ? turn.now() : dueNanos(hole);
            if (turn.now() >= due) {
                overdueNanos = suspect || hole.isPulled() ? overdueNanos : turn.now();
                Neighbour holder = holder(hole.sequence, hole.asked);
                if (holder != null) {
                    hole.asked = holder;
                    hole.againNanos =
                            turn.now() + settings().againNanos() + holder.roundTripNanos();
                    wishes.computeIfAbsent(holder, _ -> new ArrayList<>()).add(hole.sequence);
                    due = hole.againNanos;
                }
            }
            soonest = Math.min(soonest, due);
        }
        wishes.forEach(this::pull);
        lookAtNanos = Math.clamp(soonest, turn.now() + LOOK_NANOS, lookAtNanos);
    }

    long nextNanos() {
        return lookAtNanos;
    }

    /// When a chunk is to be pulled that has not been yet. Nodes near the source have it long
    /// before those below them: that alone is no reason.
    private long dueNanos(Hole hole) {
        if (isFromBefore(hole.sequence)) {
            return parentDueNanos(hole);
        }
        long age = Math.max(URGENT_NANOS, timing.usualDelayNanos() + UNUSUAL_NANOS);
        long urgent = Math.max(hole.sinceNanos, timing.atAgeNanos(hole.sequence, age));
        return Math.min(urgent, parentDueNanos(hole));
    }

    /// Whether the parent has promised this one from before it began to bring chunks as they come.
    private boolean isFromBefore(long sequence) {
        return sequence >= promised && sequence < liveFrom;
    }

    /// When we may no longer hope that the parent will bring it.
    private long parentDueNanos(Hole hole) {
        long sequence = hole.sequence;
        if (sequence < promised) {
            return oldUntilNanos;
        }
        if (parentLacks(sequence)) {
            return hole.sinceNanos;
        }
        long brought = isFromBefore(sequence) ? burstDueNanos(sequence) : Long.MIN_VALUE;
        if (!timing.usualKnown()) {
            return Math.max(brought, Math.max(parentSinceNanos, hole.sinceNanos) + STARVING_NANOS);
        }
        // Where the last ones had to be pulled, the next will have to be too.
        boolean starving = turn.now() - overdueNanos < STARVING_NANOS;
        long late = starving ? LOOK_NANOS : settings().waitNanos();
        return Math.max(brought, turn.now() - timing.lateNanos(sequence) + late);
    }

    /// Until when a parent has brought, if it has the upload for it, what it has promised from
    /// before as far as this one: beside what is new, or in order and before that.
    private long burstDueNanos(long sequence) {
        if (liveFrom == Long.MAX_VALUE) {
            return broughtNanos + SHORT_BURST_NANOS;
        }
        long pace = station.chunkNanos() / turn.settings().cursors().paceTimes();
        long chunks = Math.clamp(sequence - broughtSequence, 0, MOST_HOLES);
        return broughtNanos + Math.min(SHORT_BURST_NANOS, chunks * pace + SLACK_NANOS);
    }

    /// Whether the parent told us that it lacks this one itself, though it has newer ones.
    private boolean parentLacks(long sequence) {
        Neighbour parent = route.parent();
        return parent != null
                && parent.have != null
                && parent.haveNanos >= parentSinceNanos
                && parent.have.epoch() == station.epoch()
                && sequence < parent.have.newest()
                && !parent.have.holds(sequence);
    }

    /// The nearest one that surely has it, but not the one asked last if there is another.
    private @Nullable Neighbour holder(long sequence, @Nullable Neighbour last) {
        Neighbour best = null;
        for (Neighbour each : neighbours.each()) {
            Message.Have have = each.have;
            if (have != null
                    && have.epoch() == station.epoch()
                    && have.holds(sequence)
                    && each != last
                    && (best == null || each.roundTripNanos() < best.roundTripNanos())) {
                best = each;
            }
        }
        return best == null && last != null && neighbours.get(last.id) == last ? last : best;
    }

    private void pull(Neighbour holder, List<Long> sequences) {
        long first = sequences.getFirst();
        long mask = 0;
        for (long sequence : sequences) {
            mask |= sequence - first < 64 ? 1L << (sequence - first) : 0;
        }
        turn.count(Counter.PULLED);
        holder.quotas.expectPushes(Long.bitCount(mask));
        turn.send(holder, new Message.Pull(turn.stream(), station.epoch(), first, mask));
    }

    /// The parent brought one of those that have been.
    void broughtHistory(long sequence) {
        broughtSequence = sequence;
        broughtNanos = turn.now();
    }

    /// Whether all that is missing before the newest can be pulled.
    boolean canPullAll() {
        return canPull() && window.newest() - window.next() < settings().holes();
    }

    /// Whether somebody beside the parent told us lately what she has.
    boolean canPull() {
        for (Neighbour each : neighbours.each()) {
            if (each.have != null
                    && each.agreed
                    && !route.feeds(each)
                    && !each.isChild()
                    && prospects.isFresh(each)) {
                return true;
            }
        }
        return false;
    }
}
