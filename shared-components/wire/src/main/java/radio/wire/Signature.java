package radio.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The 64 bytes of an Ed25519 signature, as a value.
public final class Signature {
    private final byte[] bytes;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @throws IllegalArgumentException if there are not exactly 64 bytes
    public static Signature of(byte[] bytes) {
        if (bytes.length != Signer.SIGNATURE_BYTES) {
            throw new IllegalArgumentException("a signature of " + bytes.length + " bytes");
        }
        return new Signature(bytes.clone());
    }

    /// Its bytes, read-only.
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
