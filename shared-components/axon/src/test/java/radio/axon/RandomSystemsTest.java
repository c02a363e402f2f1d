package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// Systems drawn at random, with links cut and made, bounds changed, components failing and being
/// stopped while they run; once in an order drawn from a seed, once on real threads. What must hold
/// of all of them: every message sent was heard, or counted where it was lost; what one sender sent
/// into one inbox came out in order; a ring of blocked components is reported, and nothing else is;
/// no wake-up is lost; no thread is left.
///
/// A failure names its seed; `-Dtest=RandomSystemsTest -DargLine=-Drandom.seed=SEED` runs that one
/// alone. With a stepping system it takes the same steps again.
@Timeout(120)
class RandomSystemsTest {
    private static final int STEPPED = 1500;
    private static final int LIVE = 300;
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Logger reports = (Logger) LoggerFactory.getLogger(AxonSystem.class);

    private final @Nullable Long asked = Long.getLong("random.seed");
    private final long first = ThreadLocalRandom.current().nextLong(1_000_000_000);

    /// Failures and rings are made on purpose here, by the thousand.
    @BeforeAll
    static void quiet() {
        reports.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        reports.setLevel(null);
    }

    @Test
    void steppedSystemsLoseNothing() throws InterruptedException {
        for (long seed : seeds(STEPPED)) {
            try (SteppingSystem system = AxonSystem.stepping(seed)) {
                SplittableRandom random = new SplittableRandom(seed);
                Net net = new Net(seed, random, system, 30);
                while (net.sourcesRun()) {
                    for (int i = random.nextInt(60); i > 0 && system.step(); i--) {
                        Objects.requireNonNull(system);
                    }
                    net.meddle();
                }
                net.finish();
            }
        }
    }

    @Test
    void aSteppedSystemIsReplayedByItsSeed() throws InterruptedException {
        List<Long> fingerprints = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (SteppingSystem system = AxonSystem.stepping(first)) {
                SplittableRandom random = new SplittableRandom(first);
                Net net = new Net(first, random, system, 30);
                while (net.sourcesRun()) {
                    for (int j = random.nextInt(60); j > 0 && system.step(); j--) {
                        Objects.requireNonNull(system);
                    }
                    net.meddle();
                }
                net.finish();
                fingerprints.add(system.fingerprint());
            }
        }
        assertThat(fingerprints.getFirst()).isEqualTo(fingerprints.getLast());
    }

    @Test
    void liveSystemsLoseNothingAndLeaveNoThread() throws InterruptedException {
        for (long seed : seeds(LIVE)) {
            Net net;
            try (AxonSystem system = new AxonSystem("live", Clock.system())) {
                SplittableRandom random = new SplittableRandom(seed);
                net = new Net(seed, random, system, 3000);
                while (net.sourcesRun()) {
                    for (int i = random.nextInt(3000); i > 0; i--) {
                        Thread.onSpinWait();
                    }
                    net.meddle();
                }
                net.finish();
            }
            net.checkThreads();
        }
    }

    /// Every component sends two for each one it hears, to anyone: full rings come by themselves.
    @Test
    void everyRingOfTheBlockedIsReportedAndNoOther() {
        int rings = 0;
        for (long seed : seeds(STEPPED)) {
            SplittableRandom random = new SplittableRandom(seed);
            Set<Set<String>> reported = new HashSet<>();
            try (SteppingSystem system = AxonSystem.stepping(seed)) {
                system.onDeadlock(ring ->
                        assertThat(reported.add(new HashSet<>(ring)))
                                .as("told twice, seed " + seed)
                                .isTrue());
                List<Script> nodes = new ArrayList<>();
                for (int i = 2 + random.nextInt(6); i > 0; i--) {
                    nodes.add(multiplier("node " + i, 1 + random.nextInt(3), random.nextBoolean()));
                }
                for (Script each : nodes) {
                    system.link(each.out(), nodes.get(random.nextInt(nodes.size())).in());
                    system.activate(each);
                }
                assertThat(system.runUntilIdle()).as("seed " + seed).isFalse();
                assertThat(reported).as("seed " + seed).isEqualTo(rings(system.blocked()));
                rings += reported.size();
            }
        }
        assertThat(asked != null || rings > STEPPED / 4).as("rings: " + rings).isTrue();
    }

    /// Each hand-over races the receiver's going to sleep, and the sender's: a lost wake-up would
    /// leave both waiting for ever.
    @Test
    void noWakeUpIsLostInAMillionRaces() throws InterruptedException {
        int races = 250_000;
        try (AxonSystem system = new AxonSystem("races", Clock.system())) {
            AtomicInteger heard = new AtomicInteger();
            Script taker =
                    new Script(
                            "taker",
                            Bound.synchronous(),
                            me -> {
                                for (int i = 0; i < races; i++) {
                                    me.in().take();
                                    heard.incrementAndGet();
                                }
                            });
            Script poller =
                    new Script(
                            "poller",
                            Bound.synchronous(),
                            me -> {
                                for (int i = 0; i < races; ) {
                                    if (me.in().poll().isPresent()) {
                                        heard.incrementAndGet();
                                        i++;
                                    } else {
                                        me.await();
                                    }
                                }
                            });
            Script lister = Script.listener("lister", Bound.blocking(2));
            Script echo =
                    new Script(
                            "echo",
                            Bound.synchronous(),
                            me -> me.in().untilFinished().forEach(me::pass));
            Script asker =
                    new Script(
                            "asker",
                            Bound.synchronous(),
                            me -> {
                                for (int i = 0; i < races / 2; i++) {
                                    me.out().send(i);
                                    me.in().take();
                                    heard.addAndGet(2);
                                }
                            });
            system.link(asker.out(), echo.in());
            system.link(echo.out(), asker.in());
            system.link(asker.signals(), echo.controls());
            system.activate(
                    asker,
                    echo,
                    Pipeline.of(Script.counter("one", races), taker),
                    Pipeline.of(Script.counter("two", races), poller),
                    Pipeline.of(Script.counter("three", races), lister));
            assertThat(system.awaitEnd(LONG)).as(() -> "still there: " + system).isTrue();
            assertThat(heard.get() + lister.heard().size()).isEqualTo(4 * races);
        }
    }

    private List<Long> seeds(int count) {
        if (asked != null) {
            return List.of(asked);
        }
        List<Long> seeds = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            seeds.add(first + i);
        }
        return seeds;
    }

    private static Script multiplier(String name, int capacity, boolean starts) {
        return new Script(
                name,
                Bound.blocking(capacity),
                me -> {
                    if (starts) {
                        me.out().send("x");
                    }
                    while (true) {
                        me.in().take();
                        me.out().send("x");
                        me.out().send("x");
                    }
                });
    }

    /// The rings among those, found the simple way.
    private static Set<Set<String>> rings(List<AxonSystem.Blocked> blocked) {
        Map<String, String> waitsFor = new HashMap<>();
        blocked.forEach(each -> waitsFor.put(each.component(), each.on()));
        Set<Set<String>> rings = new HashSet<>();
        for (String start : waitsFor.keySet()) {
            Set<String> walk = new LinkedHashSet<>();
            String at = start;
            while (at != null && walk.add(at)) {
                at = waitsFor.get(at);
            }
            if (start.equals(at)) {
                rings.add(walk);
            }
        }
        return rings;
    }

    /// What one node sends: whose it was first, and who sent it last, each with its number.
    private record Parcel(int hop, long number) {}

    /// One node: takes, checks, sends on. The first ones only send.
    private static final class Node extends Component {
        private final int index;
        private final int sends;
        private final long failsAt;
        private final Inbox<Parcel> in;
        private final Outbox<Parcel> out;
        private final Map<Integer, Long> last = new HashMap<>();
        private final boolean end;
        private volatile long taken;
        private volatile long sent;
        private volatile @Nullable String wrong;

        Node(int index, int sends, long failsAt, boolean end, Bound bound) {
            super("node " + index);
            this.index = index;
            this.sends = sends;
            this.failsAt = failsAt;
            this.end = end;
            in = typedInbox(Parcel.class, "what others send", bound);
            out = typedOutbox(Parcel.class, "the same, stamped anew");
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        protected void run() throws InterruptedException {
            for (int i = 0; i < sends; i++) {
                out.send(new Parcel(index, i));
                sent++;
            }
            if (sends > 0) {
                return;
            }
            for (Parcel each : in.untilFinished()) {
                taken++;
                Long before = last.put(each.hop(), each.number());
                if (before != null && before >= each.number()) {
                    wrong = "%s after %d of the same sender".formatted(each, before);
                }
                if (taken == failsAt) {
                    throw new IllegalStateException("as planned");
                }
                if (!end) {
                    out.send(new Parcel(index, sent));
                    sent++;
                }
            }
        }
    }

    /// A random system: links lead from lower to higher numbers only, so that nothing can deadlock;
    /// each box always leads to the same one or nowhere, since a sender that changes its way
    /// overtakes itself.
    private static final class Net {
        private final String seed;
        private final SplittableRandom random;
        private final AxonSystem system;
        private final List<Node> sources = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private final List<Way> ways = new ArrayList<>();
        private final Script watch = Script.idle("watch");
        private final Inbox<Signal> signals;
        private final AtomicInteger failures = new AtomicInteger();
        private int stops = 2;

        private static final class Way {
            private final Node from;
            private final Node to;
            private final boolean inbox;
            private @Nullable Link link;

            Way(Node from, Node to, boolean inbox) {
                this.from = from;
                this.to = to;
                this.inbox = inbox;
            }
        }

        Net(long seed, SplittableRandom random, AxonSystem system, int each) {
            this.seed = "-Drandom.seed=" + seed;
            this.random = random;
            this.system = system;
            signals = watch.addInbox("signals", Signal.class, "all ends", Bound.unlimited());
            system.onFailure((name, cause) -> failures.incrementAndGet());
            int first = 1 + random.nextInt(4);
            int middle = random.nextInt(6);
            int ends = 1 + random.nextInt(2);
            int count = first + middle + ends;
            for (int i = 0; i < count; i++) {
                boolean source = i < first;
                long failsAt = random.nextInt(8) == 0 ? 1 + random.nextInt(each) : -1;
                Node node = new Node(i, source ? each : 0, failsAt, i >= first + middle, bound());
                system.link(node.outbox("signal"), signals);
                nodes.add(node);
                if (source) {
                    sources.add(node);
                }
            }
            for (int i = 0; i + 1 < count; i++) {
                Node from = nodes.get(i);
                int lowest = Math.max(i + 1, first);
                if (!from.end) {
                    ways.add(new Way(from, nodes.get(random.nextInt(lowest, count)), false));
                    toggle(ways.getLast());
                }
                if (i >= first && random.nextInt(3) == 0) {
                    ways.add(new Way(from, nodes.get(random.nextInt(lowest, count)), true));
                }
            }
            nodes.forEach(system::activate);
        }

        private Bound bound() {
            int capacity = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
            return switch (random.nextInt(8)) {
                case 0 -> Bound.dropOldest(capacity);
                case 1 -> Bound.dropNewest(capacity);
                case 2 -> Bound.disconnect(capacity);
                case 3 -> Bound.unlimited();
                default -> Bound.blocking(capacity);
            };
        }

        boolean sourcesRun() {
            return !sources.stream().allMatch(Component::isStopped);
        }

        void meddle() {
            Node any = nodes.get(random.nextInt(nodes.size()));
            switch (random.nextInt(12)) {
                case 0 -> any.in.bound(bound());
                case 1 -> {
                    if (stops > 0 && random.nextInt(6) == 0) {
                        stops--;
                        any.stop();
                    }
                }
                case 2 -> any.wake();
                default -> toggle(ways.get(random.nextInt(ways.size())));
            }
        }

        private void toggle(Way way) {
            Link there = way.link;
            if (there != null) {
                there.unlink(); // false where an overflow has cut it
                way.link = null;
            } else if (way.inbox) {
                way.link = system.link(way.from.in, way.to.in);
            } else {
                way.link = system.link(way.from.out, way.to.in);
            }
        }

        /// The sources have ended. The others in the order in which they send to each other.
        void finish() throws InterruptedException {
            for (Node each : nodes) {
                each.inbox("control", Signal.class).offer(new ProducerFinished());
                assertThat(system.awaitEnd(each, LONG)).as(() -> seed + ": " + system).isTrue();
            }
            assertThat(system.awaitEnd(LONG)).as(seed).isTrue();
            check();
        }

        private void check() {
            long sent = 0;
            long found = 0;
            long planned = 0;
            for (Node each : nodes) {
                assertThat(each.wrong).as(seed).isNull();
                sent += each.sends > 0 ? each.sent : 0;
                found += each.out.discarded() + each.in.dropped() + each.in.size();
                found += each.sends > 0 ? 0 : each.taken - (each.end ? 0 : each.sent);
                planned += each.taken == each.failsAt ? 1 : 0;
            }
            assertThat(found).as(seed).isEqualTo(sent);
            assertThat(failures.get()).as(seed).isEqualTo((int) planned);
            assertThat(signals.size()).as(seed).isEqualTo(nodes.size());
            assertThat(system.components()).as(seed).isEmpty();
            assertThat(system.blocked()).as(seed).isEmpty();
        }

        void checkThreads() throws InterruptedException {
            for (Node each : nodes) {
                Thread thread = each.mailbox().thread();
                if (thread != null) {
                    assertThat(thread.join(LONG)).as(seed).isTrue();
                }
            }
        }
    }
}
