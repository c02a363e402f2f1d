package radio.overlay;

import radio.wire.StreamInfo;

/// What this node may give away: one budget in bits per second.
///
/// [OverlaySettings#LIVE_SHARE] of it is for live chunks and limits the children. The rest pays for
/// bursts on joining and for pulls, chunk by chunk, so that they never delay what everybody waits
/// for: a token bucket (the generic cell rate algorithm, ITU-T I.371).
final class Upload {
    /// So much may be spent at once.
    private static final long SAVED_NANOS = 1_000_000_000L;

    private final Turn turn;
    private final Station station;
    private long paidUntilNanos = Long.MIN_VALUE / 2;

    Upload(Turn turn, Station station) {
        this.turn = turn;
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

    /// From when on [#pay] will do.
    long payableNanos() {
        return bitsPerSecond() == 0 ? Long.MIN_VALUE : paidUntilNanos;
    }

    /// How long the share of bursts and pulls needs for one chunk.
    private long costNanos() {
        if (bitsPerSecond() == 0) {
            return 0;
        }
        double share = (1 - OverlaySettings.LIVE_SHARE) * bitsPerSecond();
        return (long) (station.chunkNanos() * Math.max(1, bitrate()) / share);
    }

    private int bitrate() {
        return station.info().map(StreamInfo::bitrateBitsPerSecond).orElse(0);
    }
}
