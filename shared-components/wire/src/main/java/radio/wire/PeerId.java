package radio.wire;

/// Who a node is: its own Ed25519 public key. The handshake proves that a peer holds the private
/// half; an address proves nothing.
public record PeerId(PublicKey key) implements Comparable<PeerId> {
    /// @throws IllegalArgumentException if there are not exactly 32 bytes
    public static PeerId of(byte[] bytes) {
        return new PeerId(PublicKey.of(bytes));
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
    public int compareTo(PeerId other) {
        return key.compareTo(other.key);
    }

    /// 64 lower-case hexadecimal digits.
    @Override
    public String toString() {
        return key.toString();
    }
}
