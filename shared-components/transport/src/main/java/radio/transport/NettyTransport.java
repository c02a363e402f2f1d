package radio.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Outbox;
import radio.net.EventLoops;
import radio.net.ListeningSocket;
import radio.wire.Candidate;
import radio.wire.PeerId;
import radio.wire.Reason;

/// The carrier TCP: takes and opens connections, lets nobody through who has not proved who it is,
/// and passes on what proved peers say as [TransportEvent]s, from its outbox to the inbox of the
/// relay.
///
/// The component's own thread only waits for the end; the work is done on [EventLoops]. The port is
/// taken by `bind`, connections are accepted once the component runs. While the relay's inbox is
/// full, reading stops, connection by connection, and nothing is lost. When the component ends,
/// every peer is told BYE and every socket closed.
///
/// Strangers cost little: see [HandshakeTable] and [FrameReader] for the limits, and [#rejected]
/// for what came of them.
public final class NettyTransport extends Component implements Transport {
    private static final int BACKLOG = 512;

    private final Switchboard board;
    private final EventLoops loops;
    private final boolean ownLoops;
    private final Optional<ListeningSocket> listener;
    private final Outbox<TransportEvent> events;
    private final Set<Dial> dials = ConcurrentHashMap.newKeySet();

    /// Takes the port; with event loops of its own, which end with it.
    ///
    /// @param clock the system's, by which deadlines of chunks are given
    /// @param random for the nonces of handshakes; a secure one outside tests
    /// @throws IOException if it cannot listen there, with a message for whoever chose the port
    public static NettyTransport bind(
            TransportSettings settings, Identity identity, Clock clock, RandomGenerator random)
            throws IOException {
        EventLoops own = new EventLoops(1, "radio-net");
        try {
            return new NettyTransport(settings, identity, clock, random, own, true);
        } catch (IOException | RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /// As above, on event loops shared with others, which are not ended here.
    public static NettyTransport bind(
            TransportSettings settings,
            Identity identity,
            Clock clock,
            RandomGenerator random,
            EventLoops shared)
            throws IOException {
        return new NettyTransport(settings, identity, clock, random, shared, false);
    }

    private NettyTransport(
            TransportSettings settings,
            Identity identity,
            Clock clock,
            RandomGenerator random,
            EventLoops loops,
            boolean ownLoops)
            throws IOException {
        super("transport");
        this.loops = loops;
        this.ownLoops = ownLoops;
        events = typedOutbox(TransportEvent.class, "what happens on connections to peers");
        EventGate gate = new EventGate(events::offer, events::onSpace, loops.next());
        board = new Switchboard(identity, settings, clock, random, gate);
        listener = settings.listens() ? Optional.of(listen(settings)) : Optional.empty();
        listener.ifPresent(socket -> board.listenPort(socket.port()));
    }

    /// Where events come out: Opened, Received, Closed, DialFailed. Meant for an inbox that blocks
    /// when it is full.
    public Outbox<TransportEvent> events() {
        return events;
    }

    /// The port it listens on; 0 if on none.
    public int port() {
        return board.listenPort();
    }

    @Override
    public void dial(Optional<PeerId> expected, List<Candidate> candidates, Duration limit) {
        List<Candidate> copy = List.copyOf(candidates);
        if (board.stopping() || dials.size() >= board.settings.maxDials()) {
            board.totals.count(Rejection.BUSY);
            board.gate.dialFailed(
                    new TransportEvent.DialFailed(
                            copy,
                            Reason.BUSY,
                            "this node dials too many others at the moment",
                            0,
                            List.of()));
            return;
        }
        Dial dial = new Dial(board, loops, expected, copy, limit, dials::remove);
        dials.add(dial);
        dial.start();
    }

    @Override
    public void doorkeeper(Doorkeeper doorkeeper) {
        board.doorkeeper = doorkeeper;
    }

    /// How often what was refused, by name: malformed, oversize, version, wrongStation, badProof,
    /// wrongPeer, silent, busy, redirected, self, protocol, tooSlow, duplicate, brokenOff.
    public Map<String, Long> rejected() {
        return board.totals.rejected();
    }

    public long rejected(Rejection kind) {
        return board.totals.rejected(kind);
    }

    public TransportTotals totals() {
        return board.totals.snapshot(board.roster.size(), board.handshakes.size());
    }

    /// Gives the port back without ever having run. A transport that was activated ends with its
    /// system.
    public void abandon() {
        stop();
        close();
    }

    /// Cuts every socket and takes no more, without a word to anybody, as the end of a process
    /// would. For tests of what the others make of that; the component ends as usual afterwards.
    public void cut() {
        board.stop();
        listener.ifPresent(ListeningSocket::close);
        dials.forEach(Dial::cancel);
        board.handlers.forEach(PeerHandler::cut);
    }

    @Override
    protected void run() throws InterruptedException {
        listener.ifPresent(ListeningSocket::accept);
        try {
            while (!stopping()) {
                await();
            }
        } finally {
            close();
        }
    }

    private ListeningSocket listen(TransportSettings settings) throws IOException {
        return ListeningSocket.bind(
                Sockets.configure(loops.server(), settings.buffers())
                        .option(ChannelOption.AUTO_READ, false)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel fresh) {
                                        fresh.pipeline().addLast(PeerHandler.accepted(board));
                                    }
                                }),
                settings.host(),
                settings.port(),
                BACKLOG);
    }

    /// Tells everybody, waits as long as a farewell may take, cuts who is left.
    private void close() {
        board.stop();
        listener.ifPresent(ListeningSocket::close);
        dials.forEach(Dial::cancel);
        board.handlers.forEach(PeerHandler::stop);
        awaitSockets(board.settings.farewellLimit());
        board.handlers.forEach(PeerHandler::cut);
        awaitSockets(Duration.ofSeconds(5));
        if (ownLoops) {
            loops.close();
        }
        board.gate.close();
    }

    private void awaitSockets(Duration atMost) {
        long end = board.clock.nanoTime() + atMost.toNanos();
        for (PeerHandler handler : board.handlers) {
            long left = Math.max(0, end - board.clock.nanoTime());
            handler.channel().closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
        }
    }
}
