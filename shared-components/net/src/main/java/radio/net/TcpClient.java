package radio.net;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.axon.Outbox;

/// A connection to a TCP server: what comes to `inbox` goes there, what the server sends leaves
/// through `outbox`, both as `ByteBuffer`s. What comes before the connection stands waits in the
/// inbox. After Kamaelia's TCPClient.
///
/// It ends when the server has closed the connection, when there is none to be had, or when told,
/// and then says why: as an [End] on `ended`, and in words in the `ProducerFinished` on `signal`.
/// Told `ProducerFinished`, it sends what is queued, tells the server that no more will come, and
/// ends when the server has answered and closed, or has said nothing for ten seconds. Told
/// `Shutdown`, it closes at once. There is no second try: whoever wants one makes another client,
/// in a `Carousel` for example.
///
/// Bounds: 64 messages in the inbox; a message out is a read of at most 8 KiB. While the inbox
/// behind `outbox` is full nothing is read, and the server has to wait. A server that takes nothing
/// for 30 seconds while something is to be sent to it is given up. Name look-up and connecting
/// together may take ten seconds; the addresses of a host are tried in turn.
///
/// Threads: a virtual one, and one of the network for all sockets of the system.
public final class TcpClient extends SocketComponent {
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final String host;
    private final int port;
    private final Duration connecting;
    private final Outbox<End> ended =
            addOutbox("ended", End.class, "why the connection ended, once");
    private volatile @Nullable List<InetAddress> addresses;
    private volatile @Nullable End end;

    /// Why a connection ended, or never stood.
    public enum Reason {
        /// No name server knows the host.
        UNKNOWN_HOST,
        /// Nobody listens at that port.
        REFUSED,
        /// There is no way there.
        UNREACHABLE,
        /// No answer, from the host or from a name server.
        TIMED_OUT,
        /// The server has closed it.
        CLOSED_BY_PEER,
        /// It broke, or the server threw it away.
        RESET,
        /// The server did not read what was sent to it.
        STALLED,
        /// This side had finished, and so had the server.
        FINISHED,
        /// This side was told to stop.
        STOPPED
    }

    /// The end of a connection.
    ///
    /// @param reason what a program needs
    /// @param text for a person: where, and what
    public record End(Reason reason, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /// @param host name or address
    /// @param port 1 to 65535
    public TcpClient(String host, int port) {
        this(host, port, CONNECTING);
    }

    TcpClient(String host, int port, Duration connecting) {
        super("client of " + host + ":" + port, STALL);
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + ": it must be 1 to 65535");
        }
        this.host = host;
        this.port = port;
        this.connecting = connecting;
    }

    /// Why it ended; empty while it has not.
    public Optional<End> end() {
        return Optional.ofNullable(end);
    }

    @Override
    protected void run() throws InterruptedException {
        SharedLoops shared = SharedLoops.of(system());
        EventLoops loops = shared.take();
        try {
            Optional<Connection> connected = connect(loops);
            if (connected.isPresent()) {
                converse(connected.get());
            }
        } finally {
            discardWaiting();
            tell(Reason.STOPPED, "stopped");
            shared.giveBack();
        }
    }

    /// The first reason that is told is the true one.
    private void tell(Reason reason, String text) {
        if (end == null) {
            End told = new End(reason, host + ":" + port + ": " + text);
            end = told;
            ended.offer(told);
        }
    }

    @Override
    protected String lastWords() {
        return end().map(End::text).orElse("");
    }

    private Optional<Connection> connect(EventLoops loops) throws InterruptedException {
        long deadline = clock().nanoTime() + connecting.toNanos();
        Optional<List<InetAddress>> found = resolve(loops, deadline);
        if (found.isEmpty()) {
            tell(Reason.TIMED_OUT, "no name server answered in " + seconds());
            return Optional.empty();
        }
        if (found.get().isEmpty()) {
            tell(Reason.UNKNOWN_HOST, "there is no such host");
            return Optional.empty();
        }
        Throwable last = new ConnectTimeoutException();
        for (InetAddress address : found.get()) {
            long left = deadline - clock().nanoTime();
            if (left <= 0 || stopping()) {
                break;
            }
            Connection connection = new Connection(this, incoming);
            Throwable failure = connect(loops, connection, address, left).cause();
            if (failure == null) {
                return Optional.of(connection);
            }
            last = failure;
        }
        if (!stopping()) {
            tellFailure(last);
        }
        return Optional.empty();
    }

    private Optional<List<InetAddress>> resolve(EventLoops loops, long deadline)
            throws InterruptedException {
        loops.resolver()
                .resolve(
                        host,
                        found -> {
                            addresses = found;
                            wake();
                        });
        while (addresses == null) {
            long left = deadline - clock().nanoTime();
            if (left <= 0) {
                break;
            }
            await(Duration.ofNanos(left));
        }
        return Optional.ofNullable(addresses);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for an attempt that is given up
    private ChannelFuture connect(
            EventLoops loops, Connection connection, InetAddress address, long nanos)
            throws InterruptedException {
        int millis = Math.clamp(nanos / 1_000_000, 1, Integer.MAX_VALUE);
        ChannelFuture attempt =
                Connection.configure(loops.client(loops.next()))
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                        .handler(connection)
                        .connect(new InetSocketAddress(address, port));
        attempt.addListener(_ -> wake());
        try {
            while (!attempt.isDone()) {
                await();
            }
        } finally {
            if (!attempt.isSuccess()) {
                attempt.channel().close();
            }
        }
        return attempt;
    }

    private void tellFailure(Throwable why) {
        switch (why) {
            case ConnectTimeoutException _ ->
                    tell(Reason.TIMED_OUT, "nobody answered in " + seconds());
            case NoRouteToHostException _ -> tell(Reason.UNREACHABLE, "there is no way there");
            case ConnectException refused when says(refused, "refused") ->
                    tell(Reason.REFUSED, "nobody listens there");
            case ConnectException reset when says(reset, "reset") ->
                    tell(Reason.RESET, "broken off at once");
            default -> tell(Reason.UNREACHABLE, String.valueOf(why.getMessage()));
        }
    }

    private static boolean says(Exception e, String word) {
        return String.valueOf(e.getMessage()).contains(word);
    }

    private String seconds() {
        return connecting.toMillis() / 1000.0 + " s";
    }

    private void converse(Connection connection) throws InterruptedException {
        try {
            connection.start();
            pass(connection);
        } finally {
            connection.close();
        }
    }

    private void pass(Connection connection) throws InterruptedException {
        boolean finished = false;
        while (!connection.inputEnded() && !stopping()) {
            if (sendWaiting(connection)) {
                continue;
            }
            if (!finished && finish(connection)) {
                finished = true;
                continue;
            }
            long before = connection.received();
            if (!finished) {
                await();
            } else if (!await(FAREWELL) && connection.received() == before) {
                tell(Reason.FINISHED, "finished, and the server said nothing more");
                return;
            }
        }
        tellEnd(connection, finished);
    }

    /// True when all is said: tells the server so.
    private boolean finish(Connection connection) throws InterruptedException {
        if (!upstreamFinished() || outgoing.ready() || connection.gone()) {
            return false;
        }
        if (drained(connection)) {
            connection.shutdownOutput();
        }
        return true;
    }

    private void tellEnd(Connection connection, boolean finished) {
        if (stopping()) {
            tell(Reason.STOPPED, "stopped");
        } else if (connection.stalled()) {
            tell(Reason.STALLED, "the server did not read what was sent to it");
        } else if (!connection.fault().isEmpty()) {
            tell(Reason.RESET, connection.fault());
        } else if (finished) {
            tell(Reason.FINISHED, "finished");
        } else {
            tell(Reason.CLOSED_BY_PEER, "closed by the server");
        }
    }
}
