package radio.overlay;

import radio.wire.ChunkClass;

/// What is pushed to which child, and how fast: one cursor each.
///
/// A newcomer begins a little before the live edge, a child that comes back where it stopped. Until
/// it has caught up it gets older chunks at a bounded pace, so that its burst takes no bandwidth
/// from its siblings' live chunks; from then on every chunk as it comes.
public final class Cursors {
    /// @param ringChunks the newest sequence numbers that are kept for children
    /// @param burstNanos how much a newcomer gets of what has been
    /// @param paceTimes a catch-up runs at so many times real time
    /// @param creditChunks chunks of a catch-up that go out at once
    /// @param holeNanos how long to wait for a chunk that others have overtaken
    public record Settings(
            int ringChunks, long burstNanos, int paceTimes, int creditChunks, long holeNanos) {
        /// 300 (design: 30 s of 100 ms chunks), 800 ms (a little less than the usual playout delay,
        /// so that the first chunk is not late on arrival), 2 (design: "at most 2x rate"), 3
        /// (guess: sound at once), 1 s (guess: the usual playout delay).
        public static final Settings DEFAULT =
                new Settings(300, 800_000_000L, 2, 3, 1_000_000_000L);

        public Settings {
            if (ringChunks < 8 || ringChunks > 1 << 20 || paceTimes < 1 || creditChunks < 1) {
                throw new IllegalArgumentException(
                        "a ring of %d chunks, pace %d, credit %d"
                                .formatted(ringChunks, paceTimes, creditChunks));
            }
        }
    }

    private final Turn turn;
    private final Neighbours neighbours;
    private final Station station;
    private final Window window;

    Cursors(Turn turn, Neighbours neighbours, Station station, Window window) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.station = station;
        this.window = window;
    }

    /// Begins to serve a child.
    ///
    /// @param epoch in which the child counts, 0 if it knows none
    /// @param asked the first chunk it has not got
    Cursor begin(long epoch, long asked) {
        Cursor cursor = new Cursor(turn.now());
        cursor.live = window.isEmpty();
        if (!window.isEmpty()) {
            cursor.next = start(epoch, asked);
        }
        return cursor;
    }

    private long start(long epoch, long asked) {
        boolean believable = asked <= window.newest() + window.capacity();
        if (epoch == 0 || epoch != station.epoch() || !believable) {
            long burst = turn.settings().cursors().burstNanos() / station.chunkNanos();
            return window.firstHeldFrom(window.newest() + 1 - burst);
        }
        // What is still missing here may yet come: the child waits for it with us.
        return asked >= window.next() ? asked : window.firstHeldFrom(asked);
    }

    /// Another epoch has begun: every child starts with its first chunk.
    void restart() {
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.cursor != null) {
                neighbour.cursor.next = Cursor.UNSET;
                neighbour.cursor.live = true;
            }
        }
    }

    /// Sends every child what it may have by now.
    void pump() {
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.cursor != null && !window.isEmpty()) {
                pump(neighbour, neighbour.cursor);
            }
        }
    }

    private void pump(Neighbour child, Cursor cursor) {
        if (cursor.next == Cursor.UNSET) {
            cursor.next = window.firstHeldFrom(0);
        }
        long first = cursor.next;
        int count = 0;
        ChunkClass chunkClass = cursor.live ? ChunkClass.LIVE : ChunkClass.HISTORY;
        while (cursor.next <= window.newest()) {
            if (!window.holds(cursor.next)) {
                if (cursor.next >= window.next()) {
                    break; // It may yet come.
                }
                flush(child, first, count, chunkClass);
                skip(cursor);
                first = cursor.next;
                count = 0;
            } else if (cursor.live || pay(cursor)) {
                cursor.next++;
                count++;
            } else {
                break;
            }
        }
        flush(child, first, count, chunkClass);
        cursor.live |= cursor.next > window.newest();
    }

    private void flush(Neighbour child, long first, int count, ChunkClass chunkClass) {
        if (count > 0) {
            child.sentNanos = turn.now();
            turn.add(
                    new Effect.SendChunks(
                            child.id, turn.stream(), station.epoch(), first, count, chunkClass));
        }
    }

    private void skip(Cursor cursor) {
        cursor.next = Math.min(window.firstHeldFrom(cursor.next), window.newest() + 1);
        turn.count(Counter.CHILD_SKIPPED);
    }

    private boolean pay(Cursor cursor) {
        if (turn.now() < payableNanos(cursor)) {
            return false;
        }
        cursor.pacerNanos = Math.max(cursor.pacerNanos, turn.now()) + costNanos();
        return true;
    }

    private long payableNanos(Cursor cursor) {
        return cursor.pacerNanos - (turn.settings().cursors().creditChunks() - 1) * costNanos();
    }

    private long costNanos() {
        return station.chunkNanos() / turn.settings().cursors().paceTimes();
    }

    /// Whether a child has yet to get chunks that are held here.
    boolean pending() {
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.cursor != null && owes(neighbour.cursor)) {
                return true;
            }
        }
        return false;
    }

    /// When the next chunk of a catch-up may go out.
    long nextNanos() {
        long at = Neighbour.NEVER;
        for (Neighbour neighbour : neighbours.each()) {
            Cursor cursor = neighbour.cursor;
            if (cursor != null && owes(cursor)) {
                at = Math.min(at, payableNanos(cursor));
            }
        }
        return at;
    }

    /// The next one may be missing still; then its coming is what we wait for.
    private boolean owes(Cursor cursor) {
        return !cursor.live && window.holds(cursor.next);
    }
}
