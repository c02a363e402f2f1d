package radio.overlay;

import java.util.OptionalLong;

/// What time it is at the source, told from node to node down the tree.
///
/// Each answer to a ping carries the parent's own estimate; half the round trip is added. Of the
/// last [#SAMPLES] the one of the shortest round trip is believed (as NTP's clock filter does, RFC
/// 5905 section 10), and the estimate moves towards it in bounded steps, so that one odd answer
/// does not shake the playout. An estimate that is far off because its answer took long (this node
/// stood still) is replaced at once by a much better one. The source's own clock is exact.
public final class SourceClock {
    /// @param stepNanos how far one sample may move the estimate
    /// @param jumpNanos a difference over which the estimate is replaced: once a whole set of
    ///   samples agrees on it, as the source or our parent's idea of it has changed for good; or by
    ///   a much shorter answer, if the one before took so long that it may be as wrong as that
    /// @param roundTripLimitNanos answers that took longer are not used
    public record Settings(long stepNanos, long jumpNanos, long roundTripLimitNanos) {
        /// 5 ms, 1 s, 5 s (guesses).
        public static final Settings DEFAULT =
                new Settings(5_000_000L, 1_000_000_000L, 5_000_000_000L);
    }

    private static final int SAMPLES = 8;

    /// Far beyond any date a source could mean (the year 2116), and sums of two stay in a long.
    private static final long LATEST_UNIX_NANOS = 1L << 62;

    private final Turn turn;
    private final boolean exact;
    private final long[] roundTrips = new long[SAMPLES];
    private final long[] offsets = new long[SAMPLES];
    private int samples;
    private int oldest;
    private boolean known;
    private boolean trusted;
    private long offsetNanos;

    /// By how much the estimate may be wrong: half the round trip of the answer it agrees with.
    private long errorNanos;

    /// For how long this machine slept since the estimate was made.
    private long sleptNanos;

    SourceClock(Turn turn, boolean isSource) {
        this.turn = turn;
        this.exact = isSource;
        this.known = isSource;
        this.trusted = isSource;
        this.offsetNanos = isSource ? turn.settings().sourceClockOffsetNanos() : 0;
    }

    OptionalLong unixNanos(long nowNanos) {
        return known ? OptionalLong.of(nowNanos + offsetNanos) : OptionalLong.empty();
    }

    /// As messages carry it: 0 if unknown.
    long wireNanos() {
        return known ? Math.max(0, turn.now() + offsetNanos) : 0;
    }

    /// The samples of different parents do not mix.
    void restart() {
        samples = 0;
        oldest = 0;
    }

    /// This machine slept, and the source's clock went on: the next sample is believed at once.
    void slept(long nanos) {
        distrust();
        sleptNanos = exact ? 0 : sleptNanos + nanos;
    }

    long sleptNanos() {
        return sleptNanos;
    }

    /// Another run of the source may have another clock: the next sample is believed at once.
    void distrust() {
        restart();
        trusted = exact;
    }

    /// The parent answered, just now, what we had asked `roundTripNanos` ago.
    void sample(long roundTripNanos, long sourceUnixNanos) {
        if (exact || sourceUnixNanos == 0) {
            return;
        }
        if (sourceUnixNanos < 0
                || sourceUnixNanos > LATEST_UNIX_NANOS
                || roundTripNanos < 0
                || roundTripNanos > turn.settings().clock().roundTripLimitNanos()) {
            turn.count(Counter.CLOCK_REJECTED);
            return;
        }
        int at = samples < SAMPLES ? samples++ : oldest++ % SAMPLES;
        oldest %= SAMPLES;
        roundTrips[at] = roundTripNanos;
        offsets[at] = sourceUnixNanos + roundTripNanos / 2 - turn.now();
        int best = shortest();
        follow(offsets[best], roundTrips[best] / 2);
    }

    private void follow(long target, long error) {
        long step = turn.settings().clock().stepNanos();
        long away = target - offsetNanos;
        if (!trusted) {
            offsetNanos = target;
            errorNanos = error;
            known = true;
            trusted = true;
            sleptNanos = 0;
        } else if (Math.abs(away) > turn.settings().clock().jumpNanos()) {
            boolean better = error < errorNanos / 2 && Math.abs(away) <= errorNanos + error;
            if (better || agreed(target)) {
                offsetNanos = target;
                errorNanos = error;
            } else {
                turn.count(Counter.CLOCK_REJECTED);
            }
        } else {
            offsetNanos += Math.clamp(away, -step, step);
            if (Math.abs(away) <= step) {
                errorNanos = Math.min(errorNanos, error);
            }
        }
    }

    private boolean agreed(long target) {
        for (int i = 0; i < samples; i++) {
            if (Math.abs(offsets[i] - target) > turn.settings().clock().jumpNanos()) {
                return false;
            }
        }
        return samples == SAMPLES;
    }

    private int shortest() {
        int best = 0;
        for (int i = 1; i < samples; i++) {
            if (roundTrips[i] < roundTrips[best]) {
                best = i;
            }
        }
        return best;
    }
}
