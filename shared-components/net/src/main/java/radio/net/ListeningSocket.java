package radio.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/// A port of this machine at which connections are taken; whoever serves sockets does it through
/// one of these. What becomes of a connection is said by the bootstrap's child handler, on its
/// event loop.
public final class ListeningSocket implements AutoCloseable {
    private static final long CLOSING_SECONDS = 5;

    private final Channel channel;

    private ListeningSocket(Channel channel) {
        this.channel = channel;
    }

    /// Takes the port.
    ///
    /// @param server how connections are set up
    /// @param host address or name to listen at; empty: all addresses of this machine
    /// @param port 0 for any free one
    /// @param backlog connections the kernel keeps before they are taken
    /// @throws IOException if it cannot listen there: where, and why in words for whoever chose
    public static ListeningSocket bind(ServerBootstrap server, String host, int port, int backlog)
            throws IOException {
        InetSocketAddress address =
                host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        String where = (host.isEmpty() ? "" : host + ":") + port;
        if (address.isUnresolved()) {
            throw new UnknownHostException(
                    "cannot listen at " + where + ": this machine has no such address");
        }
        ChannelFuture binding =
                server.option(ChannelOption.SO_BACKLOG, backlog)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .bind(address)
                        .awaitUninterruptibly();
        Throwable cause = binding.cause();
        if (cause != null) {
            throw new IOException("cannot listen at " + where + ": " + reason(cause), cause);
        }
        return new ListeningSocket(binding.channel());
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "another program has that port";
        }
        if (message.contains("ermission")) {
            return "ports below 1024 are not for this user";
        }
        return message.contains("assign") ? "this machine has no such address" : message;
    }

    /// The port it listens at.
    public int port() {
        return channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    /// Takes connections from now on; only needed when the bootstrap says AUTO_READ false.
    public void accept() {
        channel.config().setAutoRead(true);
    }

    /// Takes no more connections and gives the port back. Those that were taken stay.
    @Override
    public void close() {
        channel.close().awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
