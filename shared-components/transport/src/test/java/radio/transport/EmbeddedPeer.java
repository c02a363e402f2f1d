package radio.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import radio.axon.Clock;
import radio.wire.Message;
import radio.wire.MessageCodec;

/// One connection without a socket: bytes go in and come out by hand, and time passes when told.
final class EmbeddedPeer implements AutoCloseable {
    /// A node's side of the connection.
    final PeerHandler handler;

    final EmbeddedChannel channel;

    private EmbeddedPeer(PeerHandler handler) {
        this.handler = handler;
        channel = new EmbeddedChannel(handler);
    }

    static Switchboard board(TestKey key, List<TransportEvent> events, Clock clock) {
        return new Switchboard(
                TestNode.identity(key),
                TestNode.settings(),
                clock,
                new SplittableRandom(5),
                new EventGate(events::add, Runnable::run, Runnable::run));
    }

    static EmbeddedPeer accepted(Switchboard board) {
        return new EmbeddedPeer(PeerHandler.accepted(board));
    }

    /// Leads the other side of the handshake until the connection is open.
    EmbeddedPeer open(TestKey key) throws RejectedException {
        Handshake other =
                new Handshake(
                        TestNode.identity(key),
                        Stranger.hello(key),
                        true,
                        Optional.empty(),
                        Addresses.UNKNOWN);
        other.opening().forEach(this::say);
        while (!other.done()) {
            other.receive(hear()).forEach(this::say);
        }
        channel.runPendingTasks();
        return this;
    }

    void say(Message message) {
        say(MessageCodec.encode(message));
    }

    /// Says bytes, if the connection is there to say them on.
    void say(ByteBuffer bytes) {
        if (channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes));
        }
    }

    /// The next message that came out, which must be there and no chunk.
    Message hear() {
        ByteBuf next = channel.readOutbound();
        while (next != null && !next.isReadable()) {
            next.release(); // only there to learn when all before it was written
            next = channel.readOutbound();
        }
        if (next == null) {
            throw new AssertionError("it fell silent");
        }
        byte[] bytes = new byte[next.readableBytes()];
        next.readBytes(bytes).release();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return MessageCodec.decode(buffer.getInt() >>> 24, buffer.slice());
    }

    /// Everything that came out, piece by piece, as it was handed to the socket; to be released.
    List<ByteBuf> written() {
        channel.runPendingTasks();
        List<ByteBuf> all = new ArrayList<>();
        ByteBuf next;
        while ((next = channel.readOutbound()) != null) {
            all.add(next);
        }
        return all;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
