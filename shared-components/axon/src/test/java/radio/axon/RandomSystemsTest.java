package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Systems drawn at random, with links cut and made, bounds changed, components failing and being
/// stopped while they run; once in an order drawn from a seed, once on real threads. What must hold
/// of all of them: every message sent was heard, or counted where it was lost; what one sender sent
/// into one inbox came out in order; a ring of blocked components is reported, and nothing else is;
/// no wake-up is lost; no thread is left.
class RandomSystemsTest extends RandomNetTest {
    private static final int STEPPED = 1500;

    RandomSystemsTest() {
        super(Net::new, STEPPED, 300);
    }

    /// Every component sends two for each one it hears, to anyone: full rings come by themselves.
    @Test
    void everyRingOfTheBlockedIsReportedAndNoOther() {
        int rings = 0;
        for (long seed : RandomNet.seeds(STEPPED)) {
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
        assertThat(RandomNet.oneSeed() || rings > STEPPED / 4).as("rings: " + rings).isTrue();
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
            assertThat(system.awaitEnd(RandomNet.LONG)).as(() -> "still there: " + system).isTrue();
            assertThat(heard.get() + lister.heard().size()).isEqualTo(4 * races);
        }
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

    /// A random system: links lead from lower to higher numbers only, so that nothing can deadlock;
    /// each box always leads to the same one or nowhere, since a sender that changes its way
    /// overtakes itself.
    private static final class Net extends RandomNet {
        private final List<Way> ways = new ArrayList<>();
        private int stops = 2;

        Net(long seed, AxonSystem system, int each) {
            super(seed, system);
            int first = 1 + random.nextInt(4);
            int middle = random.nextInt(6);
            int ends = 1 + random.nextInt(2);
            int count = first + middle + ends;
            for (int i = 0; i < count; i++) {
                node(i < first ? each : 0, failsAt(each), i >= first + middle, bound());
            }
            for (int i = 0; i + 1 < count; i++) {
                Node from = nodes.get(i);
                int lowest = Math.max(i + 1, first);
                if (!from.end) {
                    Node to = nodes.get(random.nextInt(lowest, count));
                    ways.add(new Way(from.out, to.in));
                    toggle(ways.getLast());
                }
                if (i >= first && random.nextInt(3) == 0) {
                    Node to = nodes.get(random.nextInt(lowest, count));
                    ways.add(new Way(from.in, to.in));
                }
            }
            nodes.forEach(node -> system.activate(node.machine));
        }

        @Override
        void meddle() {
            Node any = any(nodes);
            switch (random.nextInt(12)) {
                case 0 -> any.in.bound(bound());
                case 1 -> {
                    if (stops > 0 && random.nextInt(6) == 0) {
                        stops--;
                        any.machine.stop();
                    }
                }
                case 2 -> any.machine.wake();
                default -> toggle(any(ways));
            }
        }

        /// The others in the order in which they send to each other.
        @Override
        void finish() throws InterruptedException {
            nodes.forEach(this::finish);
            checkEnd();
            long sent = 0;
            long found = 0;
            for (Node each : nodes) {
                sent += each.sends > 0 ? each.sent : 0;
                found += each.out.discarded() + each.in.dropped() + each.in.size();
                found += each.sends > 0 ? 0 : each.taken - (each.end ? 0 : each.sent);
            }
            assertThat(found).as(seed).isEqualTo(sent);
        }
    }
}
