package radio.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import radio.net.EventLoops;
import radio.net.ListeningSocket;

/// An HTTP/1.1 server (RFC 9112) on event loops of its own, so that whatever its clients do, the
/// connections between peers do not notice. It knows no endpoints: [Routes] does.
///
/// Limits: [HttpSettings]; every refusal is counted ([HttpRefusal]). Bound when made; closed by
/// whoever made it.
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a connection that is cut
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final EventLoops loops;
    private final ListeningSocket listening;
    private final WebCounters counters;
    private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

    private HttpServer(HttpSettings settings, Routes routes, WebCounters counters)
            throws IOException {
        this.counters = counters;
        loops = new EventLoops(settings.threads(), "radio-http");
        try {
            listening = listen(settings, routes);
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    /// @throws IOException if it cannot listen there
    public static HttpServer bind(HttpSettings settings, Routes routes) throws IOException {
        return bind(settings, routes, new WebCounters());
    }

    static HttpServer bind(HttpSettings settings, Routes routes, WebCounters counters)
            throws IOException {
        return new HttpServer(settings, routes, counters);
    }

    private ListeningSocket listen(HttpSettings settings, Routes routes) throws IOException {
        return ListeningSocket.bind(
                loops.server()
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_SNDBUF, settings.sendBuffer())
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel, settings, routes);
                                    }
                                }),
                settings.host(),
                settings.port(),
                BACKLOG);
    }

    private void accept(Channel channel, HttpSettings settings, Routes routes) {
        counters.accepted.increment();
        if (counters.connections.incrementAndGet() > settings.connections()) {
            counters.connections.decrementAndGet();
            counters.refused(HttpRefusal.CONNECTIONS);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> counters.connections.decrementAndGet());
        open.add(channel);
        channel.pipeline()
                .addLast(
                        new StrictRequestDecoder(),
                        new Connection(settings, routes, counters, channel));
    }

    /// The port it listens at.
    public int port() {
        return listening.port();
    }

    /// Stops listening, cuts every connection and ends the threads.
    @Override
    public void close() {
        listening.close();
        open.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        loops.close();
    }
}
