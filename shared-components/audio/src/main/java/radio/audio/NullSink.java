package radio.audio;

import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Bound;
import radio.axon.Reactor;

/// Takes sound from `inbox` (door 6) and forgets it: a node that only serves others still plays by
/// the clock, to count what it would have heard.
public final class NullSink extends Reactor {
    private final AtomicLong frames = new AtomicLong();

    public NullSink() {
        super("null");
        on(
                typedInbox(Pcm.class, "sound to forget", Bound.blocking(Programme.DOOR)),
                block -> frames.addAndGet(block.frames()));
    }

    /// Frames heard by nobody so far.
    public long frames() {
        return frames.get();
    }
}
