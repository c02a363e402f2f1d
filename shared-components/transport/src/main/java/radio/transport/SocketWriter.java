package radio.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import radio.wire.Message;
import radio.wire.MessageCodec;

/// The way out of one socket; counts what goes there. Used on the socket's event loop. Failures of
/// writing come back as exceptions of the channel and end the connection there.
@SuppressWarnings("FutureReturnValueIgnored") // see above
final class SocketWriter {
    private final Channel channel;
    private final Totals totals;
    private final LongAdder bytes = new LongAdder();

    SocketWriter(Channel channel, Totals totals) {
        this.channel = channel;
        this.totals = totals;
    }

    Channel channel() {
        return channel;
    }

    /// Bytes written so far. From any thread.
    long bytes() {
        return bytes.sum();
    }

    /// Writes messages, chunks excepted, and flushes.
    void say(List<Message> messages) {
        for (Message message : messages) {
            write(MessageCodec.encode(message));
        }
        if (!messages.isEmpty()) {
            channel.flush();
        }
    }

    /// Writes what was still to be said and a BYE, or a REDIRECT. When all that has gone to the
    /// system this direction of the socket is closed; the other side hangs up when it has read it.
    void sayFarewell(List<ByteBuffer> last, Message farewell) {
        last.forEach(this::write);
        write(MessageCodec.encode(farewell));
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener((ChannelFuture written) -> hangUp(written.isSuccess()));
    }

    private void hangUp(boolean orderly) {
        if (orderly && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    /// Writes bytes of ours, copied once into a buffer the socket can send.
    void write(ByteBuffer ours) {
        ByteBuf buffer = channel.alloc().ioBuffer(ours.remaining());
        write(buffer.writeBytes(ours));
    }

    /// Writes a buffer as it is.
    void write(ByteBuf buffer) {
        bytes.add(buffer.readableBytes());
        totals.bytesUp.add(buffer.readableBytes());
        channel.write(buffer, channel.voidPromise());
    }
}
