package radio.audio;

import java.io.IOException;
import java.io.InputStream;

/// Raw sound from a stream, such as standard input: 48 kHz, stereo, 16-bit little-endian, without a
/// header; until the stream ends.
///
/// A file on standard input is paced by the clock; a live pipe paces itself. Reading blocks the
/// component's thread, and nothing can wake it: a stopped component ends with the next byte or when
/// the stream is closed.
public final class StdinSource extends PacedSource {

    private static final int FRAME_BYTES = 4;

    private final InputStream in;
    private final byte[] bytes = new byte[Pcm.BLOCK_FRAMES * FRAME_BYTES];

    /// @param channels of the programme; the stream's two are averaged if it has one
    public StdinSource(InputStream in, int channels) {
        super("stdin", channels);
        this.in = in;
    }

    @Override
    int fill(short[] into, int frames) throws IOException {
        int got = in.readNBytes(bytes, 0, frames * FRAME_BYTES) / FRAME_BYTES;
        for (int i = 0; i < got; i++) {
            short left = sample(FRAME_BYTES * i);
            short right = sample(FRAME_BYTES * i + 2);
            if (channels() == 2) {
                into[2 * i] = left;
                into[2 * i + 1] = right;
            } else {
                into[i] = (short) ((left + right) / 2);
            }
        }
        return got;
    }

    private short sample(int at) {
        return (short) ((bytes[at] & 0xff) | bytes[at + 1] << 8);
    }
}
