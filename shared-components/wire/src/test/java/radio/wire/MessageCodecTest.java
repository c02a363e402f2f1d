package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final int HELLO = 1;
    private static final int BYE = 4;
    private static final int PING = 5;
    private static final int PONG = 6;
    private static final int GRAFT = 7;
    private static final int REFUSED = 9;
    private static final int PATH = 10;
    private static final int HEADER = 13;
    private static final int PUSH = 14;
    private static final int HAVE = 15;
    private static final int NEIGHBOUR = 19;
    private static final int NEIGHBOUR_REPLY = 20;

    static Stream<String> goldenMessages() {
        return Samples.messages().keySet().stream();
    }

    private static Message sample(String name) {
        Message message = Samples.messages().get(name);
        if (message == null) {
            throw new IllegalArgumentException(name);
        }
        return message;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenMessages")
    void everyMessageIsWrittenAsItsGoldenBytes(String name) {
        assertThat(Golden.copy(MessageCodec.encode(sample(name)))).isEqualTo(Golden.bytes(name));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenMessages")
    void everyMessageIsReadFromItsGoldenBytes(String name) {
        Message read = MessageCodec.decode(Golden.type(name), Golden.body(name));

        if (read instanceof Message.Header(StationHeader header)) {
            assertThat(header.bytes()).isEqualTo(Samples.header().bytes());
        } else {
            assertThat(read).isEqualTo(sample(name));
        }
        assertThat(MessageCodec.type(read)).isEqualTo(Golden.type(name));
    }

    @Test
    void pushIsItsHeadAndTheBytesOfTheChunk() {
        Chunk chunk = Samples.chunk();
        ByteBuffer head = MessageCodec.encodePushHead(ChunkClass.LIVE, 1, chunk.size());

        ByteBuffer whole = ByteBuffer.allocate(head.remaining() + chunk.size());
        whole.put(head).put(chunk.bytes());

        assertThat(whole.array()).isEqualTo(Golden.bytes("push"));
    }

    @Test
    void pushIsReadFromItsGoldenBytes() {
        Message.Push push = (Message.Push) MessageCodec.decode(PUSH, Golden.body("push"));

        assertThat(push.chunkClass()).isEqualTo(ChunkClass.LIVE);
        assertThat(push.hops()).isEqualTo(1);
        assertThat(push.chunk().bytes()).isEqualTo(Samples.chunk().bytes());
    }

    @Test
    void pushSharesTheBytesItWasReadFrom() {
        byte[] memory = Golden.bytes("push");
        int body = MessageCodec.PREFIX_BYTES;

        Message.Push push =
                (Message.Push)
                        MessageCodec.decode(
                                PUSH, ByteBuffer.wrap(memory, body, memory.length - body));
        memory[body + MessageCodec.PUSH_HEAD_BYTES + 20] = 99;

        assertThat(push.chunk().bytes().get(20)).isEqualTo((byte) 99);
    }

    @Test
    void addressesOutliveTheBufferTheyWereReadFrom() {
        byte[] memory = Golden.bytes("path");
        int body = MessageCodec.PREFIX_BYTES;
        Message path =
                MessageCodec.decode(PATH, ByteBuffer.wrap(memory, body, memory.length - body));

        Arrays.fill(memory, (byte) 0);

        assertThat(path).isEqualTo(sample("path"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenMessages")
    void everyMessageCutShortIsMalformed(String name) {
        int type = Golden.type(name);
        ByteBuffer body = Golden.body(name);
        for (int length = 0; length < body.limit(); length++) {
            ByteBuffer cut = body.slice(0, length);
            assertThatThrownBy(() -> MessageCodec.decode(type, cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenMessages")
    void bytesAfterTheLastFieldAreSkipped(String name) {
        if (Golden.type(name) == HEADER) {
            return;
        }
        ByteBuffer longer = ByteBuffer.allocate(Golden.body(name).limit() + 5);
        longer.put(Golden.body(name)).put(new byte[] {1, 2, 3, 4, 5}).flip();

        assertThat(MessageCodec.decode(Golden.type(name), longer)).isEqualTo(sample(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "push"})
    void bytesAfterASignatureAreMalformed(String name) {
        ByteBuffer longer = ByteBuffer.allocate(Golden.body(name).limit() + 1);
        longer.put(Golden.body(name)).rewind();

        assertThatThrownBy(() -> MessageCodec.decode(Golden.type(name), longer))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("65 bytes where the signature should be");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                24, 25, 26, 255
            })
    void bodyOverItsLimitIsMalformedBeforeItIsLookedAt(int type) {
        ByteBuffer body = ByteBuffer.allocate(MessageCodec.limit(type) + 1);

        assertThatThrownBy(() -> MessageCodec.decode(type, body))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(
                        "%d bytes in a message of type %d, the limit is %d",
                        MessageCodec.limit(type) + 1, type, MessageCodec.limit(type));
    }

    @Test
    void largestMessagesKeepTheirLimits() {
        Candidate longest = new Candidate(200, ByteBuffer.allocate(Candidate.MAX_BYTES));
        Contact widest =
                new Contact(TestKey.LISTENER.peer(), Collections.nCopies(4, longest), true, 0xFFFF);
        List<Contact> path = Collections.nCopies(MessageCodec.MAX_PATH, widest);
        List<Contact> others = Collections.nCopies(MessageCodec.MAX_ALTERNATIVES, widest);
        List<Contact> sample = Collections.nCopies(MessageCodec.MAX_SAMPLE, widest);
        List<Message> largest =
                List.of(
                        new Message.Hello(
                                1,
                                0,
                                TestKey.LISTENER.peer(),
                                Samples.nonce(0),
                                Samples.STATION,
                                65_535,
                                widest.candidates()),
                        new Message.Welcome(255, longest),
                        new Message.Bye(Reason.LOST, "ü".repeat(10_000)),
                        new Message.Grafted(1, 2, 3, 4, path),
                        new Message.Path(1, path),
                        new Message.Refused(1, Refusal.LEAF, Integer.MAX_VALUE, others),
                        new Message.Alternatives(1, others),
                        new Message.Have(
                                0xFFFF,
                                Long.MAX_VALUE,
                                Long.MAX_VALUE,
                                0xFFFF,
                                -1,
                                Message.Have.UNKNOWN_DELAY,
                                0xFFFF),
                        new Message.Pull(0xFFFF, Long.MAX_VALUE, Long.MAX_VALUE, -1),
                        new Message.Join(0xFFFF),
                        new Message.ForwardJoin(MessageCodec.MAX_WALK, widest),
                        new Message.Neighbour(false),
                        new Message.NeighbourReply(false, sample),
                        new Message.Shuffle(Integer.MAX_VALUE, MessageCodec.MAX_WALK, sample),
                        new Message.ShuffleReply(Integer.MAX_VALUE, sample),
                        new Message.Move(0xFFFF, Integer.MAX_VALUE, sample),
                        new Message.Redirect(Integer.MAX_VALUE, sample));

        for (Message message : largest) {
            ByteBuffer body =
                    MessageCodec.encode(message).position(MessageCodec.PREFIX_BYTES).slice();
            Message read = MessageCodec.decode(MessageCodec.type(message), body);
            if (read instanceof Message.Bye(Reason _, String text)) {
                assertThat(text).isEqualTo("ü".repeat(127));
            } else {
                assertThat(read).isEqualTo(message);
            }
        }
    }

    @Test
    void listsOverTheirLimitAreRefusedBeforeTheyAreWritten() {
        List<Contact> path = Collections.nCopies(MessageCodec.MAX_PATH + 1, Samples.LISTENER);
        List<Contact> others =
                Collections.nCopies(MessageCodec.MAX_ALTERNATIVES + 1, Samples.LISTENER);

        assertThatThrownBy(() -> MessageCodec.encode(new Message.Path(1, path)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("65 contacts in a message, the limit is 64");
        assertThatThrownBy(() -> MessageCodec.encode(new Message.Alternatives(1, others)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("17 contacts in a message, the limit is 16");
        for (Message message : samplesOfNine()) {
            assertThatThrownBy(() -> MessageCodec.encode(message))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("9 contacts in a message, the limit is 8");
        }
    }

    private static List<Message> samplesOfNine() {
        List<Contact> nine = Collections.nCopies(MessageCodec.MAX_SAMPLE + 1, Samples.LISTENER);
        return List.of(
                new Message.NeighbourReply(false, nine),
                new Message.Shuffle(1, 1, nine),
                new Message.ShuffleReply(1, nine),
                new Message.Move(1, 1, nine),
                new Message.Redirect(1, nine));
    }

    @Test
    void fifthCandidateOfAHelloIsLeftOut() {
        Message.Hello hello =
                new Message.Hello(
                        1,
                        0,
                        TestKey.LISTENER.peer(),
                        Samples.nonce(0),
                        Samples.STATION,
                        0,
                        Collections.nCopies(5, Candidate.parse("192.0.2.7:7701")));

        assertThat(hello.candidates()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        // type, hexadecimal body, what is wrong
        "1, 4854545001, not a peer of this protocol",
        "1, 52414449, ends inside major",
        "3, 000140, ends inside candidate",
        "3, 000741, a candidate of 65 bytes",
        "4, 000002c328, text is not UTF-8",
        "4, 000100, 'text is 256 bytes, the limit is 255'",
        "4, 00000261, ends inside text",
        "5, 800000000000, id is over 2^31 - 1",
        "5, 00, ends inside id",
        "6, 000000078000000000000000, source clock is over 2^63 - 1",
        "7, 00018000000000000000, epoch is over 2^63 - 1",
        "7, 00010000000000000000ffffffffffffffff, sequence is over 2^63 - 1",
        "9, 000100ffffffff00, retry after is over 2^31 - 1",
        "9, 0001000000000011, '17 alternatives, the limit is 16'",
        "10, 000141, '65 contacts on the path, the limit is 64'",
        "10, 000101, ends inside peer",
        "12, 00, ends inside stream",
        "14, 0301, chunk class 3",
        "14, 0001, ends inside chunk tag",
        "14, 00015243ff, not a chunk of a layout we know",
        "13, 524801, ends inside station",
        "15, 00018000000000000000, epoch is over 2^63 - 1",
        "15, 00010000000000000001ffffffffffffffff, newest is over 2^63 - 1",
        "15, 0001000000000000000100000000000000020001ffffffffffffff, ends inside mask",
        "16, 00010000000000000001ffffffffffffffff, first is over 2^63 - 1",
        "17, 00, ends inside slots",
        "18, 11, '17 hops left, the limit is 16'",
        "18, 10, ends inside peer",
        "19, '', ends inside urgency",
        "20, 01, ends inside contacts",
        "20, 0009, '9 contacts, the limit is 8'",
        "21, 80000000, id is over 2^31 - 1",
        "21, 0000000111, '17 hops left, the limit is 16'",
        "21, 000000010009, '9 contacts, the limit is 8'",
        "22, 0000000109, '9 contacts, the limit is 8'",
        "24, 000180000000, grace is over 2^31 - 1",
        "24, 00010000000009, '9 contacts, the limit is 8'",
        "25, 80000000, retry after is over 2^31 - 1",
        "25, 0000000009, '9 contacts, the limit is 8'"
    })
    void malformedBodiesSayWhatIsWrong(int type, String hex, String what) {
        assertThatThrownBy(() -> MessageCodec.decode(type, Samples.hex(hex)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(what);
    }

    @Test
    void fiveCandidatesInAContactAreMalformed() {
        String peer = TestKey.LISTENER.publicKey().toString();

        assertThatThrownBy(
                        () -> MessageCodec.decode(PATH, Samples.hex("000101" + peer + "00000005")))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("5 candidates, the limit is 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 26, 128, 239, 240, 255})
    void messageOfATypeNobodyKnowsReadsAsUnknown(int type) {
        assertThat(MessageCodec.decode(type, ByteBuffer.allocate(4096)))
                .isEqualTo(new Message.Unknown(type));
    }

    @Test
    void reasonsAndRefusalsNobodyKnowsReadAsTheirNearest() {
        assertThat(MessageCodec.decode(BYE, Samples.hex("c80000")))
                .isEqualTo(new Message.Bye(Reason.PROTOCOL, ""));
        assertThat(MessageCodec.decode(REFUSED, Samples.hex("0001c80000000000")))
                .isEqualTo(new Message.Refused(1, Refusal.FULL, 0, List.of()));
    }

    @Test
    void urgenciesAndAnswersNobodyKnowsReadAsNo() {
        assertThat(MessageCodec.decode(NEIGHBOUR, Samples.hex("02")))
                .isEqualTo(new Message.Neighbour(false));
        assertThat(MessageCodec.decode(NEIGHBOUR_REPLY, Samples.hex("ff00")))
                .isEqualTo(new Message.NeighbourReply(false, List.of()));
    }

    @Test
    void haveTellsWhichOfThe64NewestAreSurelyThere() {
        Message.Have have = (Message.Have) sample("have");

        assertThat(have.holds(41)).isTrue();
        assertThat(have.holds(38)).isFalse();
        assertThat(have.holds(37)).isTrue();
        assertThat(have.holds(1)).isTrue();
        assertThat(have.holds(0)).isFalse();
        assertThat(have.holds(42)).isFalse();
        assertThat(new Message.Have(1, 2, 100, 100, -1, 0, 0).holds(37)).isTrue();
        assertThat(new Message.Have(1, 2, 100, 100, -1, 0, 0).holds(36)).isFalse();
        assertThat(new Message.Have(1, 2, 0, 0, -1, 0, 0).holds(0)).isFalse();
    }

    @Test
    void redirectOfOneContactFitsTheHelloOfTheExample() {
        assertThat(Golden.bytes("redirect").length)
                .isLessThanOrEqualTo(Golden.bytes("hello-dialler").length);
    }

    @Test
    void numbersOfEnumsAreTheirPlaces() {
        for (Reason reason : Reason.values()) {
            assertThat(Reason.of(reason.number())).isSameAs(reason);
        }
        for (Refusal refusal : Refusal.values()) {
            assertThat(Refusal.of(refusal.number())).isSameAs(refusal);
        }
        for (ChunkClass chunkClass : ChunkClass.values()) {
            assertThat(ChunkClass.of(chunkClass.number())).isSameAs(chunkClass);
        }
        for (Codec codec : Codec.values()) {
            assertThat(Codec.of(codec.number())).isSameAs(codec);
        }
    }

    @Test
    void reservedFlagsOfAContactAreIgnored() {
        String peer = TestKey.LISTENER.publicKey().toString();

        assertThat(MessageCodec.decode(PATH, Samples.hex("000101" + peer + "ff000000")))
                .isEqualTo(
                        new Message.Path(
                                1,
                                List.of(new Contact(TestKey.LISTENER.peer(), List.of(), true, 0))));
    }

    @Test
    void hintsOverTheirRangeAreCutNotWrapped() {
        Message have = new Message.Have(1, 2, 3, 4, 5, 6, 1_000_000);
        assertThat(
                        MessageCodec.decode(
                                HAVE,
                                MessageCodec.encode(have)
                                        .position(MessageCodec.PREFIX_BYTES)
                                        .slice()))
                .isEqualTo(new Message.Have(1, 2, 3, 4, 5, 6, 0xFFFF));
        Message ping = new Message.Ping(1, 1_000_000);
        ByteBuffer body = MessageCodec.encode(ping).position(MessageCodec.PREFIX_BYTES).slice();

        assertThat(MessageCodec.decode(PING, body)).isEqualTo(new Message.Ping(1, 0xFFFF));
        assertThat(
                        MessageCodec.encodePushHead(ChunkClass.HISTORY, 1000, 10)
                                .get(MessageCodec.PREFIX_BYTES + 1))
                .isEqualTo((byte) 0xFF);
    }

    @Test
    void controlCharactersInAStrangersTextAreReplaced() {
        Message.Bye bye = new Message.Bye(Reason.LEAVING, "gone\n\u001b[2JERROR");
        ByteBuffer body = MessageCodec.encode(bye).position(MessageCodec.PREFIX_BYTES).slice();

        assertThat(MessageCodec.decode(BYE, body))
                .isEqualTo(new Message.Bye(Reason.LEAVING, "gone??[2JERROR"));
    }

    @Test
    void pushesAndUnknownMessagesAreNotEncoded() {
        assertThatThrownBy(() -> MessageCodec.encode(new Message.Unknown(200)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        MessageCodec.encode(new Message.Push(ChunkClass.LIVE, 1, Samples.chunk())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void helloOfAnotherMajorVersionCanStillBeRead() {
        ByteBuffer body = Golden.body("hello-dialler");
        body.put(4, (byte) 9);

        Message.Hello hello = (Message.Hello) MessageCodec.decode(HELLO, body);

        assertThat(hello.major()).isEqualTo(9);
        assertThat(hello.peer()).isEqualTo(TestKey.LISTENER.peer());
    }

    @Test
    void typesAndLimitsOfUnusedNumbersStaySmall() {
        List<Integer> unused = new ArrayList<>(List.of(0, 23));
        for (int type = 26; type <= 255; type++) {
            unused.add(type);
        }
        for (int type : unused) {
            assertThat(MessageCodec.limit(type)).isEqualTo(4096);
        }
        // What a minor version adds must not be longer: the one before skips it only up to there.
        for (int type = 15; type <= 25; type++) {
            assertThat(MessageCodec.limit(type)).isLessThanOrEqualTo(4096);
        }
        assertThat(MessageCodec.limit(PONG)).isEqualTo(64);
        assertThat(MessageCodec.limit(GRAFT)).isEqualTo(64);
    }
}
