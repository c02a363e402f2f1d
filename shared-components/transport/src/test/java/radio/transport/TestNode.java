package radio.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.net.EventLoops;
import radio.wire.Candidate;
import radio.wire.Message;

/// A transport in a system of its own, and an ear that hears its events.
final class TestNode implements AutoCloseable {
    static final TestKey STATION = new TestKey(1);
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Moves events from its bounded inbox to where a test waits for them.
    static final class Ear extends Component {
        final Inbox<TransportEvent> inbox;
        final BlockingQueue<TransportEvent> heard = new LinkedBlockingQueue<>();

        Ear(int capacity) {
            super("ear");
            inbox = typedInbox(TransportEvent.class, "events", Bound.blocking(capacity));
        }

        @Override
        protected void run() {
            for (TransportEvent event : inbox.untilFinished()) {
                heard.add(event);
            }
        }
    }

    final TestKey key;
    final NettyTransport transport;
    final Ear ear;
    final List<TransportEvent> skipped = new ArrayList<>();
    private final AxonSystem system;

    private TestNode(TestKey key, NettyTransport transport, int capacity, boolean listening) {
        this.key = key;
        this.transport = transport;
        ear = new Ear(capacity);
        system = new AxonSystem("node " + key.peer().brief(), Clock.system());
        system.link(transport.events(), ear.inbox);
        system.activate(transport);
        if (listening) {
            listen();
        }
    }

    static Identity identity(TestKey key) {
        return new Identity(STATION.station(), key, TestKey.VERIFIER);
    }

    static TransportSettings settings() {
        return TransportSettings.DEFAULT.listeningAt("127.0.0.1", 0);
    }

    static TestNode start(long number) throws IOException {
        return start(number, settings(), identity(new TestKey(number)), Clock.system(), 1024);
    }

    static TestNode start(long number, TransportSettings settings) throws IOException {
        return start(number, settings, identity(new TestKey(number)), Clock.system(), 1024);
    }

    static TestNode start(
            long number, TransportSettings settings, Identity identity, Clock clock, int capacity)
            throws IOException {
        return new TestNode(
                new TestKey(number),
                NettyTransport.bind(settings, identity, clock, new SplittableRandom(number)),
                capacity,
                true);
    }

    /// On event loops that it shares with others.
    static TestNode on(EventLoops loops, long number) throws IOException {
        TestKey key = new TestKey(number);
        return new TestNode(
                key,
                NettyTransport.bind(
                        settings(),
                        identity(key),
                        Clock.system(),
                        new SplittableRandom(number),
                        loops),
                1024,
                true);
    }

    /// Its ear does not hear before [#listen].
    static TestNode deaf(long number, int capacity) throws IOException {
        return new TestNode(
                new TestKey(number),
                NettyTransport.bind(
                        settings(),
                        identity(new TestKey(number)),
                        Clock.system(),
                        new SplittableRandom(number)),
                capacity,
                false);
    }

    void listen() {
        system.activate(ear);
    }

    Candidate address() {
        return Candidate.tcp(new byte[] {127, 0, 0, 1}, transport.port());
    }

    void dial(TestNode other) {
        transport.dial(Optional.of(other.key.peer()), List.of(other.address()), PATIENCE);
    }

    /// The next event of that kind; others on the way are kept in `skipped`.
    <E extends TransportEvent> E await(Class<E> kind) throws InterruptedException {
        while (true) {
            TransportEvent event = ear.heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " but " + skipped);
            }
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
            skipped.add(event);
        }
    }

    /// Waits for something that no event tells.
    static void eventually(String what, BooleanSupplier holds) {
        long end = Clock.system().nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (Clock.system().nanoTime() > end) {
                throw new AssertionError("never: " + what);
            }
            Thread.onSpinWait();
        }
    }

    Connection opened() throws InterruptedException {
        return await(TransportEvent.Opened.class).connection();
    }

    <M extends Message> M message(Class<M> kind) throws InterruptedException {
        return kind.cast(await(TransportEvent.Received.class).message());
    }

    @Override
    public void close() {
        system.close();
    }
}
