package radio.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.axon.Component;
import radio.axon.Outbox;

/// One socket of a component. What comes goes into an outbox, read by read; while the inbox behind
/// it is full nothing more is read, and TCP's own flow control reaches the sender. What is written
/// goes to Netty, which says when that is enough. Whatever changes wakes the component.
///
/// Lives on its event loop; the component's thread calls the methods of the second half. Bound: one
/// read, which brings at most 8 KiB, waits here.
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is told by channelInactive
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /// The most one message in brings.
    private static final int READ_BYTES = 8 * 1024;

    /// Of the kernel, per connection and direction; it takes twice as much for its own purposes.
    private static final int KERNEL_BYTES = 128 * 1024;

    /// What a peer may say after nobody listens any more, before it is cut off.
    private static final int MAX_IGNORED = 256 * 1024;

    private final Component owner;
    private final Outbox<ByteBuffer> incoming;
    private final Deque<ByteBuffer> held = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private boolean started;
    private boolean waiting;
    private volatile boolean endOfInput;
    private int ignored;
    private volatile @Nullable Channel channel;
    private volatile boolean ignoring;
    private volatile boolean inputEnded;
    private volatile boolean gone;
    private volatile boolean stalled;
    private final AtomicLong received = new AtomicLong();
    private volatile String fault = "";

    Connection(Component owner, Outbox<ByteBuffer> incoming) {
        this.owner = owner;
        this.incoming = incoming;
    }

    /// How a client's socket is set up.
    static Bootstrap configure(Bootstrap client) {
        return client.option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, KERNEL_BYTES)
                .option(ChannelOption.SO_RCVBUF, KERNEL_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reads());
    }

    /// How the sockets of a server are set up.
    static ServerBootstrap configure(ServerBootstrap server) {
        return server.childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, KERNEL_BYTES)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads())
                // Connections inherit it; set on the listener it is known before the first byte.
                .option(ChannelOption.SO_RCVBUF, KERNEL_BYTES);
    }

    private static AdaptiveRecvByteBufAllocator reads() {
        return new AdaptiveRecvByteBufAllocator(256, 1024, READ_BYTES);
    }

    // On the event loop.

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        channel = added.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf bytes && bytes.isReadable()) {
                take(bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(ByteBuf bytes) {
        if (ignoring) {
            ignored += bytes.readableBytes();
            if (ignored > MAX_IGNORED) {
                close();
            }
            return;
        }
        received.addAndGet(bytes.readableBytes());
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        held.add(ByteBuffer.wrap(copy).asReadOnlyBuffer());
        passOn();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOn();
    }

    private void passOn() {
        if (!started) {
            return;
        }
        while (!held.isEmpty()) {
            if (!ignoring && !incoming.offer(held.element())) {
                awaitSpace();
                return;
            }
            held.remove();
        }
        if (endOfInput && !inputEnded) {
            inputEnded = true;
            owner.wake();
        }
    }

    private void awaitSpace() {
        if (!waiting) {
            waiting = true;
            // The thread that makes room is another component's: the work belongs here.
            incoming.onSpace(() ->
                    onLoop(() -> {
                        waiting = false;
                        passOn();
                        readOn();
                    }));
        }
    }

    private void readOn() {
        if (started && held.isEmpty() && !endOfInput && context != null) {
            context.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            endOfInput = true;
            passOn();
            owner.wake();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endOfInput = true;
        gone = true;
        passOn();
        owner.wake();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            owner.wake();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return; // a write that came too late; channelInactive has told the rest
        }
        if (cause instanceof IOException) {
            fault = String.valueOf(cause.getMessage());
            log.debug("{}: {}", ctx.channel(), cause.getMessage());
        } else {
            log.error("a connection failed on this side: {}", ctx.channel(), cause);
        }
        ctx.close();
    }

    // From the component's thread.

    /// Begins to read: the outbox leads somewhere.
    void start() {
        onLoop(() -> {
            started = true;
            passOn();
            readOn();
        });
    }

    /// All the peer sent has been passed on, and no more will come.
    boolean inputEnded() {
        return inputEnded;
    }

    /// No more will come; what came may still be on its way to the outbox.
    boolean ending() {
        return endOfInput;
    }

    /// There is no socket any more; what was read may still be on its way to the outbox.
    boolean gone() {
        return gone;
    }

    /// The peer did not read, and was cut off for it.
    boolean stalled() {
        return stalled;
    }

    /// Bytes that came.
    long received() {
        return received.get();
    }

    /// What went wrong with the socket; empty if nothing did.
    String fault() {
        return fault;
    }

    boolean writable() {
        return socket().isWritable();
    }

    /// Bytes that were written and are not the kernel's yet.
    long pending() {
        ChannelOutboundBuffer buffer = socket().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    void write(ByteBuffer bytes) {
        Channel to = socket();
        to.write(Unpooled.wrappedBuffer(bytes), to.voidPromise());
    }

    void flush() {
        socket().flush();
    }

    /// Done when everything written so far is the kernel's, or lost with the socket.
    ChannelFuture sent() {
        ChannelFuture sent = socket().writeAndFlush(Unpooled.EMPTY_BUFFER);
        sent.addListener(_ -> owner.wake());
        return sent;
    }

    /// Tells the peer that no more will come. It may go on itself.
    void shutdownOutput() {
        if (socket() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /// Nobody listens any more: throws away what still comes, so that closing does not destroy the
    /// last words on their way.
    void ignore() {
        ignoring = true;
        onLoop(() -> {
            held.clear();
            passOn();
            readOn();
        });
    }

    void stall() {
        stalled = true;
        close();
    }

    void close() {
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    private Channel socket() {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("no socket yet");
        }
        return open;
    }

    private void onLoop(Runnable task) {
        try {
            socket().eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("the event loop has ended, and all its sockets with it");
            endOfInput = true;
            gone = true;
            inputEnded = true;
            owner.wake();
        }
    }
}
