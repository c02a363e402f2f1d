package radio.overlay;

import java.util.Arrays;
import java.util.OptionalLong;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Message;

/// How late chunks are: against the source's clock, and against how they usually come.
///
/// Two delays are measured. What this node has is as old as what came first, whoever brought it:
/// that it tells others. How old a chunk is when the parent brings it may be more, when others were
/// quicker: by that it judges its parent.
final class Timing {
    /// Of a new value, one part in so many counts: the last second or so decides.
    private static final int SMOOTHING = 8;

    /// The same where others were quicker than the parent: for some seconds it is expected to be as
    /// it was before.
    private static final int RELUCTANCE = 64;

    /// With every chunk what is usual may grow by a hundredth and a millisecond: guesses, a fifth
    /// in a second.
    private static final int GROWTH_PART = 100;

    private static final long GROWTH_NANOS = 1_000_000L;

    /// As many of the parent's pushes are remembered: longer than HAVEs of a link are apart.
    private static final int PUSHED = 16;

    /// For so long the best lead of a link counts: some HAVEs, of which not each is said at once.
    private static final long LEAD_NANOS = 3_000_000_000L;

    private final Turn turn;
    private final Route route;
    private final Station station;
    private final SourceClock clock;

    /// When chunk 0 was captured on the source's clock, as the last genuine chunk shows.
    private long capturedNanos;

    private boolean capturedKnown;

    private long delayNanos = -1;
    private long parentDelayNanos = -1;

    /// The delay there has been for some seconds, of whatever parents.
    private long usualDelayNanos = -1;

    /// When chunk 0 would have come, had all come as the last ones did from the present parent.
    private long usualNanos;

    private boolean usualKnown;

    /// When the newest chunk there was came.
    private long newestNanos;

    /// What the present parent pushed last and when, each chunk at its sequence modulo their
    /// number, and the newest of those.
    private final long[] pushed = new long[PUSHED];

    private final long[] pushedNanos = new long[PUSHED];
    private long newestPushed = -1;

    private long parentSinceNanos;

    Timing(Turn turn, Route route, Station station, SourceClock clock) {
        this.turn = turn;
        this.route = route;
        this.station = station;
        this.clock = clock;
    }

    /// Another epoch has begun.
    void restart() {
        newParent();
        capturedKnown = false;
    }

    /// Another parent: its delay is another one.
    void newParent() {
        delayNanos = -1;
        parentDelayNanos = -1;
        usualKnown = false;
        Arrays.fill(pushed, -1);
        newestPushed = -1;
        parentSinceNanos = turn.now();
    }

    /// A genuine chunk has been taken.
    ///
    /// @param live whether it came from the parent as soon as the parent had it
    /// @param newest whether there is no newer one
    void took(Chunk chunk, boolean live, boolean newest) {
        long sequence = chunk.id().sequence();
        station.header()
                .flatMap(header ->
                        header.stream(turn.stream())
                                .map(stream ->
                                        header.anchorUnixNanos()
                                                + stream.nanosOf(chunk.mediaTime())
                                                - sequence * station.chunkNanos()))
                .ifPresent(nanos -> {
                    capturedNanos = nanos;
                    capturedKnown = true;
                });
        newestNanos = newest ? turn.now() : newestNanos;
        if (live) {
            long start = startNanos(sequence);
            usualNanos = usualKnown ? usualNanos + (start - usualNanos) / SMOOTHING : start;
            usualKnown = true;
        }
        if (live || newest && usualKnown) {
            ageNanos(sequence)
                    .ifPresent(age -> {
                        delayNanos = smoothed(delayNanos, age);
                        usualDelayNanos = grown(usualDelayNanos, delayNanos);
                    });
        }
    }

    /// The parent has brought a chunk as soon as it had it.
    ///
    /// @param wanted whether nobody had brought it before
    void pushed(ChunkId id, boolean wanted) {
        if (id.epoch() != station.epoch()) {
            return;
        }
        int at = (int) (id.sequence() % PUSHED);
        pushed[at] = id.sequence();
        pushedNanos[at] = turn.now();
        newestPushed = Math.max(newestPushed, id.sequence());
        ageNanos(id.sequence()).ifPresent(age -> parentDelayNanos = alert(parentDelayNanos, age));
        if (!wanted && usualKnown) {
            usualNanos += (startNanos(id.sequence()) - usualNanos) / RELUCTANCE;
        }
    }

    /// A neighbour has said again what it has: how far ahead of our parent it was when it said so
    /// before is kept for a while.
    void saysAgain(Neighbour neighbour) {
        long lead = lastLeadNanos(neighbour);
        if (lead >= neighbour.leadNanos || !counts(neighbour.leadAtNanos)) {
            neighbour.leadNanos = lead;
            neighbour.leadAtNanos = turn.now();
        }
    }

    /// By how much, at least, chunks would come sooner if this neighbour were our parent: that long
    /// before our parent brought one it told us that it had it. No clock but ours is asked.
    long leadNanos(Neighbour neighbour) {
        long last = lastLeadNanos(neighbour);
        return counts(neighbour.leadAtNanos) ? Math.max(last, neighbour.leadNanos) : last;
    }

    /// Whether a lead found then was one of late, over the present parent.
    private boolean counts(long atNanos) {
        return atNanos >= Math.max(parentSinceNanos, turn.now() - LEAD_NANOS);
    }

    private long lastLeadNanos(Neighbour neighbour) {
        Message.Have have = neighbour.have;
        if (have == null || have.epoch() != station.epoch() || newestPushed < 0) {
            return 0;
        }
        if (have.newest() > newestPushed) {
            return turn.now() - neighbour.haveNanos;
        }
        int at = (int) (have.newest() % PUSHED);
        return pushed[at] == have.newest() ? pushedNanos[at] - neighbour.haveNanos : 0;
    }

    private long startNanos(long sequence) {
        return turn.now() - sequence * station.chunkNanos();
    }

    /// For how long nothing newer than this chunk has come: by when the next one was made, not by
    /// when this one came. A node that stood still reads old chunks as if they were new.
    ///
    /// @param usualMostNanos what is usual counts up to this: it may have been learnt from old ones
    long breakNanos(long newest, long usualMostNanos) {
        OptionalLong age = ageNanos(newest + 1);
        long usual = Math.clamp(usualDelayNanos, 0, usualMostNanos);
        return clock.sleptNanos() + (age.isPresent() ? age.getAsLong() - usual : overtimeNanos());
    }

    /// How long ago, on the source's clock, a chunk was captured; empty while that is not known.
    private OptionalLong ageNanos(long sequence) {
        OptionalLong sourceNow = clock.unixNanos(turn.now());
        return sourceNow.isEmpty() || !capturedKnown
                ? OptionalLong.empty()
                : OptionalLong.of(
                        Math.max(
                                0,
                                sourceNow.getAsLong()
                                        - capturedNanos
                                        - sequence * station.chunkNanos()));
    }

    /// The highest sequence number that anybody can have: the source made it a moment ago, or our
    /// idea of its clock is slow by up to two chunks. The greatest there is if the clock is
    /// unknown.
    long newestPossible() {
        OptionalLong sinceFirst = ageNanos(0);
        return sinceFirst.isPresent()
                ? sinceFirst.getAsLong() / Math.max(1, station.chunkNanos()) + 1
                : Long.MAX_VALUE;
    }

    /// When a chunk will be so old; never if that is not known.
    long atAgeNanos(long sequence, long nanos) {
        OptionalLong age = ageNanos(sequence);
        return age.isEmpty() ? Neighbour.NEVER : turn.now() + nanos - age.getAsLong();
    }

    private static long smoothed(long before, long now) {
        return before < 0 ? now : before + (now - before) / SMOOTHING;
    }

    /// That a parent brings chunks later than it did is believed sooner than that it does well.
    private static long alert(long before, long now) {
        return now > before && before >= 0 ? before + (now - before) / 2 : smoothed(before, now);
    }

    /// What is usual falls at once and grows slowly: what a crash does for some seconds is not
    /// usual, and what is late is measured by it.
    private static long grown(long before, long now) {
        return before < 0 ? now : Math.min(now, before + before / GROWTH_PART + GROWTH_NANOS);
    }

    /// From capture to here, as chunks come at present; -1 while unknown.
    long delayNanos() {
        return delayNanos;
    }

    /// The one there was before anything happened, of whatever parent; -1 if there never was any.
    long usualDelayNanos() {
        return usualDelayNanos;
    }

    /// From capture to here by way of the present parent, the next chunk if that is older already;
    /// -1 while unknown.
    long parentDelayNanos() {
        if (parentDelayNanos < 0 || newestPushed < 0) {
            return parentDelayNanos;
        }
        return Math.max(parentDelayNanos, ageNanos(newestPushed + 1).orElse(0));
    }

    /// Whether it is known how chunks come from the present parent.
    boolean usualKnown() {
        return usualKnown;
    }

    /// How much later than usual a chunk is that has not come; negative before its time.
    long lateNanos(long sequence) {
        return turn.now() - usualNanos - sequence * station.chunkNanos();
    }

    /// For how much longer than usual nothing new has come.
    long overtimeNanos() {
        return route.isSource()
                ? 0
                : Math.max(0, turn.now() - newestNanos - 2 * station.chunkNanos());
    }
}
