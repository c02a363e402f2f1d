package radio.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.PublicKey;
import radio.wire.Reason;
import radio.wire.Signature;
import radio.wire.Signer;
import radio.wire.StationId;

/// Cuts the bytes of one connection into messages: `u8 type, u24 length, body`.
///
/// Type and length are judged as soon as the four bytes are there, before a byte of the body is
/// kept: over the limit of its type is oversize, and from a peer that has not proved itself only
/// the messages of a handshake are taken. So a stranger can make this node keep some hundred bytes
/// and no more. A chunk's body is copied into the connection's [Slab], any other one onto the heap.
///
/// Belongs to one event loop.
final class FrameReader {
    static final PeerId NOBODY = new PeerId(new PublicKey(0, 0, 0, 0));
    static final int HELLO = typeOf(sampleHello());
    static final int PUSH = MessageCodec.encodePushHead(ChunkClass.LIVE, 1, 0).get(0);

    private static final int PROOF =
            typeOf(new Message.Proof(Signature.of(new byte[Signer.SIGNATURE_BYTES])));
    private static final int WELCOME = typeOf(new Message.Welcome(0, Addresses.UNKNOWN));
    private static final int BYE = typeOf(new Message.Bye(Reason.LEAVING, ""));
    private static final int REDIRECT = typeOf(new Message.Redirect(0, List.of()));

    /// Where HELLO has its major version: after the magic number.
    private static final int MAGIC_BYTES = 4;

    private static final int MAGIC =
            MessageCodec.encode(sampleHello()).getInt(MessageCodec.PREFIX_BYTES);

    private final Slab slab;
    private final boolean dialled;
    private int prefixBytes;
    private int prefix;
    private @Nullable ByteBuffer body;

    /// @param dialled whether this node opened the connection: whom it asked may send it on
    FrameReader(Slab slab, boolean dialled) {
        this.slab = slab;
        this.dialled = dialled;
    }

    /// The length of the message that [#next] gave last, with its prefix.
    int messageBytes() {
        return MessageCodec.PREFIX_BYTES + length();
    }

    /// The next whole message, or null when the buffer is used up before its end.
    ///
    /// @param proved whether the peer has proved itself: more types are taken then
    /// @throws radio.wire.MalformedMessageException if a body is not what its type says
    @Nullable Message next(ByteBuf in, boolean proved) throws RejectedException {
        ByteBuffer into = body;
        if (into == null) {
            while (prefixBytes < MessageCodec.PREFIX_BYTES) {
                if (!in.isReadable()) {
                    return null;
                }
                prefix = prefix << 8 | in.readUnsignedByte();
                prefixBytes++;
            }
            into = room(proved);
            body = into;
        }
        int end = into.limit();
        into.limit(into.position() + Math.min(into.remaining(), in.readableBytes()));
        in.readBytes(into);
        into.limit(end);
        if (into.hasRemaining()) {
            return null;
        }
        int type = type();
        body = null;
        prefixBytes = 0;
        into.flip();
        if (type == HELLO) {
            checkMajor(into);
        }
        return MessageCodec.decode(type, into);
    }

    private int type() {
        return prefix >>> 24;
    }

    private int length() {
        return prefix & 0xFF_FFFF;
    }

    private ByteBuffer room(boolean proved) throws RejectedException {
        int type = type();
        int length = length();
        if (length > MessageCodec.limit(type)) {
            throw new RejectedException(
                    Rejection.OVERSIZE,
                    "a message of type %d with %d bytes, the limit is %d"
                            .formatted(type, length, MessageCodec.limit(type)));
        }
        if (!proved && !belongsToAHandshake(type)) {
            throw new RejectedException(
                    Rejection.PROTOCOL, "a message of type " + type + " before the handshake");
        }
        return type == PUSH ? slab.take(length) : ByteBuffer.allocate(length);
    }

    private boolean belongsToAHandshake(int type) {
        return type == HELLO
                || type == PROOF
                || type == WELCOME
                || type == BYE
                || (type == REDIRECT && dialled);
    }

    /// Another major version may have laid out the rest of its HELLO in another way.
    private static void checkMajor(ByteBuffer hello) throws RejectedException {
        if (hello.remaining() > MAGIC_BYTES && hello.getInt(0) == MAGIC) {
            int major = hello.get(MAGIC_BYTES) & 0xFF;
            if (major != MessageCodec.MAJOR) {
                throw new RejectedException(
                        Rejection.VERSION,
                        "this node speaks version " + MessageCodec.MAJOR,
                        "speaks version %d of the protocol, this node speaks %d"
                                .formatted(major, MessageCodec.MAJOR));
            }
        }
    }

    private static int typeOf(Message sample) {
        return MessageCodec.type(sample);
    }

    private static Message sampleHello() {
        PublicKey zero = new PublicKey(0, 0, 0, 0);
        return new Message.Hello(
                MessageCodec.MAJOR,
                MessageCodec.MINOR,
                NOBODY,
                zero,
                new StationId(zero),
                0,
                List.<Candidate>of());
    }
}
