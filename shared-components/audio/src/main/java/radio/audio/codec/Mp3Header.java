package radio.audio.codec;

import java.util.Optional;

/// The four bytes before every frame of MPEG-1, 2 or 2.5 audio, layer III (ISO/IEC 11172-3,
/// 2.4.2.3).
///
/// @param bits the header as it stands
/// @param version 1 for MPEG-1, 2 for MPEG-2, 3 for MPEG-2.5
/// @param sampleRate frames of sound per second
/// @param channels 1 or 2
/// @param size bytes of the whole frame, header included
public record Mp3Header(int bits, int version, int sampleRate, int channels, int size) {

    /// Bytes of the header itself.
    public static final int BYTES = 4;

    private static final int[] KBITS_MPEG1 = {
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
    };
    private static final int[] KBITS_LATER = {
        0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
    };
    private static final int[] RATES = {44_100, 48_000, 32_000};

    /// Reads a header; empty when these bits are none, or one of a kind that cannot be played
    /// (layers I and II, free bit rate).
    public static Optional<Mp3Header> parse(int bits) {
        int versionBits = bits >>> 19 & 3;
        int layerBits = bits >>> 17 & 3;
        int bitrateIndex = bits >>> 12 & 15;
        int rateIndex = bits >>> 10 & 3;
        if (bits >>> 21 != 0x7ff
                || versionBits == 1
                || layerBits != 1
                || bitrateIndex == 0
                || bitrateIndex == 15
                || rateIndex == 3) {
            return Optional.empty();
        }
        int version = versionBits == 3 ? 1 : versionBits == 2 ? 2 : 3;
        int rate = RATES[rateIndex] >> (version - 1);
        int bitrate = 1000 * (version == 1 ? KBITS_MPEG1[bitrateIndex] : KBITS_LATER[bitrateIndex]);
        int padding = bits >>> 9 & 1;
        int size = (version == 1 ? 144 : 72) * bitrate / rate + padding;
        int channels = (bits >>> 6 & 3) == 3 ? 1 : 2;
        return Optional.of(new Mp3Header(bits, version, rate, channels, size));
    }

    /// Frames of sound that one MPEG frame holds.
    public int samples() {
        return version == 1 ? 1152 : 576;
    }

    /// Bytes between the header and the side information: a checksum or nothing.
    public int checksumBytes() {
        return (bits >>> 16 & 1) == 0 ? 2 : 0;
    }

    /// Bytes of side information.
    public int sideBytes() {
        if (version == 1) {
            return channels == 1 ? 17 : 32;
        }
        return channels == 1 ? 9 : 17;
    }

    /// Whether both can be frames of one stream.
    public boolean fits(Mp3Header other) {
        return version == other.version && sampleRate == other.sampleRate;
    }
}
