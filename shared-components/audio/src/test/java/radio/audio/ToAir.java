package radio.audio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.StreamInfo;

/// A relay's inward half for tests: chunks in order, due so long after capture, with the losses
/// asked for.
final class ToAir extends Component {

    private final Inbox<Chunk> inbox;
    private final Outbox<Air> outbox;
    private final StreamInfo stream;
    private final long anchorUnixNanos;
    private final Duration delay;
    private final int loseEvery;
    final List<Chunk> chunks = new ArrayList<>();

    ToAir(StreamInfo stream, long anchorUnixNanos, Duration delay, int loseEvery) {
        super("to air");
        this.inbox = typedInbox(Chunk.class, "chunks", Bound.blocking(20));
        this.outbox = typedOutbox(Air.class, "air");
        this.stream = stream;
        this.anchorUnixNanos = anchorUnixNanos;
        this.delay = delay;
        this.loseEvery = loseEvery;
    }

    @Override
    protected void run() throws InterruptedException {
        long toMonotonic = clock().nanoTime() - clock().unixNanos();
        for (Chunk chunk : inbox.untilFinished()) {
            chunks.add(chunk);
            long captured = anchorUnixNanos + stream.nanosOf(chunk.mediaTime());
            long due = captured + delay.toNanos() + toMonotonic;
            boolean lost = loseEvery > 0 && chunk.id().sequence() % loseEvery == loseEvery - 1;
            outbox.send(
                    lost
                            ? new Air.Missing(
                                    chunk.id(), chunk.mediaTime(), chunk.samples(), stream, due)
                            : new Air.Heard(chunk, stream, captured, due));
        }
    }
}
