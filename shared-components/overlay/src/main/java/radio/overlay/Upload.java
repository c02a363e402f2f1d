package radio.overlay;

/// What this node may give away: one budget in bits per second.
///
/// [OverlaySettings#LIVE_SHARE] of it is for live chunks and limits the children. What the children
/// there are leave of it pays for what has to be said, and then for bursts on joining and for
/// pulls, chunk by chunk, so that they never delay what everybody waits for: a token bucket (the
/// generic cell rate algorithm, ITU-T I.371).
final class Upload {
    /// So much may be spent at once.
    private static final long SAVED_NANOS = 1_000_000_000L;

    /// So much of a debt is usual. A guess: two chunks of a slow uplink.
    private static final long DEBT_NANOS = 500_000_000L;

    /// What the wire takes for a bit of sound: signature, heads and lengths of 100 ms at 96 kbit/s.
    private static final double WIRE = 1.12;

    /// Kept back for what the network adds to every packet; and so much is always there for pulls.
    private static final double RESERVE = .05;

    private final Turn turn;
    private final Station station;
    private final Neighbours neighbours;
    private final UploadProbe probe;
    private long paidUntilNanos = Long.MIN_VALUE / 2;

    Upload(Turn turn, Station station, Neighbours neighbours) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.station = station;
        this.probe = new UploadProbe(turn, station);
    }

    /// 0 for no limit.
    long bitsPerSecond() {
        return isMeasured() ? probe.bitsPerSecond() : turn.settings().uploadBitsPerSecond();
    }

    boolean isMeasured() {
        return turn.settings().uploadBitsPerSecond() == OverlaySettings.MEASURED_UPLOAD;
    }

    UploadProbe probe() {
        return probe;
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

    /// Whether so many children could be served for a moment, with nothing else beside.
    boolean carries(int children) {
        return bitsPerSecond() == 0 || WIRE * children * bitrate() <= bitsPerSecond();
    }

    /// Pays for one chunk that is not live; false if there is nothing left for it now.
    boolean pay() {
        settle();
        if (turn.now() < payableNanos()) {
            return false;
        }
        paidUntilNanos = Math.max(paidUntilNanos, turn.now() - SAVED_NANOS) + costNanos();
        return true;
    }

    /// Pays for what has been said. Control messages go out whatever the budget says; in a crowd of
    /// newcomers they are most of what goes out, and bursts and pulls have to wait for them.
    private void settle() {
        spend(turn.takeSaidBytes());
    }

    /// Pays for so much of it that is no message to a neighbour.
    void spend(int bytes) {
        if (bitsPerSecond() > 0 && bytes > 0) {
            paidUntilNanos =
                    Math.max(paidUntilNanos, turn.now() - SAVED_NANOS)
                            + (long) (bytes * 8e9 / spare());
        }
    }

    /// Whether so much has been spent that everything that can be left unsaid should be.
    boolean isSpent() {
        settle();
        return payableNanos() > turn.now() + DEBT_NANOS;
    }

    /// From when on [#pay] will do.
    long payableNanos() {
        return bitsPerSecond() == 0 ? Long.MIN_VALUE : paidUntilNanos;
    }

    /// What live chunks leave, in bits per second. A child that has so much to catch up that it
    /// gets none of those has what is kept for it for that: else it would never get there.
    private double spare() {
        int children = 0;
        for (Neighbour each : neighbours.each()) {
            children += each.cursor != null && each.cursor.isLive() && !missing(each) ? 1 : 0;
        }
        double live = WIRE * children * bitrate();
        return Math.max(RESERVE * bitsPerSecond(), (1 - RESERVE) * bitsPerSecond() - live);
    }

    private boolean missing(Neighbour each) {
        return turn.now() - each.heardNanos >= turn.settings().heartbeat().idleNanos() * 3 / 2;
    }

    /// How long that needs for one chunk.
    private long costNanos() {
        if (bitsPerSecond() == 0) {
            return 0;
        }
        return (long) (WIRE * station.chunkNanos() * Math.max(1, bitrate()) / spare());
    }

    private int bitrate() {
        return station.bitrate();
    }
}
