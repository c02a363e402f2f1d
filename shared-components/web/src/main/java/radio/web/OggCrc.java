package radio.web;

import io.netty.buffer.ByteBuf;

/// The checksum of Ogg pages (RFC 3533, 6): CRC-32 with polynomial 04c11db7, most significant bit
/// first, from 0, not inverted at the end.
///
/// So it is linear: the checksum of two pieces in a row is that of the first, moved along by the
/// second's length, added (xor) to that of the second. Moving along by n bytes is a multiplication
/// by x^8n modulo the polynomial. A body that thousands of listeners share is summed once, and each
/// listener's own 26 bytes are added for the price of one multiplication.
final class OggCrc {
    private static final int POLYNOMIAL = 0x04c11db7;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = timesX(crc);
            }
            TABLE[i] = crc;
        }
    }

    private OggCrc() {}

    /// Goes on with a checksum over the readable bytes; moves no index.
    static int of(int before, ByteBuf bytes) {
        return of(before, bytes, bytes.readerIndex(), bytes.readableBytes());
    }

    static int of(int before, ByteBuf bytes, int from, int length) {
        int crc = before;
        for (int i = from; i < from + length; i++) {
            crc = crc << 8 ^ TABLE[(crc >>> 24 ^ bytes.getByte(i)) & 0xFF];
        }
        return crc;
    }

    /// x^8n modulo the polynomial: what moves a checksum along by n bytes.
    static int shift(int bytes) {
        int result = 1;
        int power = 0x100; // x^8
        for (int n = bytes; n > 0; n >>= 1) {
            if ((n & 1) != 0) {
                result = times(result, power);
            }
            power = times(power, power);
        }
        return result;
    }

    /// The checksum of two pieces in a row.
    ///
    /// @param shift of the second's length
    static int combine(int first, int second, int shift) {
        return times(first, shift) ^ second;
    }

    private static int times(int a, int b) {
        int product = 0;
        for (int bit = 31; bit >= 0; bit--) {
            product = timesX(product) ^ a & -(b >>> bit & 1);
        }
        return product;
    }

    private static int timesX(int a) {
        return a << 1 ^ a >> 31 & POLYNOMIAL;
    }
}
