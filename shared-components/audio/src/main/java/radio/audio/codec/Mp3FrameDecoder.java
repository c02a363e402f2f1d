package radio.audio.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jcodec.codecs.mpa.Mp3Decoder;

/// Decodes the frames of one layer III stream with JCodec, one after the other.
///
/// A frame's data may begin in the frames before it (the bit reservoir). JCodec keeps that
/// reservoir too, but loses it with its first error, mistakes a checksum for data and cannot begin
/// in the middle of a stream. So the reservoir is kept here, and JCodec gets every frame rewritten
/// to stand alone: no checksum, data beginning in the frame itself, and the header of the largest
/// frame there is, to have room for it. A frame that cannot be decoded is silence of its length and
/// is counted.
public final class Mp3FrameDecoder {

    /// Furthest a frame reaches back: nine bits (ISO/IEC 11172-3, main_data_begin).
    private static final int RESERVOIR = 511;

    private static final int MPEG1_LARGEST = 0xfffb_ea00; // 320 kbit/s, 32 kHz, padded, no checksum
    private static final int LATER_LARGEST =
            0xffe3_ea00; // MPEG-2.5, 160 kbit/s, 8 kHz, padded, no checksum
    private static final int LARGEST_SIZE = 1441;
    private static final int MODE_BITS = 0xff; // channel mode, its extension and flags
    private static final int FORM_BITS =
            0xffff_0c00 | MODE_BITS; // everything but bit rate and padding

    private final byte[] reservoir = new byte[RESERVOIR];
    private int reserved;
    private final byte[] alone = new byte[LARGEST_SIZE];
    private final ByteBuffer decoded = ByteBuffer.allocate(1152 * 2 * 2);
    private Mp3Decoder decoder = new Mp3Decoder();
    private int decoderChannels;
    private long damaged;

    /// Decodes one frame.
    ///
    /// @param frame the whole frame, `header.size()` bytes
    /// @param into gets `header.samples() * header.channels()` interleaved samples, full scale -1
    ///   to 1
    public void decode(Mp3Header header, byte[] frame, float[] into) {
        int side = Mp3Header.BYTES + header.checksumBytes();
        int main = side + header.sideBytes();
        int samples = header.samples() * header.channels();
        if (main > header.size()) {
            silence(into, samples);
            return;
        }
        int reach =
                header.version() == 1
                        ? (frame[side] & 0xff) << 1 | (frame[side + 1] & 0xff) >>> 7
                        : frame[side] & 0xff;
        boolean whole = reach <= reserved && prepare(header);
        if (whole) {
            rewrite(header, frame, side, main, reach);
            whole = run(into, samples);
        }
        keep(frame, main, header.size() - main);
        if (!whole) {
            silence(into, samples);
        }
    }

    /// Frames that became silence because their data was missing or wrong.
    public long damaged() {
        return damaged;
    }

    private void silence(float[] into, int samples) {
        damaged++;
        Arrays.fill(into, 0, samples, 0);
    }

    /// JCodec takes rate and channels from the first frame it sees: show it a silent one of the
    /// right form.
    private boolean prepare(Mp3Header header) {
        if (decoderChannels == header.channels()) {
            return true;
        }
        decoder = new Mp3Decoder();
        Arrays.fill(alone, (byte) 0);
        ByteBuffer.wrap(alone).putInt((header.bits() & FORM_BITS) | 0x1_e200);
        decoderChannels = header.channels();
        return run(new float[1152 * 2], header.samples() * header.channels());
    }

    private void rewrite(Mp3Header header, byte[] frame, int side, int main, int reach) {
        Arrays.fill(alone, (byte) 0);
        int largest = header.version() == 1 ? MPEG1_LARGEST : LATER_LARGEST;
        ByteBuffer.wrap(alone).putInt(largest | (header.bits() & MODE_BITS));
        System.arraycopy(frame, side, alone, Mp3Header.BYTES, header.sideBytes());
        alone[Mp3Header.BYTES] = 0;
        if (header.version() == 1) {
            alone[Mp3Header.BYTES + 1] &= 0x7f;
        }
        int at = Mp3Header.BYTES + header.sideBytes();
        System.arraycopy(reservoir, reserved - reach, alone, at, reach);
        at += reach;
        System.arraycopy(frame, main, alone, at, Math.min(header.size() - main, alone.length - at));
    }

    private boolean run(float[] into, int samples) {
        decoded.clear();
        try {
            decoder.decodeFrame(ByteBuffer.wrap(alone), decoded);
        } catch (IOException | RuntimeException notLayerThree) {
            decoderChannels = 0; // its state is unknown: make a new one for the next frame
            return false;
        }
        if (decoded.remaining() < samples * 2) {
            return false;
        }
        decoded.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++) {
            into[i] = decoded.getShort() / 32768f;
        }
        return true;
    }

    private void keep(byte[] frame, int from, int length) {
        if (length >= RESERVOIR) {
            System.arraycopy(frame, from + length - RESERVOIR, reservoir, 0, RESERVOIR);
            reserved = RESERVOIR;
            return;
        }
        int stay = Math.min(reserved, RESERVOIR - length);
        System.arraycopy(reservoir, reserved - stay, reservoir, 0, stay);
        System.arraycopy(frame, from, reservoir, stay, length);
        reserved = stay + length;
    }
}
