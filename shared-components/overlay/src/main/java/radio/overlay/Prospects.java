package radio.overlay;

import java.util.ArrayList;
import java.util.List;
import radio.wire.Message;

/// What chunks and HAVEs tell about parents: whether ours has fallen silent while others go on, and
/// which links could take its place.
final class Prospects {
    private static final long MILLI = 1_000_000L;

    /// A link that far behind our last parent is asked after our grandparent: a guess, a hop.
    private static final long PACE_NANOS = 150 * MILLI;

    /// For so long what a neighbour said that it has and has room for is believed.
    private static final long FRESH_NANOS = 800 * MILLI;

    /// So much longer a parent may be silent when there is nobody who could tell.
    private static final int ALONE_TIMES = 2;

    /// Beside a round trip, for an answer. A guess.
    private static final long MUTE_NANOS = 150 * MILLI;

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Station station;
    private final Window window;
    private final Timing timing;

    /// The newest chunk that somebody beside the parent had, and that the parent brought.
    private long newestElsewhere = -1;

    private long newestPushed = -1;

    /// When links were asked first what there is, since a chunk has come.
    private long starvingSinceNanos = Neighbour.NEVER;

    Prospects(
            Turn turn,
            Neighbours neighbours,
            Route route,
            Station station,
            Window window,
            Timing timing) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.station = station;
        this.window = window;
        this.timing = timing;
    }

    /// Another epoch has begun.
    void restart() {
        newestElsewhere = -1;
        newestPushed = -1;
    }

    /// A chunk has come.
    void fed() {
        starvingSinceNanos = Neighbour.NEVER;
    }

    /// None has come for too long, and all links were asked what there is.
    void askedAround() {
        starvingSinceNanos = Math.min(starvingSinceNanos, turn.now());
    }

    /// Whether our parent has said nothing for so long that it is probably dead: sooner if others
    /// have newer chunks, later if there is nobody who could tell.
    boolean parentSilent() {
        Neighbour parent = route.parent();
        if (parent == null || !parent.agreed || window.isEmpty()) {
            return false; // Or there is nothing yet to be silent about.
        }
        return turn.now() >= suspectNanos();
    }

    /// When the parent will have been silent for too long, as things are now.
    long suspectNanos() {
        Neighbour parent = route.parent();
        if (parent == null) {
            return Neighbour.NEVER;
        }
        boolean behind = newestElsewhere > newestPushed + 1;
        return parent.heardNanos
                + (behind ? 1 : ALONE_TIMES) * turn.settings().repair().suspectNanos();
    }

    /// Somebody beside the parent has this one.
    void elsewhere(long sequence) {
        newestElsewhere = Math.max(newestElsewhere, sequence);
    }

    /// The parent pushed this one.
    void pushed(long sequence) {
        newestPushed = Math.max(newestPushed, sequence);
    }

    /// Links whose other end could be our parent, by the delay they say they have, quickest first.
    List<Neighbour> candidates() {
        List<Neighbour> able = new ArrayList<>();
        for (Neighbour each : neighbours.each()) {
            if (able(each)) {
                able.add(each);
            }
        }
        // Who lags behind the others may have lost the same parent: what it says of its delay was
        // so.
        able.sort((a, b) ->
                lags(a) == lags(b)
                        ? Long.compare(expectedNanos(a), expectedNanos(b))
                        : lags(a) ? 1 : -1);
        return able;
    }

    /// How many chunks have been made since this one's HAVE.
    private long sinceHave(Neighbour each) {
        return (turn.now() - each.haveNanos) / Math.max(1, station.chunkNanos());
    }

    private boolean lags(Neighbour each) {
        return each.have != null && each.have.newest() + 1 < newestKnown();
    }

    private long newestKnown() {
        return Math.max(window.newest(), newestElsewhere);
    }

    /// Whether chunks would come from there hardly later than they came until now.
    boolean keepsPace(Neighbour each) {
        long usual = timing.usualDelayNanos();
        return !lags(each) && (usual < 0 || expectedNanos(each) < usual + PACE_NANOS);
    }

    /// Whether this link's other end could be our parent.
    boolean able(Neighbour each) {
        Message.Have have = each.have;
        return each.agreed
                && !each.isChild()
                && !route.feeds(each)
                && !isMute(each)
                && have != null
                && have.freeSlots() > 0
                && have.depth() > 0
                && have.delayMillis() < Message.Have.UNKNOWN_DELAY - 1
                && isFresh(each)
                && have.epoch() >= station.epoch()
                && (window.isEmpty()
                        || have.epoch() > station.epoch()
                        || have.newest() + 2 + sinceHave(each) >= newestKnown());
    }

    /// Whether this link has not said a word since it was asked what there is: then it is gone, or
    /// lacks everything, too.
    private boolean isMute(Neighbour each) {
        return each.heardNanos < starvingSinceNanos
                && turn.now() - starvingSinceNanos > each.roundTripNanos() + MUTE_NANOS;
    }

    /// When a chunk would come from there.
    static long expectedNanos(Neighbour neighbour) {
        Message.Have have = neighbour.have;
        return have == null
                ? Neighbour.NEVER
                : have.delayMillis() * MILLI + neighbour.roundTripNanos() / 2;
    }

    /// Whether it has told lately what it has.
    boolean isFresh(Neighbour each) {
        return turn.now() - each.haveNanos < FRESH_NANOS;
    }
}
