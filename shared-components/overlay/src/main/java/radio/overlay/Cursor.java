package radio.overlay;

/// How far one child has been served. What has been made before goes out in order and paced, what
/// is made now as it comes, and every chunk once.
final class Cursor {
    private static final long NOT_YET = Long.MAX_VALUE;

    /// Nothing before it is of any use to the child.
    long first;

    /// The next to send of what has been.
    long next;

    /// From here on chunks go out as they come; [#NOT_YET] while too much of what has been is still
    /// to be sent.
    long liveFrom = NOT_YET;

    /// Since when the child has been served.
    final long sinceNanos;

    /// When the pacer would be even: each chunk of a catch-up moves it on (the "theoretical arrival
    /// time" of the generic cell rate algorithm, ITU-T I.371).
    long pacerNanos;

    /// When it last got one of these.
    long movedNanos;

    Cursor(long nowNanos) {
        sinceNanos = nowNanos;
        movedNanos = nowNanos;
        pacerNanos = nowNanos;
    }

    /// Begins with this one, for which there is nothing yet to be sent.
    void begin(long sequence) {
        first = sequence;
        next = sequence;
        liveFrom = NOT_YET;
    }

    /// Whether what is made now goes out as it comes.
    boolean isLive() {
        return liveFrom != NOT_YET;
    }

    /// Whether something that has been is still to be sent.
    boolean hasHistory() {
        return next < liveFrom;
    }

    /// Whether a chunk that has just come is to go out now, and not in its turn.
    boolean takesNow(long sequence) {
        return sequence >= liveFrom || sequence >= first && sequence < next;
    }
}
