package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;

/// A reply without an end: bytes as they come, until one side closes. What waits for the client is
/// bounded; who falls behind is cut off and counted as SLOW. From any thread.
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is told by isOpen and onClose
public final class ResponseStream {
    private final Channel channel;
    private final ChannelHandlerContext context;
    private final WebCounters counters;

    /// @param context from which it is not far to the socket
    ResponseStream(ChannelHandlerContext context, WebCounters counters) {
        channel = context.channel();
        this.context = context;
        this.counters = counters;
    }

    /// Sends bytes, which must not change afterwards.
    ///
    /// @return false if the client is gone, or is cut off now because it is too slow
    public boolean send(byte[] bytes) {
        if (!mayWrite()) {
            return false;
        }
        flush(Unpooled.wrappedBuffer(bytes));
        return true;
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    /// Runs this when the connection has ended, on its event loop; at once if it has.
    public void onClose(Runnable then) {
        channel.closeFuture().addListener(_ -> then.run());
    }

    /// Ends the stream when what was sent has been taken.
    public void close() {
        if (channel.isActive()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.close());
        }
    }

    Channel channel() {
        return channel;
    }

    /// Whether there is room; cuts the client off if there is none.
    boolean mayWrite() {
        if (!channel.isActive()) {
            return false;
        }
        if (!channel.isWritable()) {
            counters.refused(HttpRefusal.SLOW);
            channel.close();
            return false;
        }
        return true;
    }

    /// Whether some of what was sent has not been taken by the kernel. On the event loop.
    boolean isBehind() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    void write(ByteBuf bytes) {
        counters.bytesSent.add(bytes.readableBytes());
        context.write(bytes, channel.voidPromise());
    }

    void flush(ByteBuf bytes) {
        counters.bytesSent.add(bytes.readableBytes());
        context.writeAndFlush(bytes, channel.voidPromise());
    }

    void flush() {
        context.flush();
    }
}
