package radio.peer;

import java.nio.ByteBuffer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.Verifier;

/// Checks Ed25519 signatures (RFC 8032). Stateless; any thread may use it.
public final class Ed25519Verifier implements Verifier {
    @Override
    public boolean verify(PublicKey key, ByteBuffer message, ByteBuffer signature) {
        if (signature.remaining() != Signer.SIGNATURE_BYTES) {
            return false;
        }
        byte[] bytes = bytesOf(message);
        return Ed25519.verify(bytesOf(signature), 0, key.bytes(), 0, bytes, 0, bytes.length);
    }

    static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
