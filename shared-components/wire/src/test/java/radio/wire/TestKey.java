package radio.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;

/// The first three test keys of RFC 8032, 7.1, used by the JDK's Ed25519. Its signatures are
/// deterministic, so they can stand in golden files.
enum TestKey implements Signer {
    STATION(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
    LISTENER(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
    SOURCE_NODE(
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");

    /// Checks with the JDK.
    static final Verifier VERIFIER = TestKey::verify;

    private final String secret;
    private final String publicDigits;

    TestKey(String secret, String publicDigits) {
        this.secret = secret;
        this.publicDigits = publicDigits;
    }

    @Override
    public PublicKey publicKey() {
        return PublicKey.parse(publicDigits);
    }

    @Override
    public byte[] sign(ByteBuffer message) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(
                                    new EdECPrivateKeySpec(
                                            NamedParameterSpec.ED25519,
                                            HexFormat.of().parseHex(secret)));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(message.duplicate());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    PeerId peer() {
        return new PeerId(publicKey());
    }

    StationId station() {
        return new StationId(publicKey());
    }

    private static boolean verify(PublicKey key, ByteBuffer message, ByteBuffer signature) {
        byte[] reversed = new byte[PublicKey.BYTES];
        byte[] bytes = key.bytes();
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        boolean xOdd = reversed[0] < 0;
        reversed[0] &= 0x7F;
        byte[] raw = new byte[signature.remaining()];
        signature.duplicate().get(raw);
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new EdECPublicKeySpec(
                                            NamedParameterSpec.ED25519,
                                            new EdECPoint(xOdd, new BigInteger(1, reversed)))));
            check.update(message.duplicate());
            return check.verify(raw);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
