package radio.wire;

/// Which station this is: the public key that every chunk and every station header is signed with.
/// It is the last part of a station link.
public record StationId(PublicKey key) implements Comparable<StationId> {
    /// @throws IllegalArgumentException if there are not exactly 32 bytes
    public static StationId of(byte[] bytes) {
        return new StationId(PublicKey.of(bytes));
    }

    /// A fresh array of 32 bytes.
    public byte[] bytes() {
        return key.bytes();
    }

    /// The first eight hexadecimal digits.
    public String brief() {
        return key.brief();
    }

    @Override
    public int compareTo(StationId other) {
        return key.compareTo(other.key);
    }

    /// 64 lower-case hexadecimal digits.
    @Override
    public String toString() {
        return key.toString();
    }
}
