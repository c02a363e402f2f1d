package radio.wire;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the golden files say, built by the code under test. Station, listener and source node have
/// the keys of [TestKey].
final class Samples {
    static final long EPOCH = 1_767_225_600;
    static final long CLOCK = 1_767_225_604_100_000_000L;
    static final StationId STATION = TestKey.STATION.station();

    static final Contact LISTENER =
            new Contact(
                    TestKey.LISTENER.peer(), List.of(Candidate.parse("192.0.2.7:7701")), false, 1);
    static final Contact SOURCE_NODE =
            new Contact(
                    TestKey.SOURCE_NODE.peer(),
                    List.of(Candidate.parse("198.51.100.1:7700")),
                    true,
                    2);
    static final Contact SOMEBODY =
            new Contact(
                    TestKey.STATION.peer(),
                    List.of(
                            new Candidate(77, hex("0102030405060708ff")),
                            Candidate.parse("radio.example:7700")),
                    true,
                    65_535);

    static final Message.Hello HELLO_DIALLER =
            new Message.Hello(
                    1,
                    1,
                    TestKey.LISTENER.peer(),
                    nonce(0),
                    STATION,
                    7701,
                    List.of(Candidate.parse("192.0.2.7:7701")));
    static final Message.Hello HELLO_ACCEPTOR =
            new Message.Hello(
                    1,
                    1,
                    TestKey.SOURCE_NODE.peer(),
                    nonce(0x80),
                    STATION,
                    7700,
                    List.of(
                            Candidate.parse("radio.example:7700"),
                            Candidate.tcp(
                                    HexFormat.of().parseHex("20010db8000000000000000000000001"),
                                    7700)));

    private Samples() {}

    /// Every golden message but the push, by the name of its file.
    static Map<String, Message> messages() {
        Map<String, Message> all = new LinkedHashMap<>();
        all.put("hello-dialler", HELLO_DIALLER);
        all.put("hello-acceptor", HELLO_ACCEPTOR);
        all.put("proof-dialler", proof(TestKey.LISTENER, true, HELLO_DIALLER, HELLO_ACCEPTOR));
        all.put("proof-acceptor", proof(TestKey.SOURCE_NODE, false, HELLO_ACCEPTOR, HELLO_DIALLER));
        all.put("welcome-dialler", new Message.Welcome(1, Candidate.parse("198.51.100.1:7700")));
        all.put("welcome-acceptor", new Message.Welcome(1, Candidate.parse("192.0.2.7:50123")));
        all.put("bye", new Message.Bye(Reason.LEAVING, "auf Wiederhören"));
        all.put("ping", new Message.Ping(7, 3));
        all.put("pong", new Message.Pong(7, CLOCK));
        all.put("graft", new Message.Graft(1, 0, 0));
        all.put("graft-resume", new Message.Graft(1, EPOCH, 42));
        all.put("grafted", new Message.Grafted(1, EPOCH, 41, CLOCK, List.of(SOURCE_NODE)));
        all.put("refused", new Message.Refused(1, Refusal.FULL, 2000, List.of(LISTENER, SOMEBODY)));
        all.put("path", new Message.Path(1, List.of(SOURCE_NODE, LISTENER)));
        all.put("alternatives", new Message.Alternatives(1, List.of(SOMEBODY)));
        all.put("prune", new Message.Prune(1));
        all.put("header", new Message.Header(header()));
        all.put("have", new Message.Have(1, EPOCH, 41, 41, 0x1FF_FFFF_FFF7L, 86, 3));
        all.put("pull", new Message.Pull(1, EPOCH, 38, 1));
        all.put("join", new Message.Join(4));
        all.put("forward-join", new Message.ForwardJoin(6, LISTENER));
        all.put("neighbour", new Message.Neighbour(true));
        all.put("neighbour-reply", new Message.NeighbourReply(true, List.of()));
        all.put("neighbour-refused", new Message.NeighbourReply(false, List.of(SOMEBODY)));
        all.put("shuffle", new Message.Shuffle(9, 5, List.of(LISTENER, SOMEBODY)));
        all.put("shuffle-reply", new Message.ShuffleReply(9, List.of(SOURCE_NODE)));
        all.put("move", new Message.Move(1, 2000, List.of(LISTENER)));
        all.put("redirect", new Message.Redirect(700, List.of(LISTENER)));
        return Collections.unmodifiableMap(all);
    }

    static StreamInfo stream() {
        return new StreamInfo(
                1,
                Codec.OPUS,
                48_000,
                2,
                96_000,
                4800,
                hex("4f707573486561640102380180bb0000000000"));
    }

    static StationHeader header() {
        return StationHeader.sign(
                EPOCH,
                2,
                EPOCH * 1_000_000_000L,
                1_000_000_000L,
                "Äther FM",
                List.of(stream()),
                TestKey.STATION);
    }

    static Chunk chunk() {
        return chunk(new ChunkId(1, EPOCH, 41), List.of(Field.title("Für Elise")));
    }

    static Chunk chunk(ChunkId id, List<Field> fields) {
        Packet silence = new Packet(960, hex("fcfffe"));
        return Chunk.sign(
                id, id.sequence() * 4800, Collections.nCopies(5, silence), fields, TestKey.STATION);
    }

    static PublicKey nonce(int first) {
        byte[] bytes = new byte[PublicKey.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return PublicKey.of(bytes);
    }

    static ByteBuffer hex(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
    }

    private static Message proof(
            TestKey key, boolean dialled, Message.Hello prover, Message.Hello checker) {
        return new Message.Proof(
                Signature.of(key.sign(Proofs.statement(dialled, prover, checker))));
    }
}
