package radio.web;

import java.nio.ByteBuffer;

/// What the first bytes of an Opus packet say (RFC 6716, 3.1 and 3.2).
final class OpusPackets {
    /// Frames per second at which durations are given, whatever was encoded.
    static final int RATE = 48_000;

    private static final int MAX_SAMPLES = 5760;

    /// The durations that a silent packet can have, longest first, and their configurations: CELT,
    /// full band.
    private static final int[] SILENT_SAMPLES = {960, 480, 240, 120};

    private static final int[] SILENT_CONFIGS = {31, 30, 29, 28};

    private OpusPackets() {}

    /// Length of a packet's sound at 48 kHz per channel; 0 if it is no packet.
    static int samples(ByteBuffer packet) {
        if (!packet.hasRemaining()) {
            return 0;
        }
        int toc = packet.get(packet.position()) & 0xFF;
        int config = toc >> 3;
        int frame;
        if (config < 12) {
            frame = new int[] {480, 960, 1920, 2880}[config & 3];
        } else if (config < 16) {
            frame = (config & 1) == 0 ? 480 : 960;
        } else {
            frame = 120 << (config & 3);
        }
        int frames =
                switch (toc & 3) {
                    case 0 -> 1;
                    case 1, 2 -> 2;
                    default ->
                            packet.remaining() < 2 ? 0 : packet.get(packet.position() + 1) & 0x3F;
                };
        int samples = frame * frames;
        return samples > MAX_SAMPLES ? 0 : samples;
    }

    /// The length of the longest silent packet that is not longer than that; 0 below 2.5 ms.
    static int silence(long samples) {
        for (int length : SILENT_SAMPLES) {
            if (length <= samples) {
                return length;
            }
        }
        return 0;
    }

    /// A packet of digital silence: a CELT frame whose first symbol, of probability 2^-15, says
    /// that it is silent (RFC 6716, 4.3). Every decoder knows it, also those that make nothing of
    /// packets without any frame.
    ///
    /// @param samples 960, 480, 240 or 120
    static byte[] silent(int samples, boolean stereo) {
        int config = 0;
        for (int i = 0; i < SILENT_SAMPLES.length; i++) {
            config = SILENT_SAMPLES[i] == samples ? SILENT_CONFIGS[i] : config;
        }
        return new byte[] {(byte) (config << 3 | (stereo ? 4 : 0)), (byte) 0xFF, (byte) 0xFE};
    }
}
