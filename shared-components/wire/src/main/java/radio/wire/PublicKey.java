package radio.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// The 32 bytes of an Ed25519 public key (RFC 8032), as a value: equal keys are equal objects.
///
/// The bytes are kept as four big-endian words, so that nobody can change them from outside.
public record PublicKey(long word0, long word1, long word2, long word3)
        implements Comparable<PublicKey> {
    /// Length of a key in bytes.
    public static final int BYTES = 32;

    /// @throws IllegalArgumentException if there are not exactly 32 bytes
    public static PublicKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "a key has " + BYTES + " bytes, this one has " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new PublicKey(
                buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /// Reads 64 hexadecimal digits, upper or lower case.
    ///
    /// @throws IllegalArgumentException if it is anything else
    public static PublicKey parse(CharSequence hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException(
                    "a key is written as "
                            + 2 * BYTES
                            + " hexadecimal digits, this one has "
                            + hex.length()
                            + " characters");
        }
        for (int i = 0; i < hex.length(); i++) {
            if (!HexFormat.isHexDigit(hex.charAt(i))) {
                throw new IllegalArgumentException(
                        "'" + hex.charAt(i) + "' in the key is not a hexadecimal digit");
            }
        }
        return of(HexFormat.of().parseHex(hex));
    }

    /// A fresh array of 32 bytes.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(word0)
                .putLong(word1)
                .putLong(word2)
                .putLong(word3)
                .array();
    }

    /// The first eight hexadecimal digits: enough for people to tell a few keys apart.
    public String brief() {
        return toString().substring(0, 8);
    }

    @Override
    public int compareTo(PublicKey other) {
        int order = Long.compareUnsigned(word0, other.word0);
        order = order != 0 ? order : Long.compareUnsigned(word1, other.word1);
        order = order != 0 ? order : Long.compareUnsigned(word2, other.word2);
        return order != 0 ? order : Long.compareUnsigned(word3, other.word3);
    }

    /// 64 lower-case hexadecimal digits.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
