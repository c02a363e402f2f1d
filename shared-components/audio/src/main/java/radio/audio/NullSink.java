package radio.audio;

import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Takes sound from `inbox` (door 6) and forgets it: a node that only serves others still plays by
/// the clock, to count what it would have heard.
public final class NullSink extends Component {

    private final Inbox<Pcm> inbox;
    private final AtomicLong frames = new AtomicLong();

    public NullSink() {
        super("null");
        this.inbox = typedInbox(Pcm.class, "sound to forget", Bound.blocking(Programme.DOOR));
    }

    /// Frames heard by nobody so far.
    public long frames() {
        return frames.get();
    }

    @Override
    protected void run() {
        for (Pcm block : inbox.untilFinished()) {
            frames.addAndGet(block.frames());
        }
    }
}
