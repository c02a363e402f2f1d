package radio.audio;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Component;
import radio.axon.Outbox;

/// A source whose sound is there before its time: blocks leave at the pace of the clock, from its
/// sound to `outbox`.
///
/// Block n leaves at start + n x 20 ms and is stamped with that time, so the pace never drifts.
/// Late by up to [#CATCH_UP_NANOS], because the machine was busy or the programme's door full, it
/// catches up at once; later than that (the process was stopped), the missed time is passed over:
/// stamps jump, no sound is lost, and the programme fills the time with silence. A source that ends
/// sends its last block as short as it is.
abstract class PacedSource extends Component {

    /// 2 s. Listeners who play one second behind capture miss what comes later than that, recorders
    /// get it whole. Guess.
    static final long CATCH_UP_NANOS = 100 * Pcm.BLOCK_NANOS;

    private final Outbox<Pcm> outbox;
    private final int channels;
    private final AtomicLong stalls = new AtomicLong();

    PacedSource(String name, int channels) {
        super(name);
        this.channels = channels;
        this.outbox = typedOutbox(Pcm.class, "20 ms blocks, each at its time");
    }

    /// Writes the next frames.
    ///
    /// @param into room for `frames` frames
    /// @return frames written; fewer than asked for only at the end, then 0
    abstract int fill(short[] into, int frames) throws IOException;

    /// What began within the block just filled; empty: nothing new.
    String title() {
        return "";
    }

    /// Called when the source ends, however it ends.
    void release() throws IOException {}

    /// How often so much time was missed that it was passed over.
    public long stalls() {
        return stalls.get();
    }

    final int channels() {
        return channels;
    }

    @Override
    protected final void run() throws InterruptedException, IOException {
        try {
            pace();
        } finally {
            release();
        }
    }

    private void pace() throws InterruptedException, IOException {
        long startNanos = clock().nanoTime();
        long startUnixNanos = clock().unixNanos();
        for (long block = 0; ; block++) {
            short[] samples = new short[Pcm.BLOCK_FRAMES * channels];
            int frames = fill(samples, Pcm.BLOCK_FRAMES);
            if (frames == 0) {
                return;
            }
            long lateNanos = clock().nanoTime() - startNanos - block * Pcm.BLOCK_NANOS;
            if (lateNanos > CATCH_UP_NANOS) {
                block += lateNanos / Pcm.BLOCK_NANOS;
                stalls.incrementAndGet();
            }
            if (!waitUntil(startNanos + block * Pcm.BLOCK_NANOS)) {
                return;
            }
            short[] exact =
                    frames == Pcm.BLOCK_FRAMES
                            ? samples
                            : Arrays.copyOf(samples, frames * channels);
            outbox.send(
                    new Pcm(exact, channels, startUnixNanos + block * Pcm.BLOCK_NANOS, title()));
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
