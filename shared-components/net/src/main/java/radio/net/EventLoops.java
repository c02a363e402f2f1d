package radio.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads on which sockets live. Any number of transports and servers in one process may share
/// them: hundreds of nodes in a test need no more threads than one does.
///
/// Uses the kernel's epoll where Netty's native library loads, else NIO. Daemon threads. Whoever
/// made it closes it, after those who use it.
public final class EventLoops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);
    private static final long CLOSING_SECONDS = 5;

    private final EventLoopGroup group;
    private final Resolver resolver = new Resolver();
    private final boolean epoll;

    /// @param threads 1 or more; 1 or 2 will do for anything a node does
    /// @param name of the threads, to which a number is added, such as "radio-net"
    public EventLoops(int threads, String name) {
        this(threads, name, Epoll.isAvailable());
    }

    /// @param epoll whether the kernel's epoll is used; without it NIO
    public EventLoops(int threads, String name, boolean epoll) {
        this.epoll = epoll;
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory(name, true), handlers);
    }

    /// One of the threads, in turn.
    public EventLoop next() {
        return group.next();
    }

    /// Host names to addresses, beside these threads.
    public Resolver resolver() {
        return resolver;
    }

    /// To take connections on these threads.
    public ServerBootstrap server() {
        return new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    }

    /// To make connections on one of these threads.
    public Bootstrap client(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
    }

    /// Ends the threads and waits for that; sockets still open are cut.
    @Override
    public void close() {
        resolver.close();
        boolean ended =
                group.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS)
                        .awaitUninterruptibly(2 * CLOSING_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            log.warn("the threads of the network have not ended");
        }
    }
}
