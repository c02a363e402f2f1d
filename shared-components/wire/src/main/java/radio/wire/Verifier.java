package radio.wire;

import java.nio.ByteBuffer;

/// Checks signatures. Never throws for bad input: what cannot be a signature is not one.
public interface Verifier {
    /// Whether `signature` is that of what remains in `message` by the holder of `key`. The
    /// positions of both buffers are left alone.
    boolean verify(PublicKey key, ByteBuffer message, ByteBuffer signature);
}
