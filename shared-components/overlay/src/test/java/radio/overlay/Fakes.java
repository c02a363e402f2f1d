package radio.overlay;

import java.nio.ByteBuffer;
import java.util.List;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Codec;
import radio.wire.Contact;
import radio.wire.Packet;
import radio.wire.PeerId;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.StreamInfo;
import radio.wire.Verifier;

/// Identities, addresses and signatures that cost nothing: a signature is a checksum of key and
/// contents.
final class Fakes {
    static final int CHUNK_SAMPLES = 4_800;
    static final long CHUNK_NANOS = 100_000_000L;
    static final Signer STATION_KEY = new Checksum(new PublicKey(77, 7, 7, 7));
    static final Signer OTHER_KEY = new Checksum(new PublicKey(66, 6, 6, 6));
    static final StationId STATION = new StationId(STATION_KEY.publicKey());
    static final Verifier VERIFIER =
            (key, message, signature) ->
                    signature.remaining() == Signer.SIGNATURE_BYTES
                            && signature.getLong(signature.position()) == sum(key, message);

    private Fakes() {}

    private static long sum(PublicKey key, ByteBuffer message) {
        return key.word0() << 32 | message.hashCode() & 0xFFFF_FFFFL;
    }

    private record Checksum(PublicKey publicKey) implements Signer {
        @Override
        public byte[] sign(ByteBuffer message) {
            return ByteBuffer.allocate(SIGNATURE_BYTES).putLong(sum(publicKey, message)).array();
        }
    }

    static PeerId peer(int number) {
        return new PeerId(new PublicKey(number, 0, 0, 1));
    }

    static Candidate address(int number) {
        return Candidate.tcp(new byte[] {127, 0, 0, 1}, 10_000 + number);
    }

    static Contact contact(int number) {
        return new Contact(peer(number), List.of(address(number)), true, 0);
    }

    static Chunk chunk(long epoch, long sequence) {
        return chunk(epoch, sequence, STATION_KEY);
    }

    static Chunk chunk(long epoch, long sequence, Signer signer) {
        ByteBuffer data = ByteBuffer.allocate(8).putLong(epoch ^ sequence).flip();
        return Chunk.sign(
                new ChunkId(0, epoch, sequence),
                sequence % (1L << 40) * CHUNK_SAMPLES,
                List.of(new Packet(CHUNK_SAMPLES, data)),
                List.of(),
                signer);
    }

    static StationHeader header(long epoch, int revision) {
        return header(epoch, revision, STATION_KEY);
    }

    static StationHeader header(long epoch, int revision, Signer signer) {
        StreamInfo stream =
                new StreamInfo(
                        0, Codec.OPUS, 48_000, 2, 96_000, CHUNK_SAMPLES, ByteBuffer.allocate(0));
        return StationHeader.sign(
                epoch, revision, Swarm.WALL, 1_000_000_000L, "test", List.of(stream), signer);
    }
}
