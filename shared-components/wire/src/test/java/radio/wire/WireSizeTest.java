package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is charged for a message is what the codec would write.
class WireSizeTest {
    private static final PublicKey KEY = new PublicKey(1, 2, 3, 4);
    private static final Candidate ADDRESS = Candidate.parse("192.0.2.7:7701");
    private static final Contact CONTACT =
            new Contact(new PeerId(KEY), List.of(ADDRESS, Candidate.parse("a.example:1")), true, 3);
    private static final List<Contact> CONTACTS =
            List.of(CONTACT, new Contact(new PeerId(KEY), List.of(), false, 0));

    static Stream<Message> messages() {
        return Stream.of(
                new Message.Hello(
                        1, 1, new PeerId(KEY), KEY, new StationId(KEY), 7, List.of(ADDRESS)),
                new Message.Proof(Signature.of(new byte[Signer.SIGNATURE_BYTES])),
                new Message.Welcome(1, ADDRESS),
                new Message.Welcome(1, new Candidate(0, ByteBuffer.allocate(0))),
                new Message.Bye(Reason.BUSY, "words"),
                new Message.Ping(1, 2),
                new Message.Pong(1, 2),
                new Message.Graft(0, 1, 2),
                new Message.Grafted(0, 1, 2, 3, CONTACTS),
                new Message.Refused(0, Refusal.FULL, 250, CONTACTS),
                new Message.Path(0, CONTACTS),
                new Message.Alternatives(0, CONTACTS),
                new Message.Prune(0),
                new Message.Have(0, 1, 2, 3, 4, 5, 6),
                new Message.Pull(0, 1, 2, 3),
                new Message.Join(4),
                new Message.ForwardJoin(6, CONTACT),
                new Message.Neighbour(true),
                new Message.NeighbourReply(false, CONTACTS),
                new Message.Shuffle(1, 6, CONTACTS),
                new Message.ShuffleReply(1, CONTACTS),
                new Message.Move(0, 2000, CONTACTS),
                new Message.Redirect(500, CONTACTS));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void chargedIsWhatIsWritten(Message message) {
        assertThat(WireSize.of(message)).isEqualTo(MessageCodec.encode(message).remaining());
    }
}
