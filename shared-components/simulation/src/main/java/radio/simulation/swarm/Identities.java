package radio.simulation.swarm;

import java.nio.ByteBuffer;
import radio.wire.Candidate;
import radio.wire.PeerId;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.StationId;
import radio.wire.Verifier;

/// Identities, addresses and signatures that cost next to nothing.
///
/// A node's number can be read off its [PeerId] and its address, so that finding one is a look into
/// an array. Each node's address lies in a /24 of its own. A signature is a checksum of the key and
/// of the first bytes of what is signed, which hold a chunk's or header's identity.
final class Identities {
    private static final int PORT = 4711;
    private static final int FIRST_OCTET = 20;

    static final Signer STATION_KEY = new Checksum(new PublicKey(77, 7, 7, 7));
    static final Signer FORGERS_KEY = new Checksum(new PublicKey(66, 6, 6, 6));
    static final StationId STATION = new StationId(STATION_KEY.publicKey());
    static final Verifier VERIFIER =
            (key, message, signature) ->
                    signature.remaining() == Signer.SIGNATURE_BYTES
                            && signature.getLong(signature.position()) == sum(key, message);

    private Identities() {}

    /// Bits that look drawn at random, the same for the same two numbers (SplitMix64's finalizer).
    static long mix(long a, long b) {
        long z = a + (b + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    static PeerId peer(long seed, int number) {
        return new PeerId(new PublicKey(mix(seed, number), 0, 0, number));
    }

    static int number(PeerId peer) {
        return (int) peer.key().word3();
    }

    static Candidate address(int number) {
        byte[] bytes = {
            (byte) (FIRST_OCTET + (number >> 16)), (byte) (number >> 8), (byte) number, 1
        };
        return Candidate.tcp(bytes, PORT);
    }

    /// The number of the node that an address belongs to, whether or not there is one.
    static int number(Candidate candidate) {
        ByteBuffer bytes = candidate.bytes();
        return (bytes.getInt(bytes.position()) >>> 8) - (FIRST_OCTET << 16);
    }

    private static long sum(PublicKey key, ByteBuffer message) {
        int at = message.position();
        long sum = mix(key.word0(), message.remaining());
        for (int i = 0; i < 4 && 8 * i + 8 <= message.remaining(); i++) {
            sum = mix(sum, message.getLong(at + 8 * i));
        }
        return sum;
    }

    private record Checksum(PublicKey publicKey) implements Signer {
        @Override
        public byte[] sign(ByteBuffer message) {
            return ByteBuffer.allocate(SIGNATURE_BYTES).putLong(sum(publicKey, message)).array();
        }
    }
}
