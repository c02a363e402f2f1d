package radio.audio;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Gives sound that is there before its time its time: untimed blocks from `inbox` leave on
/// `outbox` at the pace of the clock, each stamped with the moment it was due.
///
/// The first block leaves as soon as it is there. From then on a block is due when all frames
/// before it have sounded, so the pace never drifts. Late by up to [#CATCH_UP_NANOS], because the
/// machine was busy, the input slow or the programme's door full, it catches up at once; later than
/// that (the process was stopped), the missed time is passed over in whole blocks: stamps jump, no
/// sound is lost, and the programme fills the time with silence.
///
/// The inbox says how far a source may run ahead; it waits when that is full. When the source has
/// finished, what is queued is still sent at its time. Told to stop, the pacer stops at once.
public final class Pacer extends Component {

    /// 100 ms: for tones and pipes. What comes through a live pipe must not grow old here.
    public static final int LIVE_BLOCKS = 5;

    /// 2 s. Listeners who play one second behind capture miss what comes later than that, recorders
    /// get it whole. Guess.
    static final long CATCH_UP_NANOS = 100 * Pcm.BLOCK_NANOS;

    private final Inbox<Pcm.Untimed> inbox;
    private final Outbox<Pcm> outbox;
    private final AtomicLong stalls = new AtomicLong();

    /// @param aheadBlocks how many blocks may wait for their time, at least 1
    public Pacer(int aheadBlocks) {
        super("pacer");
        this.inbox =
                typedInbox(
                        Pcm.Untimed.class,
                        "sound that is there before its time",
                        Bound.blocking(aheadBlocks));
        this.outbox = typedOutbox(Pcm.class, "the same, each block at its time");
    }

    public Pacer() {
        this(LIVE_BLOCKS);
    }

    /// How often so much time was missed that it was passed over.
    public long stalls() {
        return stalls.get();
    }

    @Override
    protected void run() throws InterruptedException {
        long startNanos = 0;
        long startUnixNanos = 0;
        long frames = 0;
        for (Pcm.Untimed block : inbox.untilFinished()) {
            if (frames == 0) {
                startNanos = clock().nanoTime();
                startUnixNanos = clock().unixNanos();
            }
            long lateNanos = clock().nanoTime() - startNanos - Pcm.nanos(frames);
            if (lateNanos > CATCH_UP_NANOS) {
                frames += lateNanos / Pcm.BLOCK_NANOS * Pcm.BLOCK_FRAMES;
                stalls.incrementAndGet();
            }
            if (!waitUntil(startNanos + Pcm.nanos(frames))) {
                return;
            }
            outbox.send(block.at(startUnixNanos + Pcm.nanos(frames)));
            frames += block.frames();
        }
    }

    /// False when told to stop.
    private boolean waitUntil(long nanos) throws InterruptedException {
        while (!stopping()) {
            long left = nanos - clock().nanoTime();
            if (left <= 0) {
                return true;
            }
            await(Duration.ofNanos(left));
        }
        return false;
    }
}
