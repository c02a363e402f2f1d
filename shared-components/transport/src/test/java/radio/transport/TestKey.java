package radio.transport;

import java.nio.ByteBuffer;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import radio.wire.PeerId;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.StationId;
import radio.wire.Verifier;

/// An Ed25519 key made from a number: the same number, the same key.
final class TestKey implements Signer {
    /// Checks real signatures.
    static final Verifier VERIFIER =
            (key, message, signature) ->
                    Ed25519.verify(
                            array(signature),
                            0,
                            key.bytes(),
                            0,
                            array(message),
                            0,
                            message.remaining());

    private final byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
    private final PublicKey publicKey;

    TestKey(long number) {
        new Random(number).nextBytes(secret);
        byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(secret, 0, key, 0);
        publicKey = PublicKey.of(key);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(ByteBuffer message) {
        byte[] bytes = array(message);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(secret, 0, bytes, 0, bytes.length, signature, 0);
        return signature;
    }

    PeerId peer() {
        return new PeerId(publicKey);
    }

    StationId station() {
        return new StationId(publicKey);
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
