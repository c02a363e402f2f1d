package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import radio.axon.Clock;
import radio.net.EventLoops;
import radio.overlay.OverlaySettings;
import radio.peer.RelayStatus;
import radio.wire.PeerId;

/// Whole nodes in this JVM, with sockets on loopback and clocks of the test's choice.
@Tag("e2e")
class OneJvmTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /// Long, so that a busy machine makes nobody late.
    private static final Duration BUFFER = Duration.ofSeconds(4);

    private static final int CHUNKS = 30;

    private final Clock clock = Clock.system();
    private final Patience patience = new Patience(clock);
    private final EventLoops loops = new EventLoops(2, "radio-net");
    private final List<LocalPeer> peers = new ArrayList<>();

    @AfterEach
    void end() {
        peers.forEach(LocalPeer::kill);
        peers.forEach(LocalPeer::close);
        loops.close();
    }

    /// A clock of which only the time of day is wrong, and which somebody may set; a machine that
    /// slept looks the same.
    private record WrongClock(Clock right, long byNanos, AtomicLong aheadNanos) implements Clock {
        WrongClock(Clock right, long byNanos) {
            this(right, byNanos, new AtomicLong());
        }

        @Override
        public long nanoTime() {
            return right.nanoTime();
        }

        @Override
        public long unixNanos() {
            return right.unixNanos() + byNanos;
        }

        @Override
        public long wallAheadNanos() {
            return aheadNanos.get();
        }
    }

    @Test
    void aNodeWhoseClockIsSetWhileItListensMissesNothing() throws Exception {
        AtomicLong aheadNanos = new AtomicLong();
        try (LocalSource source = new LocalSource(1, BUFFER, loops, clock)) {
            LocalPeer peer = listen(source, false, new WrongClock(clock, 0, aheadNanos));
            await("it has heard", () -> received(peer) >= CHUNKS && peer.played() > 0);
            aheadNanos.set(HOUR_NANOS);
            await(
                    "it has noticed",
                    () -> peer.status().counters().getOrDefault("stoodStill", 0L) == 1);
            long before = received(peer);
            await("it hears on", () -> received(peer) >= before + CHUNKS);
            assertPlaysInTime(peer);
            assertThat(peer.hearing().missingSequences()).isEmpty();
            assertThat(peer.hearing().lateSequences()).isEmpty();
            assertThat(peer.status().reparented()).isZero();
        }
    }

    @Test
    void aNodeWhoseClockIsAnHourWrongHearsAndPlaysInTime() throws Exception {
        try (LocalSource source = new LocalSource(3, BUFFER, loops, clock)) {
            LocalPeer slow = listen(source, false, new WrongClock(clock, -HOUR_NANOS));
            LocalPeer fast = listen(source, false, new WrongClock(clock, HOUR_NANOS));
            LocalPeer right = listen(source, false, clock);
            for (LocalPeer peer : List.of(slow, fast, right)) {
                assertPlaysInTime(peer);
            }
        }
    }

    @Test
    void aSourceWhoseClockIsAnHourWrongIsHeardAndPlayedInTime() throws Exception {
        for (long byNanos : new long[] {-HOUR_NANOS, HOUR_NANOS}) {
            Clock wrong = new WrongClock(clock, byNanos);
            try (LocalSource source = new LocalSource(1, BUFFER, loops, wrong)) {
                assertPlaysInTime(listen(source, false, clock));
                // Through a child of the source, who has to pass on what it knows of that clock.
                LocalPeer second = listen(source, false, clock);
                assertPlaysInTime(second);
                assertThat(second.status().hop()).isEqualTo(2);
            }
        }
    }

    @Test
    void twoNodesBehindOneAddressAreToldApart() throws Exception {
        try (LocalSource source = new LocalSource(2, BUFFER, loops, clock)) {
            LocalPeer one = listen(source, true, clock);
            LocalPeer other = listen(source, true, clock);
            await("both hear", () -> one.hears() && other.hears());
            await(
                    "both are children",
                    () -> childrenOf(source).containsAll(List.of(one.id(), other.id())));

            one.kill();
            await("one is gone", () -> childrenOf(source).equals(List.of(other.id())));
            long before = other.hearing().chunksReceived();
            await("the other hears on", () -> received(other) >= before + CHUNKS);
            assertThat(other.hearing().missingSequences()).isEmpty();
            assertThat(other.status().reparented()).isZero();
        }
    }

    private LocalPeer listen(LocalSource source, boolean leaf, Clock of) {
        LocalPeer.Settings settings =
                new LocalPeer.Settings(OverlaySettings.defaults(), leaf, true, BUFFER);
        LocalPeer peer = new LocalPeer("peer-" + peers.size(), source.link(), settings, loops, of);
        peers.add(peer);
        return peer;
    }

    /// It has all chunks long before they are due, and plays them when they are.
    private void assertPlaysInTime(LocalPeer peer) throws Exception {
        await("it has heard", () -> received(peer) >= CHUNKS && peer.played() > 0);
        // Capture to air, measured by what it believes the source's clock to say.
        assertThat(peer.node().meter().timing().delayP50())
                .isBetween(50, (int) BUFFER.toMillis() / 2);
        assertThat(peer.node().meter().timing().bufferP50()).isPositive();
        assertThat(peer.hearing().missingSequences()).isEmpty();
        assertThat(peer.hearing().lateSequences()).isEmpty();
        assertThat(peer.hearing().outOfOrderToPlayer()).isZero();
    }

    private static long received(LocalPeer peer) {
        return peer.status().chunksReceived();
    }

    private static List<PeerId> childrenOf(LocalSource source) {
        return source.node().relay().status().children().stream()
                .map(RelayStatus.Child::peer)
                .toList();
    }

    private void await(String what, Patience.Condition condition) throws Exception {
        assertThat(patience.waitFor(condition, Nodes.LONG)).as(what).isTrue();
    }
}
