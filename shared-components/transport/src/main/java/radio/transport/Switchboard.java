package radio.transport;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import radio.axon.Clock;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PublicKey;

/// What all connections of one transport share: who we are, the limits, the counters, the strangers
/// and the proved peers. Everything here may be used from any event loop.
final class Switchboard {
    /// About a second, which is what the table of handshakes counts in.
    private static final int MIN_RETRY_MILLIS = 500;

    private static final int MAX_RETRY_MILLIS = 1500;

    final Identity identity;
    final TransportSettings settings;
    final Clock clock;
    final Totals totals = new Totals();
    final EventGate gate;
    final HandshakeTable handshakes;
    final Roster roster;
    volatile Doorkeeper doorkeeper = Doorkeeper.NONE;

    /// Every connection with a socket, whatever its state.
    final Set<PeerHandler> handlers = ConcurrentHashMap.newKeySet();

    private final RandomGenerator random;
    private final AtomicLong ids = new AtomicLong();
    private volatile int listenPort;
    private volatile boolean stopping;

    Switchboard(
            Identity identity,
            TransportSettings settings,
            Clock clock,
            RandomGenerator random,
            EventGate gate) {
        this.identity = identity;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.gate = gate;
        handshakes = new HandshakeTable(settings.handshakes(), clock.nanoTime());
        roster = new Roster(identity.peer(), settings.maxConnections(), gate);
    }

    /// A HELLO of ours with a fresh nonce.
    Message.Hello hello() {
        return new Message.Hello(
                MessageCodec.MAJOR,
                MessageCodec.MINOR,
                identity.peer(),
                nonce(),
                identity.station(),
                listenPort,
                advertised());
    }

    /// When somebody who came in a crowd may come again, drawn anew for each so that the crowd does
    /// not come back as one.
    int retryAfterMillis() {
        synchronized (random) {
            return random.nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS + 1);
        }
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /// Whether the node is so far behind with its events that strangers must wait: else peers that
    /// come and go could fill the memory with comings and goings.
    boolean congested() {
        return gate.waiting() > 4 * settings.maxConnections();
    }

    int listenPort() {
        return listenPort;
    }

    void listenPort(int port) {
        listenPort = port;
    }

    boolean stopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }

    private List<Candidate> advertised() {
        return settings.advertised();
    }

    private PublicKey nonce() {
        byte[] bytes = new byte[PublicKey.BYTES];
        synchronized (random) { // a seeded one need not be safe for threads
            random.nextBytes(bytes);
        }
        return PublicKey.of(bytes);
    }
}
