package radio.web;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import radio.audio.codec.Mp3Header;
import radio.wire.Codec;

/// One frame of MPEG audio that says itself where it ends: MP3 (ISO/IEC 11172-3) or AAC in ADTS
/// (ISO/IEC 13818-7, 6.2).
///
/// @param samples its sound, per channel
/// @param silent a frame of silence of the same kind; empty if we know none
record CodedFrame(int samples, Optional<byte[]> silent) {
    private static final int ADTS = 7;
    private static final int AAC_SAMPLES = 1024;

    /// A silent raw data block of AAC LC: one channel, and a pair; as encoders write them.
    private static final byte[] SILENT_MONO = HexFormat.of().parseHex("00c800802380");

    private static final byte[] SILENT_PAIR = HexFormat.of().parseHex("210049900219002380");

    /// Reads what is exactly one frame of that codec; empty if it is not.
    static Optional<CodedFrame> parse(Codec codec, ByteBuffer bytes) {
        if (bytes.remaining() < ADTS) {
            return Optional.empty();
        }
        return switch (codec) {
            case MP3 ->
                    Mp3Header.parse(bytes.getInt(bytes.position()))
                            .filter(header -> header.size() == bytes.remaining())
                            .map(header -> new CodedFrame(header.samples(), silentMp3(header)));
            case AAC -> adts(bytes);
            default -> Optional.empty();
        };
    }

    /// Side information that is all zeros has no coefficients for anybody: silence.
    private static Optional<byte[]> silentMp3(Mp3Header like) {
        int bits = like.bits() & ~0x200 | 0x1_0000;
        return Mp3Header.parse(bits)
                .map(header -> ByteBuffer.allocate(header.size()).putInt(bits).array());
    }

    private static Optional<CodedFrame> adts(ByteBuffer bytes) {
        int at = bytes.position();
        int first = bytes.getInt(at);
        int length =
                (first & 3) << 11
                        | (bytes.get(at + 4) & 0xFF) << 3
                        | (bytes.get(at + 5) & 0xFF) >> 5;
        boolean one = (bytes.get(at + 6) & 3) == 0;
        if ((first >>> 20) != 0xFFF
                || (first >>> 17 & 3) != 0
                || (first >>> 10 & 15) > 12
                || !one
                || length != bytes.remaining()) {
            return Optional.empty();
        }
        int channels = (first & 0x100) >> 6 | bytes.get(at + 3) >> 6 & 3;
        return Optional.of(new CodedFrame(AAC_SAMPLES, silentAac(first, channels)));
    }

    private static Optional<byte[]> silentAac(int first, int channels) {
        if (channels < 1 || channels > 2) {
            return Optional.empty();
        }
        byte[] block = channels == 1 ? SILENT_MONO : SILENT_PAIR;
        int length = ADTS + block.length;
        ByteBuffer frame = ByteBuffer.allocate(length);
        // As the frame before, without a checksum, of AAC LC, full of "variable bit rate".
        frame.putShort((short) (first >>> 16 | 1));
        frame.put((byte) (0x40 | first >>> 8 & 0x3D));
        frame.put((byte) ((channels & 3) << 6 | length >> 11));
        frame.put((byte) (length >> 3));
        frame.put((byte) ((length & 7) << 5 | 0x1F));
        frame.put((byte) 0xFC);
        return Optional.of(frame.put(block).array());
    }
}
