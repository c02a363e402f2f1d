package radio.audio.codec;

import java.nio.ByteBuffer;

/// What can be said of Opus packets without decoding them (RFC 6716, 3), and packets of silence.
public final class OpusPackets {

    /// The shortest packet: 2.5 ms at 48 kHz. Every packet is a multiple of it long.
    public static final int SHORTEST = 120;

    /// 120 ms at 48 kHz.
    private static final int LONGEST = 5760;

    /// Of one frame (R2).
    private static final int MAX_FRAME_BYTES = 1275;

    /// Lengths of CELT frames, and the configurations (full band) that have them.
    private static final int[] CELT_SAMPLES = {120, 240, 480, 960};

    private static final int CELT_FULL_BAND = 28;

    private OpusPackets() {}

    /// How long a packet is at 48 kHz, 120 to 5760 samples; 0 if it is none.
    public static int samples(ByteBuffer packet) {
        ByteBuffer in = packet.duplicate();
        if (!in.hasRemaining()) {
            return 0;
        }
        int toc = in.get() & 0xFF;
        int frame = frameSamples(toc >> 3);
        return switch (toc & 3) {
            case 0 -> in.remaining() <= MAX_FRAME_BYTES ? frame : 0;
            case 1 ->
                    in.remaining() % 2 == 0 && in.remaining() / 2 <= MAX_FRAME_BYTES
                            ? 2 * frame
                            : 0;
            case 2 -> {
                int first = frameBytes(in);
                int second = in.remaining() - first;
                yield first >= 0 && second >= 0 && second <= MAX_FRAME_BYTES ? 2 * frame : 0;
            }
            default -> many(in, frame);
        };
    }

    /// Any number of frames (RFC 6716, 3.2.5).
    private static int many(ByteBuffer in, int frame) {
        if (!in.hasRemaining()) {
            return 0;
        }
        int head = in.get() & 0xFF;
        int frames = head & 0x3F;
        if (frames == 0 || frames * frame > LONGEST) {
            return 0;
        }
        int padding = 0;
        if ((head & 0x40) != 0) {
            int more;
            do {
                if (!in.hasRemaining()) {
                    return 0;
                }
                more = in.get() & 0xFF;
                padding += more == 255 ? 254 : more;
            } while (more == 255);
        }
        if ((head & 0x80) != 0) {
            int others = 0;
            for (int i = 1; i < frames; i++) {
                int length = frameBytes(in);
                if (length < 0) {
                    return 0;
                }
                others += length;
            }
            int last = in.remaining() - padding - others;
            return last >= 0 && last <= MAX_FRAME_BYTES ? frames * frame : 0;
        }
        int bytes = in.remaining() - padding;
        return bytes >= 0 && bytes % frames == 0 && bytes / frames <= MAX_FRAME_BYTES
                ? frames * frame
                : 0;
    }

    /// A frame's length of one or two bytes (RFC 6716, 3.2.1); -1 if there is none.
    private static int frameBytes(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return -1;
        }
        int first = in.get() & 0xFF;
        if (first < 252) {
            return first;
        }
        return in.hasRemaining() ? (in.get() & 0xFF) * 4 + first : -1;
    }

    /// By configuration (RFC 6716, table 2).
    private static int frameSamples(int config) {
        if (config < 12) {
            return config % 4 == 3 ? 2880 : 480 << (config % 4);
        }
        if (config < 16) {
            return 480 << (config % 2);
        }
        return 120 << (config % 4);
    }

    /// The longest packet of digital silence that fits: 20, 10, 5 or 2.5 ms. A CELT frame whose
    /// first symbol, of probability 2^-15, says that it is silent (RFC 6716, 4.3): every decoder
    /// knows it, also those that make nothing of packets without any frame.
    ///
    /// @param channels 1 or 2
    /// @param atMost samples at 48 kHz, at least [#SHORTEST]
    public static ByteBuffer silence(int channels, long atMost) {
        int size = CELT_SAMPLES.length - 1;
        while (CELT_SAMPLES[size] > atMost) {
            size--;
        }
        int toc = (CELT_FULL_BAND + size) << 3 | (channels - 1) << 2;
        return ByteBuffer.wrap(new byte[] {(byte) toc, (byte) 0xFF, (byte) 0xFE});
    }
}
