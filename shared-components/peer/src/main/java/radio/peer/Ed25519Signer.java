package radio.peer;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import radio.wire.PublicKey;
import radio.wire.Signer;

/// Signs with an Ed25519 key (RFC 8032) held in memory.
///
/// BouncyCastle's plain class is used because it is several times faster than the JDK's provider
/// (`docs/performance.md`): a process with hundreds of peers depends on it.
public final class Ed25519Signer implements Signer {
    /// Length of the secret seed in bytes.
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicBytes;
    private final PublicKey publicKey;

    private Ed25519Signer(byte[] seed) {
        this.seed = seed;
        publicBytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        publicKey = PublicKey.of(publicBytes);
    }

    /// @param seed 32 secret bytes
    public static Ed25519Signer of(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed of " + seed.length + " bytes");
        }
        return new Ed25519Signer(seed.clone());
    }

    /// A new key.
    public static Ed25519Signer generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new Ed25519Signer(seed);
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(ByteBuffer message) {
        byte[] bytes = Ed25519Verifier.bytesOf(message);
        byte[] signature = new byte[Signer.SIGNATURE_BYTES];
        Ed25519.sign(seed, 0, publicBytes, 0, bytes, 0, bytes.length, signature, 0);
        return signature;
    }

    /// The secret, for the key file.
    byte[] seed() {
        return seed.clone();
    }
}
