package radio.overlay;

import radio.wire.ChunkClass;

/// What is pushed to which child, and how fast: one cursor each.
///
/// A newcomer begins a little before the live edge, a child that comes back where it stopped. It
/// gets older chunks at a bounded pace, so that its burst takes no bandwidth from its siblings'
/// live chunks. As soon as no more of them are left than make a burst it gets every chunk as it
/// comes, beside them: else those below it would be as far behind as it is, and a burst more at
/// every hop. So it is with chunks that fill a hole: nobody waits for one that is late.
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

    /// A catch-up that got nothing for so long is broken off. A guess.
    private static final long STARVED_NANOS = 1_000_000_000L;

    private final Turn turn;
    private final Neighbours neighbours;
    private final Station station;
    private final Window window;
    private final Upload upload;

    /// Whether anything that has been may still have to be sent to some child.
    private boolean anyHistory;

    Cursors(Turn turn, Neighbours neighbours, Station station, Window window, Upload upload) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.station = station;
        this.window = window;
        this.upload = upload;
    }

    /// Begins to serve a child.
    ///
    /// @param epoch in which the child counts, 0 if it knows none
    /// @param asked the first chunk it has not got
    Cursor begin(long epoch, long asked) {
        Cursor cursor = new Cursor(turn.now());
        cursor.begin(window.isEmpty() ? 0 : start(epoch, asked));
        goLive(cursor);
        anyHistory |= cursor.hasHistory();
        return cursor;
    }

    private long start(long epoch, long asked) {
        boolean believable = asked <= window.newest() + window.capacity();
        if (epoch == 0 || epoch != station.epoch() || !believable) {
            return window.firstHeldFrom(window.newest() + 1 - burst());
        }
        // What is still missing here may yet come: the child waits for it with us.
        return asked >= window.next() ? asked : window.firstHeldFrom(asked);
    }

    private long burst() {
        return turn.settings().cursors().burstNanos() / station.chunkNanos();
    }

    private void goLive(Cursor cursor) {
        if (!cursor.isLive() && window.newest() + 1 - cursor.next <= burst()) {
            cursor.liveFrom = Math.max(cursor.next, window.newest() + 1);
        }
    }

    /// Another epoch has begun: every child starts with its first chunk.
    void restart() {
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.cursor != null) {
                neighbour.cursor.begin(0);
                goLive(neighbour.cursor);
                anyHistory |= neighbour.cursor.hasHistory();
            }
        }
    }

    /// A chunk has just been taken: it goes to all that have come so far.
    void took(long sequence) {
        upload.probe().sent(sequence);
        for (Neighbour neighbour : neighbours.each()) {
            Cursor cursor = neighbour.cursor;
            if (cursor != null && cursor.takesNow(sequence)) {
                flush(neighbour, sequence, 1, ChunkClass.LIVE);
            }
        }
    }

    /// Sends every child what it may have by now of what has been.
    void pump() {
        if (!anyHistory) {
            return;
        }
        anyHistory = false;
        for (Neighbour neighbour : neighbours.each()) {
            Cursor cursor = neighbour.cursor;
            if (cursor != null && cursor.hasHistory()) {
                pump(neighbour, cursor);
                anyHistory |= cursor.hasHistory();
            }
        }
    }

    private void pump(Neighbour child, Cursor cursor) {
        long first = cursor.next;
        int count = 0;
        while (cursor.next < end(cursor)) {
            if (!window.holds(cursor.next)) {
                flush(child, first, count, ChunkClass.HISTORY);
                skip(cursor);
                first = cursor.next;
                count = 0;
            } else if (pay(cursor)) {
                cursor.next++;
                cursor.movedNanos = turn.now();
                count++;
            } else if (turn.now() - cursor.movedNanos >= STARVED_NANOS) {
                // There is no upload for what has been; what is made now it shall have.
                turn.count(Counter.CHILD_SKIPPED);
                cursor.next = end(cursor);
            } else {
                break;
            }
        }
        flush(child, first, count, ChunkClass.HISTORY);
        goLive(cursor);
    }

    private long end(Cursor cursor) {
        return Math.min(cursor.liveFrom, window.newest() + 1);
    }

    private void flush(Neighbour child, long first, int count, ChunkClass chunkClass) {
        if (count > 0) {
            child.sentNanos = turn.now();
            turn.add(
                    new Effect.SendChunks(
                            child.id, turn.stream(), station.epoch(), first, count, chunkClass));
        }
    }

    /// Over a hole: what fills it goes out when it comes. What is older than the ring never will.
    private void skip(Cursor cursor) {
        if (cursor.next < window.oldest()) {
            turn.count(Counter.CHILD_SKIPPED);
        }
        cursor.next = Math.min(window.firstHeldFrom(cursor.next), end(cursor));
    }

    private boolean pay(Cursor cursor) {
        if (turn.now() < payableNanos(cursor) || !upload.pay()) {
            return false;
        }
        cursor.pacerNanos = Math.max(cursor.pacerNanos, turn.now()) + costNanos();
        return true;
    }

    private long payableNanos(Cursor cursor) {
        long paced =
                cursor.pacerNanos - (turn.settings().cursors().creditChunks() - 1) * costNanos();
        return Math.max(paced, upload.payableNanos());
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
        if (!anyHistory) {
            return at;
        }
        for (Neighbour neighbour : neighbours.each()) {
            Cursor cursor = neighbour.cursor;
            if (cursor != null && owes(cursor)) {
                long starved = cursor.movedNanos + STARVED_NANOS;
                at = Math.min(at, Math.min(payableNanos(cursor), starved));
            }
        }
        return at;
    }

    private boolean owes(Cursor cursor) {
        return cursor.hasHistory() && window.holds(cursor.next);
    }
}
