package radio.overlay;

import radio.wire.StreamInfo;

/// What this node may give away: one budget in bits per second.
///
/// [OverlaySettings#LIVE_SHARE] of it is for live chunks and limits the children. What the children
/// there are leave of it pays for bursts on joining and for pulls, chunk by chunk, so that they
/// never delay what everybody waits for: a token bucket (the generic cell rate algorithm, ITU-T
/// I.371).
final class Upload {
    /// So much may be spent at once.
    private static final long SAVED_NANOS = 1_000_000_000L;

    /// What the wire takes for a bit of sound: signature, heads and lengths of 100 ms at 96 kbit/s.
    private static final double WIRE = 1.12;

    /// Kept back for control messages; and so much is always there for pulls.
    private static final double CONTROL_SHARE = .05;

    private final Turn turn;
    private final Station station;
    private final Neighbours neighbours;
    private long paidUntilNanos = Long.MIN_VALUE / 2;

    Upload(Turn turn, Station station, Neighbours neighbours) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.station = station;
    }

    /// 0 for no limit.
    long bitsPerSecond() {
        return turn.settings().uploadBitsPerSecond();
    }

    /// Children that the live share carries, at most as many as were allowed.
    int slots() {
        int bitrate = bitrate();
        if (bitsPerSecond() == 0 || bitrate == 0) {
            return turn.settings().slots();
        }
        double carried = OverlaySettings.LIVE_SHARE * bitsPerSecond() / bitrate;
        return (int) Math.min(turn.settings().slots(), carried);
    }

    /// Pays for one chunk that is not live; false if there is nothing left for it now.
    boolean pay() {
        if (turn.now() < payableNanos()) {
            return false;
        }
        paidUntilNanos = Math.max(paidUntilNanos, turn.now() - SAVED_NANOS) + costNanos();
        return true;
    }

    /// Control messages go out whatever the budget says; in a crowd of newcomers they are most of
    /// what goes out, and bursts and pulls have to wait for them.
    void spend(int bytes) {
        if (bitsPerSecond() > 0) {
            paidUntilNanos =
                    Math.max(paidUntilNanos, turn.now() - SAVED_NANOS)
                            + (long) (bytes * 8e9 / spare());
        }
    }

    /// From when on [#pay] will do.
    long payableNanos() {
        return bitsPerSecond() == 0 ? Long.MIN_VALUE : paidUntilNanos;
    }

    /// What live chunks leave, in bits per second. A child that is catching up gets none of those:
    /// what is kept for it speeds its catch-up, which would never end otherwise.
    private double spare() {
        int children = 0;
        for (Neighbour each : neighbours.each()) {
            children += each.cursor != null && each.cursor.live ? 1 : 0;
        }
        double live = WIRE * children * bitrate();
        return Math.max(
                CONTROL_SHARE * bitsPerSecond(), (1 - CONTROL_SHARE) * bitsPerSecond() - live);
    }

    /// How long that needs for one chunk.
    private long costNanos() {
        if (bitsPerSecond() == 0) {
            return 0;
        }
        return (long) (WIRE * station.chunkNanos() * Math.max(1, bitrate()) / spare());
    }

    private int bitrate() {
        return station.info().map(StreamInfo::bitrateBitsPerSecond).orElse(0);
    }
}
