package radio.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.SubscribeTo;
import radio.overlay.Notice;
import radio.overlay.OverlaySettings;
import radio.wire.Air;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.Contact;
import radio.wire.StationHeader;
import radio.wire.StationId;

/// Whole nodes in one process, over real sockets on loopback.
class NodeTest {
    private static final long EPOCH = 7;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final StationId STATION = new StationId(Chunks.STATION.publicKey());

    private final Clock clock = Clock.system();
    private final List<AxonSystem> systems = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();

    @AfterEach
    void end() {
        systems.forEach(AxonSystem::close);
    }

    @Test
    void chunksReachTheThirdHopInOrderExactlyOnceAndTheEndIsHeard() throws Exception {
        TestNode source = node("source", 1, List.of());
        source.announce();
        TestNode first = node("client", 1, source.addresses());
        first.awaitParent();
        TestNode second = node("client", 1, source.addresses());
        second.awaitParent();
        assertThat(second.node.relay().status().hop()).isEqualTo(2);
        first.await(() -> first.node.relay().status().neighbours() >= 2);

        for (int sequence = 0; sequence < 50; sequence++) {
            source.publish(sequence);
        }
        for (int sequence = 0; sequence < 50; sequence++) {
            Air item = second.hear();
            assertThat(item).isInstanceOf(Air.Heard.class);
            assertThat(item.id().sequence()).isEqualTo(sequence);
            assertThat(((Air.Heard) item).chunk().bytes())
                    .isEqualTo(Chunks.chunk(EPOCH, sequence).bytes());
        }
        assertThat(source.node.relay().status().childrenPeak()).isEqualTo(1);

        source.finish();
        assertThat(source.node.end()).isTrue();
        first.await(() -> first.node.relay().status().parent().isEmpty());
        second.finish();
        assertThat(second.node.end()).isTrue();
        assertThat(second.node.meter().heard().heard()).isEqualTo(50);
        assertThat(second.node.meter().heard().missing()).isZero();
        assertThat(second.node.meter().heard().outOfOrder()).isZero();
    }

    @Test
    void sourceThatReturnsWithANewEpochIsHeardAgain() throws Exception {
        TestNode source = node("source", 1, List.of());
        source.announce();
        TestNode client = node("client", 1, source.addresses());
        client.awaitParent();
        source.publish(0);
        assertThat(client.hear().id().epoch()).isEqualTo(EPOCH);

        source.announce(EPOCH + 1);
        source.node.relay().broadcast().offer(Chunks.chunk(EPOCH + 1, 0));
        assertThat(client.hear().id().epoch()).isEqualTo(EPOCH + 1);
        // A chunk of the epoch before is none of this station's any more.
        source.node.relay().broadcast().offer(Chunks.chunk(EPOCH + 1, 1));
        assertThat(client.hear().id().sequence()).isEqualTo(1);
    }

    @Test
    void noListenerPlaysSoonerThanAChunkCanBeThere() throws Exception {
        Optional<Long> soonest = Optional.of(Duration.ofMillis(120).toNanos());
        TestNode source = node("source", 1, List.of());
        source.announce();
        TestNode hasty = node("client", 1, source.addresses(), soonest);
        hasty.awaitParent();
        source.publish(0);
        Air.Heard item = (Air.Heard) hasty.hear();
        assertThat(item.dueNanos() - item.capturedNanos())
                .isEqualTo(Duration.ofMillis(200).toNanos());
        hasty.await(() ->
                hasty.node.relay().status().playoutDelayNanos().equals(Optional.of(200_000_000L)));
    }

    @Test
    void nodeThatTakesNoConnectionsHearsTheStationAllTheSame() throws Exception {
        TestNode source = node("source", 1, List.of());
        source.announce();
        TestNode quiet = quiet(new RelaySettings(source.addresses(), Optional.empty()));
        assertThat(quiet.node.transport().port()).isZero();
        assertThat(quiet.addresses()).isEmpty();
        quiet.awaitParent();
        source.publish(0);
        assertThat(quiet.hear().id().sequence()).isZero();
        quiet.await(() -> quiet.node.relay().status().neighbours() == 1);
    }

    @Test
    void nodeThatRemembersAPeerFindsBackThoughNobodyIsAtTheAddressOfItsLink() throws Exception {
        TestNode source = node("source", 1, List.of());
        source.announce();
        List<Candidate> gone = node("client", 1, List.of()).addresses();
        systems.getLast().close();
        Contact remembered = new Contact(source.node.self(), source.addresses(), true, 1);
        TestNode back = quiet(new RelaySettings(gone, List.of(remembered), Optional.empty()));
        back.awaitParent();
        assertThat(back.node.relay().status().parent()).contains(source.node.self());
    }

    @Test
    void nodeKnowsWhomALaterLifeCouldAsk() throws Exception {
        TestNode source = node("source", 1, List.of());
        source.announce();
        TestNode first = node("client", 1, source.addresses());
        first.awaitParent();
        TestNode second = node("client", 1, source.addresses());
        second.awaitParent();
        second.await(() ->
                second.node.relay().status().known().stream()
                        .anyMatch(contact ->
                                contact.peer().equals(first.node.self())
                                        && contact.candidates().containsAll(first.addresses())));
    }

    @Test
    void whatHappensIsToldInWords() {
        assertThat(Narrator.words(new Notice.SkippedToLive(200, 900)))
                .contains("skipped 200 chunks to the live edge");
        assertThat(Narrator.words(new Notice.Resumed(17)))
                .contains("resumed at chunk 17, nothing missed");
    }

    private TestNode node(String kind, int slots, List<Candidate> bootstrap) {
        return node(kind, slots, bootstrap, Optional.empty());
    }

    private TestNode node(
            String kind, int slots, List<Candidate> bootstrap, Optional<Long> playoutDelayNanos) {
        AxonSystem system = system(kind);
        NodeOptions options = new NodeOptions();
        options.bind = "127.0.0.1";
        options.slots = slots;
        Node node =
                new Node(
                        system,
                        kind,
                        STATION,
                        Ed25519Signer.generate(random),
                        options,
                        0,
                        settings(),
                        new RelaySettings(bootstrap, playoutDelayNanos));
        return new TestNode(system, node);
    }

    /// A client that takes no connections and serves nobody.
    private TestNode quiet(RelaySettings relaySettings) {
        AxonSystem system = system("client");
        Node node =
                new Node(
                        system,
                        "client",
                        STATION,
                        Ed25519Signer.generate(random),
                        Node.Place.nowhere(),
                        settings().withSlots(0),
                        relaySettings);
        return new TestNode(system, node);
    }

    private AxonSystem system(String kind) {
        AxonSystem system = new AxonSystem(kind, clock);
        systems.add(system);
        return system;
    }

    private OverlaySettings settings() {
        return OverlaySettings.defaults()
                .withStream(Chunks.STREAM.id())
                .withSourceClockOffsetNanos(clock.unixNanos() - clock.nanoTime());
    }

    private final class TestNode {
        private final Node node;
        private final Ear ear = new Ear();

        TestNode(AxonSystem system, Node node) {
            this.node = node;
            system.activate(Pipeline.of(new SubscribeTo(Node.AIR), ear));
            node.activate(
                    new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
                    false,
                    () -> SoundStatus.NONE);
        }

        List<Candidate> addresses() {
            return node.addresses();
        }

        void announce() {
            announce(EPOCH);
        }

        void announce(long epoch) {
            node.relay()
                    .announce()
                    .offer(
                            StationHeader.sign(
                                    epoch,
                                    0,
                                    clock.unixNanos(),
                                    Duration.ofSeconds(30).toNanos(),
                                    "test",
                                    List.of(Chunks.STREAM),
                                    Chunks.STATION));
        }

        void publish(long sequence) throws InterruptedException {
            Inbox<Chunk> door = node.relay().broadcast();
            while (!door.offer(Chunks.chunk(EPOCH, sequence))) {
                CountDownLatch room = new CountDownLatch(1);
                door.onSpace(room::countDown);
                room.await();
            }
        }

        Air hear() throws InterruptedException {
            Air item = ear.heard.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(item).as("nothing on air").isNotNull();
            return item;
        }

        void finish() throws InterruptedException {
            Inbox<Signal> control = node.relay().inbox("control", Signal.class);
            control.offer(new ProducerFinished());
            node.awaitEnd(Optional.empty(), control);
        }

        void awaitParent() throws InterruptedException {
            await(() -> node.relay().status().parent().isPresent());
        }

        void await(BooleanSupplier condition) throws InterruptedException {
            long until = clock.nanoTime() + LIMIT.toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(clock.nanoTime()).as("waited too long").isLessThan(until);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private static final class Ear extends Component {
        private final Inbox<Air> air = typedInbox(Air.class, "air", Bound.dropOldest(1024));
        private final BlockingQueue<Air> heard = new LinkedBlockingQueue<>();

        Ear() {
            super("ear");
        }

        @Override
        protected void run() {
            for (Air item : air.untilFinished()) {
                heard.add(item);
            }
        }
    }
}
