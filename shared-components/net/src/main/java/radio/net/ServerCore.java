package radio.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Signal;

/// A TCP server: for each connection it makes a protocol, a component of its own, and links it to
/// the socket. The protocol gets the peer's bytes in its `inbox` and sends the answer through its
/// `outbox`, as `ByteBuffer`s; most are pipelines that begin with a [LineReader] and end with a
/// [LineWriter]. After Kamaelia's ServerCore.
///
/// ```java
/// system.activate(new ServerCore(peer -> new Echo(), 1500));
/// ```
///
/// - The peer hangs up, or only says that it has finished: the protocol gets `ProducerFinished` on
///   `control` after the last byte. What it sends until its end goes out if the peer still reads.
/// - The protocol ends, or says on `signal` that nothing more will come: what it sent goes out,
///   then the connection is closed and what still runs of the protocol is stopped.
/// - The server is stopped, or told `Shutdown`: everything is closed at once. Told
///   `ProducerFinished` it takes no more connections and ends when the last one has.
///
/// Bounds, per connection and direction: 64 messages in the inbox at the end, a message in being a
/// read of at most 8 KiB; below them about 256 KiB in the kernel and 64 KiB in Netty. A full one
/// stops reading there, or makes the protocol wait. So a slow peer costs no more than that, and one
/// that takes nothing for [ServerSettings#stall] is cut off. Where a protocol's inbox has a bound
/// of its own other than the default, that counts. Whatever goes wrong with one connection or its
/// protocol, the others do not notice.
///
/// Threads: one of the network for all sockets of the system, a virtual one for the server, for
/// each connection and for each protocol. The factory is called by one thread at a time; an
/// exception in it costs only the connection it was for.
public final class ServerCore extends Component {
    private static final int BACKLOG = 512;

    private final Function<? super Peer, ? extends Component> protocol;
    private final ServerSettings settings;
    private final Inbox<Session> arrivals;
    private final ReentrantLock making = new ReentrantLock();
    private final CompletableFuture<Integer> bound = new CompletableFuture<>();
    private final ChannelGroup sockets =
            new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder stalled = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder unsent = new LongAdder();

    /// A server on loopback with the usual limits.
    ///
    /// @param protocol makes the component that talks to a peer, a new one each time
    /// @param port 0 for any free one
    public ServerCore(Function<? super Peer, ? extends Component> protocol, int port) {
        this(protocol, ServerSettings.at(port));
    }

    public ServerCore(
            Function<? super Peer, ? extends Component> protocol, ServerSettings settings) {
        super("server at " + settings.port());
        this.protocol = protocol;
        this.settings = settings;
        arrivals =
                addInbox(
                        "_arrivals",
                        Session.class,
                        "connections that were just taken",
                        Bound.blocking(settings.connections()));
    }

    /// The port it listens at; waits until it does.
    ///
    /// @throws UncheckedIOException if it cannot: where, why and what to do, in one line
    /// @throws IllegalStateException if it was not activated, or stopped before it began
    public int port() {
        if (state() == State.NEW) {
            throw new IllegalStateException(name() + " listens once it is activated");
        }
        if (isStopped()) {
            bound.completeExceptionally(new IllegalStateException(name() + " never listened"));
        }
        try {
            return bound.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException world) {
                throw new UncheckedIOException(String.valueOf(world.getMessage()), world);
            }
            throw new IllegalStateException(name() + " does not listen", e.getCause());
        }
    }

    public ServerSettings settings() {
        return settings;
    }

    /// What it has seen so far; from any thread.
    public ServerCounts counts() {
        return new ServerCounts(
                open.get(),
                accepted.sum(),
                refused.sum(),
                stalled.sum(),
                abandoned.sum(),
                unsent.sum());
    }

    @Override
    protected void run() throws IOException, InterruptedException {
        SharedLoops shared = SharedLoops.of(system());
        EventLoops loops = shared.take();
        try {
            serve(loops);
        } catch (IOException e) {
            IOException told =
                    new IOException(e.getMessage() + "; choose another (0: any free one)", e);
            bound.completeExceptionally(told);
            throw told;
        } finally {
            bound.completeExceptionally(new IllegalStateException(name() + " has ended"));
            sockets.close().awaitUninterruptibly();
            shared.giveBack();
        }
    }

    private void serve(EventLoops loops) throws IOException, InterruptedException {
        try (ListeningSocket listening = listen(loops)) {
            bound.complete(listening.port());
            while (!stopping() && !upstreamFinished()) {
                startThoseThatCame();
                await();
            }
        }
        while (!stopping() && open.get() > 0) {
            startThoseThatCame();
            await();
        }
    }

    private void startThoseThatCame() {
        Optional<Session> next = arrivals.poll();
        while (next.isPresent()) {
            children(next.get());
            next = arrivals.poll();
        }
    }

    private ListeningSocket listen(EventLoops loops) throws IOException {
        return ListeningSocket.bind(
                Connection.configure(loops.server())
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel fresh) {
                                        accept(fresh);
                                    }
                                }),
                settings.host(),
                settings.port(),
                BACKLOG);
    }

    /// On the event loop of the connection.
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a socket that is refused
    private void accept(Channel fresh) {
        if (open.incrementAndGet() > settings.connections()) {
            open.decrementAndGet();
            refused.increment();
            fresh.close();
            return;
        }
        Session session = new Session(this, peer(fresh));
        fresh.pipeline().addLast(session.socket());
        sockets.add(fresh);
        if (arrivals.offer(session)) {
            accepted.increment();
        } else {
            open.decrementAndGet();
            fresh.close();
        }
    }

    private static Peer peer(Channel channel) {
        int port = channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
        return new Peer(
                channel.remoteAddress() instanceof InetSocketAddress remote
                        ? remote
                        : InetSocketAddress.createUnresolved("unknown", 0),
                port);
    }

    // From a session's thread.

    Component protocolFor(Peer peer) {
        making.lock();
        try {
            return protocol.apply(peer);
        } finally {
            making.unlock();
        }
    }

    void abandoned(String protocol, Peer peer) {
        abandoned.increment();
        log().warn("{} did not end with its peer {} and was stopped", protocol, peer);
    }

    @Override
    protected void childEnded(Component child, Signal how) {
        if (child instanceof Session session) {
            open.decrementAndGet();
            unsent.add(session.unsent());
            if (session.socket().stalled()) {
                stalled.increment();
            }
        }
    }
}
