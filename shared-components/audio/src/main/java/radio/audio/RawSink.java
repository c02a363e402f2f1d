package radio.audio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Writes sound from `inbox` (door 6) to a stream, such as standard output: 48 kHz, stereo, 16-bit
/// little-endian, without a header.
///
/// A reader that goes away ends it quietly; a reader that is slow holds up the player, and only it.
public final class RawSink extends Component {

    private final OutputStream out;
    private final Inbox<Pcm> inbox;
    private final AtomicLong frames = new AtomicLong();

    /// @param out not closed at the end
    public RawSink(OutputStream out) {
        super("raw");
        this.out = out;
        this.inbox = typedInbox(Pcm.class, "sound to write", Bound.blocking(Programme.DOOR));
    }

    /// Frames written so far.
    public long frames() {
        return frames.get();
    }

    @Override
    protected void run() {
        try {
            for (Pcm block : inbox.untilFinished()) {
                short[] samples = block.inChannels(2).samples();
                ByteBuffer bytes =
                        ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asShortBuffer().put(samples);
                out.write(bytes.array());
                frames.addAndGet(block.frames());
                if (!inbox.ready()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException gone) {
            log().info("the reader of the raw sound is gone: {}", gone.getMessage());
        }
    }
}
