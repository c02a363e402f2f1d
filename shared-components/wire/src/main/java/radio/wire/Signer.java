package radio.wire;

import java.nio.ByteBuffer;

/// Signs with one private key (Ed25519, RFC 8032). The implementation lives in `peer`, so that this
/// module needs no cryptography and a simulation can plug in a cheap one.
public interface Signer {
    /// Length of a signature in bytes.
    int SIGNATURE_BYTES = 64;

    /// The public half of the key.
    PublicKey publicKey();

    /// The 64-byte signature of what remains in the buffer, whose position is left alone.
    byte[] sign(ByteBuffer message);
}
