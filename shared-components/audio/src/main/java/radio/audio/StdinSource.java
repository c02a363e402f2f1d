package radio.audio;

import java.io.IOException;
import java.io.InputStream;
import radio.axon.Component;
import radio.axon.Outbox;

/// Raw sound from a stream, such as standard input, to `outbox`: 48 kHz, stereo, 16-bit
/// little-endian, without a header; until the stream ends. The last block is as short as it is.
///
/// A file on standard input is paced by the [Pacer] behind; a live pipe paces itself. Reading
/// blocks the component's thread, and nothing can wake it: a stopped component ends with the next
/// byte or when the stream is closed.
public final class StdinSource extends Component {

    private static final int FRAME_BYTES = 4;

    private final InputStream in;
    private final Outbox<Pcm.Untimed> outbox;
    private final int channels;
    private final byte[] bytes = new byte[Pcm.BLOCK_FRAMES * FRAME_BYTES];

    /// @param channels of the programme; the stream's two are averaged if it has one
    public StdinSource(InputStream in, int channels) {
        super("stdin");
        this.in = in;
        this.channels = channels;
        this.outbox = typedOutbox(Pcm.Untimed.class, "what came in, 20 ms blocks");
    }

    @Override
    protected void run() throws InterruptedException, IOException {
        while (!stopping()) {
            int frames = in.readNBytes(bytes, 0, bytes.length) / FRAME_BYTES;
            if (frames == 0) {
                return;
            }
            outbox.send(new Pcm.Untimed(samples(frames), channels, ""));
        }
    }

    private short[] samples(int frames) {
        short[] samples = new short[frames * channels];
        for (int i = 0; i < frames; i++) {
            short left = sample(FRAME_BYTES * i);
            short right = sample(FRAME_BYTES * i + 2);
            if (channels == 2) {
                samples[2 * i] = left;
                samples[2 * i + 1] = right;
            } else {
                samples[i] = (short) ((left + right) / 2);
            }
        }
        return samples;
    }

    private short sample(int at) {
        return (short) ((bytes[at] & 0xff) | bytes[at + 1] << 8);
    }
}
