package radio.wire;

import java.nio.ByteBuffer;
import radio.wire.Message.Alternatives;
import radio.wire.Message.Bye;
import radio.wire.Message.ForwardJoin;
import radio.wire.Message.Graft;
import radio.wire.Message.Grafted;
import radio.wire.Message.Have;
import radio.wire.Message.Header;
import radio.wire.Message.Hello;
import radio.wire.Message.Join;
import radio.wire.Message.Move;
import radio.wire.Message.Neighbour;
import radio.wire.Message.NeighbourReply;
import radio.wire.Message.Path;
import radio.wire.Message.Ping;
import radio.wire.Message.Pong;
import radio.wire.Message.Proof;
import radio.wire.Message.Prune;
import radio.wire.Message.Pull;
import radio.wire.Message.Push;
import radio.wire.Message.Redirect;
import radio.wire.Message.Refused;
import radio.wire.Message.Shuffle;
import radio.wire.Message.ShuffleReply;
import radio.wire.Message.Unknown;
import radio.wire.Message.Welcome;

/// Messages to bytes and back.
///
/// On the wire a message is `u8 type, u24 length, body`, big-endian. A reader looks at the type
/// first and refuses a length over [#limit] before it takes a byte of the body. Bytes after the
/// last field that this version knows belong to a later minor version and are skipped. Numbers that
/// later versions will use are reserved in `docs/protocol.md`, section 3: take none without it.
public final class MessageCodec {
    /// Bytes before the body.
    public static final int PREFIX_BYTES = 4;

    /// The version spoken here.
    public static final int MAJOR = 1;

    public static final int MINOR = 1;

    /// The most contacts on a path: no tree is deeper.
    public static final int MAX_PATH = 64;

    /// The most contacts in a refusal or a list of alternatives.
    public static final int MAX_ALTERNATIVES = 16;

    /// The most contacts in a sample of somebody's views, or beside a refusal of a link.
    public static final int MAX_SAMPLE = 8;

    /// The most hops of a walk.
    public static final int MAX_WALK = 16;

    /// Bytes before the chunk in the body of a [Push].
    public static final int PUSH_HEAD_BYTES = 2;

    private static final int MAGIC = 0x52414449; // "RADI"
    private static final int CONTACT_BYTES =
            PublicKey.BYTES + 4 + Contact.MAX_CANDIDATES * (2 + Candidate.MAX_BYTES);
    private static final int MAX_TEXT_BYTES = 255;
    private static final int MAX_UNKNOWN_BYTES = 4096;

    private static final int HELLO = 1;
    private static final int PROOF = 2;
    private static final int WELCOME = 3;
    private static final int BYE = 4;
    private static final int PING = 5;
    private static final int PONG = 6;
    private static final int GRAFT = 7;
    private static final int GRAFTED = 8;
    private static final int REFUSED = 9;
    private static final int PATH = 10;
    private static final int ALTERNATIVES = 11;
    private static final int PRUNE = 12;
    private static final int HEADER = 13;
    private static final int PUSH = 14;
    private static final int HAVE = 15;
    private static final int PULL = 16;
    private static final int JOIN = 17;
    private static final int FORWARD_JOIN = 18;
    private static final int NEIGHBOUR = 19;
    private static final int NEIGHBOUR_REPLY = 20;
    private static final int SHUFFLE = 21;
    private static final int SHUFFLE_REPLY = 22;
    private static final int MOVE = 24;
    private static final int REDIRECT = 25;

    private MessageCodec() {}

    /// The type number of a message.
    public static int type(Message message) {
        if (message instanceof Have) {
            return HAVE; // By far the most frequent: the switch is slow.
        }
        if (message instanceof Push) {
            return PUSH;
        }
        return switch (message) {
            case Hello _ -> HELLO;
            case Proof _ -> PROOF;
            case Welcome _ -> WELCOME;
            case Bye _ -> BYE;
            case Ping _ -> PING;
            case Pong _ -> PONG;
            case Graft _ -> GRAFT;
            case Grafted _ -> GRAFTED;
            case Refused _ -> REFUSED;
            case Path _ -> PATH;
            case Alternatives _ -> ALTERNATIVES;
            case Prune _ -> PRUNE;
            case Header _ -> HEADER;
            case Push _ -> PUSH;
            case Have _ -> HAVE;
            case Pull _ -> PULL;
            case Join _ -> JOIN;
            case ForwardJoin _ -> FORWARD_JOIN;
            case Neighbour _ -> NEIGHBOUR;
            case NeighbourReply _ -> NEIGHBOUR_REPLY;
            case Shuffle _ -> SHUFFLE;
            case ShuffleReply _ -> SHUFFLE_REPLY;
            case Move _ -> MOVE;
            case Redirect _ -> REDIRECT;
            case Unknown unknown -> unknown.type();
        };
    }

    /// The most body bytes of a message of this type.
    public static int limit(int type) {
        return switch (type) {
            case HELLO -> 512;
            case PROOF, WELCOME -> 128;
            case BYE -> 512;
            case PING, PONG, GRAFT, PRUNE -> 64;
            case GRAFTED, PATH -> 128 + MAX_PATH * CONTACT_BYTES;
            case REFUSED, ALTERNATIVES -> 64 + MAX_ALTERNATIVES * CONTACT_BYTES;
            case HEADER -> StationHeader.MAX_BYTES;
            case HAVE, PULL, JOIN, NEIGHBOUR -> 64;
            case FORWARD_JOIN -> 64 + CONTACT_BYTES;
            case NEIGHBOUR_REPLY, SHUFFLE, SHUFFLE_REPLY, MOVE, REDIRECT ->
                    64 + MAX_SAMPLE * CONTACT_BYTES;
            case PUSH -> PUSH_HEAD_BYTES + Chunk.MAX_BYTES;
            default -> MAX_UNKNOWN_BYTES;
        };
    }

    /// Writes prefix and body of any message but a [Push], whose bytes are shared and not written
    /// here (see [#encodePushHead]).
    ///
    /// @throws IllegalArgumentException if a list is over its limit
    public static ByteBuffer encode(Message message) {
        int type = type(message);
        ByteBuffer buffer = ByteBuffer.allocate(PREFIX_BYTES + limit(type));
        WireWriter out = new WireWriter(buffer.position(PREFIX_BYTES));
        switch (message) {
            case Hello hello ->
                    out.u32(MAGIC)
                            .u8(hello.major())
                            .u8(hello.minor())
                            .key(hello.peer().key())
                            .key(hello.nonce())
                            .key(hello.station().key())
                            .u16(hello.listenPort())
                            .candidates(hello.candidates());
            case Proof proof -> out.bytes(proof.signature().bytes());
            case Welcome welcome -> out.u8(welcome.minor()).candidate(welcome.observed());
            case Bye bye -> out.u8(bye.reason().number()).text(bye.text(), MAX_TEXT_BYTES);
            case Ping ping -> out.u32(ping.id()).u16(Math.min(ping.freeSlots(), 0xFFFF));
            case Pong pong -> out.u32(pong.id()).u64(pong.sourceUnixNanos());
            case Graft graft ->
                    out.u16(graft.stream()).u64(graft.epoch()).u64(graft.nextSequence());
            case Grafted grafted ->
                    out.u16(grafted.stream())
                            .u64(grafted.epoch())
                            .u64(grafted.firstSequence())
                            .u64(grafted.sourceUnixNanos())
                            .contacts(grafted.path(), MAX_PATH);
            case Refused refused ->
                    out.u16(refused.stream())
                            .u8(refused.refusal().number())
                            .u32(refused.retryAfterMillis())
                            .contacts(refused.alternatives(), MAX_ALTERNATIVES);
            case Path path -> out.u16(path.stream()).contacts(path.path(), MAX_PATH);
            case Alternatives others ->
                    out.u16(others.stream()).contacts(others.contacts(), MAX_ALTERNATIVES);
            case Prune prune -> out.u16(prune.stream());
            case Have have ->
                    out.u16(have.stream())
                            .u64(have.epoch())
                            .u64(have.newest())
                            .u16(have.depth())
                            .u64(have.mask())
                            .u16(have.delayMillis())
                            .u16(Math.min(have.freeSlots(), 0xFFFF));
            case Pull pull ->
                    out.u16(pull.stream()).u64(pull.epoch()).u64(pull.first()).u64(pull.mask());
            case Join join -> out.u16(join.slots());
            case ForwardJoin join -> out.u8(join.hopsLeft()).contact(join.newcomer());
            case Neighbour neighbour -> out.u8(neighbour.urgent() ? 1 : 0);
            case NeighbourReply reply ->
                    out.u8(reply.accepted() ? 1 : 0).contacts(reply.contacts(), MAX_SAMPLE);
            case Shuffle shuffle ->
                    out.u32(shuffle.id())
                            .u8(shuffle.hopsLeft())
                            .contacts(shuffle.contacts(), MAX_SAMPLE);
            case ShuffleReply reply -> out.u32(reply.id()).contacts(reply.contacts(), MAX_SAMPLE);
            case Move move ->
                    out.u16(move.stream())
                            .u32(move.graceMillis())
                            .contacts(move.contacts(), MAX_SAMPLE);
            case Redirect redirect ->
                    out.u32(redirect.retryAfterMillis()).contacts(redirect.contacts(), MAX_SAMPLE);
            case Header header -> out.bytes(header.header().bytes());
            case Push _, Unknown _ ->
                    throw new IllegalArgumentException("not written here: " + message);
        }
        buffer.flip();
        prefix(buffer, type, buffer.remaining() - PREFIX_BYTES);
        return buffer;
    }

    /// Writes what precedes the chunk's own bytes in a push: prefix, class and hops.
    public static ByteBuffer encodePushHead(ChunkClass chunkClass, int hops, int chunkBytes) {
        ByteBuffer buffer = ByteBuffer.allocate(PREFIX_BYTES + PUSH_HEAD_BYTES);
        prefix(buffer, PUSH, PUSH_HEAD_BYTES + chunkBytes);
        buffer.put(PREFIX_BYTES, (byte) chunkClass.number());
        buffer.put(PREFIX_BYTES + 1, (byte) Math.min(hops, 0xFF));
        return buffer;
    }

    /// Reads a body. A chunk or header keeps the buffer; its contents must never change again.
    ///
    /// @throws MalformedMessageException if it is not what the type says
    public static Message decode(int type, ByteBuffer body) {
        if (body.remaining() > limit(type)) {
            throw new MalformedMessageException(
                    "%d bytes in a message of type %d, the limit is %d"
                            .formatted(body.remaining(), type, limit(type)));
        }
        WireReader in = new WireReader(body);
        return switch (type) {
            case HELLO -> hello(in);
            case PROOF -> new Proof(Signature.of(in.bytes(Signer.SIGNATURE_BYTES, "signature")));
            case WELCOME -> new Welcome(in.u8("minor"), in.candidate());
            case BYE -> new Bye(Reason.of(in.u8("reason")), in.text(MAX_TEXT_BYTES, "text"));
            case PING -> new Ping(in.u31("id"), in.u16("free slots"));
            case PONG -> new Pong(in.u31("id"), in.u63("source clock"));
            case GRAFT -> new Graft(in.u16("stream"), in.u63("epoch"), in.u63("sequence"));
            case GRAFTED ->
                    new Grafted(
                            in.u16("stream"),
                            in.u63("epoch"),
                            in.u63("sequence"),
                            in.u63("source clock"),
                            in.contacts(MAX_PATH, "contacts on the path"));
            case REFUSED ->
                    new Refused(
                            in.u16("stream"),
                            Refusal.of(in.u8("refusal")),
                            in.u31("retry after"),
                            in.contacts(MAX_ALTERNATIVES, "alternatives"));
            case PATH -> new Path(in.u16("stream"), in.contacts(MAX_PATH, "contacts on the path"));
            case ALTERNATIVES ->
                    new Alternatives(
                            in.u16("stream"), in.contacts(MAX_ALTERNATIVES, "alternatives"));
            case PRUNE -> new Prune(in.u16("stream"));
            case HEADER -> new Header(StationHeader.parse(body));
            case PUSH -> push(in, body);
            case HAVE ->
                    new Have(
                            in.u16("stream"),
                            in.u63("epoch"),
                            in.u63("newest"),
                            in.u16("depth"),
                            in.u64("mask"),
                            in.u16("delay"),
                            in.u16("free slots"));
            case PULL ->
                    new Pull(in.u16("stream"), in.u63("epoch"), in.u63("first"), in.u64("mask"));
            case JOIN -> new Join(in.u16("slots"));
            case FORWARD_JOIN -> new ForwardJoin(hopsLeft(in), in.contact());
            case NEIGHBOUR -> new Neighbour(in.u8("urgency") == 1);
            case NEIGHBOUR_REPLY ->
                    new NeighbourReply(in.u8("answer") == 1, in.contacts(MAX_SAMPLE, "contacts"));
            case SHUFFLE ->
                    new Shuffle(in.u31("id"), hopsLeft(in), in.contacts(MAX_SAMPLE, "contacts"));
            case SHUFFLE_REPLY ->
                    new ShuffleReply(in.u31("id"), in.contacts(MAX_SAMPLE, "contacts"));
            case MOVE ->
                    new Move(
                            in.u16("stream"), in.u31("grace"), in.contacts(MAX_SAMPLE, "contacts"));
            case REDIRECT ->
                    new Redirect(in.u31("retry after"), in.contacts(MAX_SAMPLE, "contacts"));
            default -> new Unknown(type);
        };
    }

    private static Hello hello(WireReader in) {
        if (in.u31("magic") != MAGIC) {
            throw new MalformedMessageException("not a peer of this protocol");
        }
        return new Hello(
                in.u8("major"),
                in.u8("minor"),
                new PeerId(in.key("peer")),
                in.key("nonce"),
                new StationId(in.key("station")),
                in.u16("listen port"),
                in.candidates());
    }

    private static int hopsLeft(WireReader in) {
        return in.count(MAX_WALK, "hops left");
    }

    private static Push push(WireReader in, ByteBuffer body) {
        ChunkClass chunkClass = ChunkClass.of(in.u8("class"));
        int hops = in.u8("hops");
        return new Push(chunkClass, hops, Chunk.parse(body));
    }

    private static void prefix(ByteBuffer buffer, int type, int length) {
        buffer.putInt(0, type << 24 | length);
    }
}
