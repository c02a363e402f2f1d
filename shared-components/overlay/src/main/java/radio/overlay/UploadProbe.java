package radio.overlay;

import java.util.Arrays;
import radio.wire.Message;

/// Finds out what this node can give away when nobody has said so: it begins with four children,
/// for with fewer a crowd finds no room (simulated), and takes one more while there is somebody who
/// wants in and all children get everything in time; when they do not, it takes back at once what
/// was too much.
///
/// A child tells once a second what it holds (HAVE). What was sent to it longer ago than a round
/// trip and a little must be there; if it is not, for half of the children at least, it is our way
/// out that is too narrow, and not the way in of one of them.
public final class UploadProbe {
    /// @param lateNanos how long after its round trip a chunk may come to a child
    /// @param startNanos how long all must have been well before more is given, until it was too
    ///   much for the first time
    /// @param riseNanos the same from then on
    /// @param cut what is left of the rate when it was too much
    /// @param ceilingNanos how long a rate that was too much is not tried again
    public record Settings(
            long lateNanos, long startNanos, long riseNanos, double cut, long ceilingNanos) {
        /// 300 ms (three chunks), 2 s, 5 s, .7, 60 s (guesses; simulated).
        public static final Settings DEFAULT =
                new Settings(300_000_000L, 2_000_000_000L, 5_000_000_000L, .7, 60_000_000_000L);

        public Settings {
            if (lateNanos < 1
                    || startNanos < 1
                    || riseNanos < startNanos
                    || cut <= 0
                    || cut >= 1
                    || ceilingNanos < 1) {
                throw new IllegalArgumentException("upload probe settings out of range");
            }
        }
    }

    private static final long LOOK_NANOS = 1_000_000_000L;

    /// Looks in a row at which children were late before that is believed.
    private static final int BELIEVED = 2;

    /// Chunks whose time of sending is remembered: six seconds and more.
    private static final int REMEMBERED = 64;

    private final Turn turn;
    private final Station station;
    private final long[] sequences = new long[REMEMBERED];
    private final long[] sentNanos = new long[REMEMBERED];
    private int heard;
    private int late;
    private int lateLooks;
    private long lookAtNanos;
    private long wellSinceNanos;
    private long ceilingUntilNanos = Long.MIN_VALUE;
    private double ceiling = Double.MAX_VALUE;
    private double slots = 4;

    UploadProbe(Turn turn, Station station) {
        this.turn = turn;
        this.station = station;
    }

    private Settings settings() {
        return turn.settings().uploadProbe();
    }

    /// What is given away at most, as far as is known.
    long bitsPerSecond() {
        return (long) Math.ceil(slots * station.bitrate() / OverlaySettings.LIVE_SHARE);
    }

    /// A chunk has gone out to all children.
    void sent(long sequence) {
        int at = (int) (sequence % REMEMBERED);
        sequences[at] = sequence;
        sentNanos[at] = turn.now();
    }

    /// A child says what it holds.
    void onHave(Neighbour child, Message.Have have) {
        Cursor cursor = child.cursor;
        if (cursor == null
                || !cursor.isLive()
                || have.epoch() != station.epoch()
                || turn.now() - cursor.sinceNanos < 2 * LOOK_NANOS) {
            return;
        }
        heard++;
        long due = turn.now() - child.roundTripNanos() - settings().lateNanos();
        for (int i = 0; i < REMEMBERED; i++) {
            if (sequences[i] > have.newest()
                    && sequences[i] >= cursor.liveFrom
                    && sentNanos[i] <= due) {
                late++;
                return;
            }
        }
    }

    /// Another epoch has begun.
    void restart() {
        Arrays.fill(sequences, 0);
    }

    /// @param children that are served
    /// @param wanted whether somebody had to be sent away lately
    void tick(int children, boolean wanted) {
        if (turn.now() < lookAtNanos) {
            return;
        }
        lookAtNanos = turn.now() + LOOK_NANOS;
        boolean tooMuch = heard > 0 && 2 * late >= heard;
        lateLooks = tooMuch ? lateLooks + 1 : 0;
        wellSinceNanos = late > 0 ? turn.now() : wellSinceNanos;
        heard = 0;
        late = 0;
        if (lateLooks >= BELIEVED) {
            ceiling = Math.min(slots, children);
            ceilingUntilNanos = turn.now() + settings().ceilingNanos();
            slots = Math.max(1, Math.min(slots, children) * settings().cut());
            lateLooks = 0;
            wellSinceNanos = turn.now();
            turn.count(Counter.UPLOAD_CUT);
        } else if (wanted
                && children >= (int) slots
                && slots < turn.settings().slots()
                && turn.now() - wellSinceNanos >= riseNanos()
                && (slots + 1 < ceiling || turn.now() >= ceilingUntilNanos)) {
            slots = Math.floor(slots) + 1;
            wellSinceNanos = turn.now();
            turn.count(Counter.UPLOAD_RAISED);
        }
    }

    private long riseNanos() {
        return ceiling == Double.MAX_VALUE ? settings().startNanos() : settings().riseNanos();
    }

    long nextNanos() {
        return lookAtNanos;
    }
}
