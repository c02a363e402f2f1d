package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A system drawn at random that is meddled with while it runs: what those of several tests share.
///
/// A failure names its seed; `-Dtest=THE_TEST -DargLine=-Drandom.seed=SEED` runs that one alone.
abstract class RandomNet {
    static final Duration LONG = Duration.ofSeconds(60);

    private static final Logger reports = (Logger) LoggerFactory.getLogger(AxonSystem.class);
    private static final @Nullable Long asked = Long.getLong("random.seed");
    private static final long first = ThreadLocalRandom.current().nextLong(1_000_000_000);

    final String seed;
    final SplittableRandom random;
    final AxonSystem system;
    final List<Node> nodes = new ArrayList<>();
    private final Inbox<Signal> signals;
    private final AtomicInteger failures = new AtomicInteger();

    /// Makes and starts one.
    interface Drawn {
        RandomNet net(long seed, AxonSystem system, int each);
    }

    RandomNet(long seed, AxonSystem system) {
        this.seed = "-Drandom.seed=" + seed;
        this.system = system;
        random = new SplittableRandom(seed);
        signals = Script.idle("watch").addInbox("signals", Signal.class, "", Bound.unlimited());
        system.onFailure((name, cause) -> failures.incrementAndGet());
    }

    /// Failures and rings are made on purpose, by the thousand.
    static void quiet() {
        reports.setLevel(Level.OFF);
    }

    static void loud() {
        reports.setLevel(null);
    }

    static List<Long> seeds(int count) {
        return asked != null
                ? List.of(asked)
                : LongStream.range(first, first + count).boxed().toList();
    }

    /// True when one seed was asked for.
    static boolean oneSeed() {
        return asked != null;
    }

    /// Runs it in an order drawn from the seed; says which.
    static long stepped(long seed, Drawn drawn) throws InterruptedException {
        try (SteppingSystem system = AxonSystem.stepping(seed)) {
            RandomNet net = drawn.net(seed, system, 30);
            while (net.sourcesRun()) {
                for (int i = net.random.nextInt(60); i > 0 && system.step(); i--) {
                    Objects.requireNonNull(system);
                }
                net.meddle();
            }
            net.finish();
            return system.fingerprint();
        }
    }

    /// Runs it on real threads.
    static void live(long seed, Drawn drawn) throws InterruptedException {
        RandomNet net;
        try (AxonSystem system = new AxonSystem("live", Clock.system())) {
            net = drawn.net(seed, system, 3000);
            while (net.sourcesRun()) {
                for (int i = net.random.nextInt(3000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                net.meddle();
            }
            net.finish();
        }
        for (Node each : net.nodes) {
            Thread thread = each.machine.mailbox().thread();
            if (thread != null) {
                assertThat(thread.join(LONG)).as(net.seed).isTrue();
            }
        }
    }

    abstract void meddle();

    /// The sources have ended: ends the others, and checks.
    abstract void finish() throws InterruptedException;

    private boolean sourcesRun() {
        return nodes.stream().anyMatch(each -> each.sends > 0 && !each.machine.isStopped());
    }

    /// Those that send so many first: whose index is their place in the list.
    final Node node(int sends, long failsAt, boolean end, Bound bound) {
        Node node = new Node(nodes.size(), sends, failsAt, end, bound, random.nextBoolean());
        system.link(node.machine.outbox("signal"), signals);
        nodes.add(node);
        return node;
    }

    final long failsAt(int each) {
        return random.nextInt(8) == 0 ? 1 + random.nextInt(each) : -1;
    }

    final Bound bound() {
        int capacity = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
        return switch (random.nextInt(8)) {
            case 0 -> Bound.dropOldest(capacity);
            case 1 -> Bound.dropNewest(capacity);
            case 2 -> Bound.disconnect(capacity);
            case 3 -> Bound.unlimited();
            default -> Bound.blocking(capacity);
        };
    }

    final <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    final void toggle(Way way) {
        Link there = way.link;
        if (there != null) {
            there.unlink(); // false where an overflow has cut it
            way.link = null;
        } else {
            way.link =
                    switch (way.from) {
                        case Outbox<?> outbox -> system.link(outbox, way.to);
                        case Inbox<?> inbox -> system.link(inbox, way.to);
                    };
        }
    }

    final void finish(Node each) {
        each.machine.inbox("control", Signal.class).offer(new ProducerFinished());
        try {
            assertThat(system.awaitEnd(each.machine, LONG)).as(() -> seed + ": " + system).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    final void checkEnd() throws InterruptedException {
        assertThat(system.awaitEnd(LONG)).as(() -> seed + ": " + system).isTrue();
        for (Node each : nodes) {
            assertThat(each.wrong).as(seed).isNull();
        }
        assertThat(failures).as(seed).hasValue((int) nodes.stream().filter(n -> n.failed).count());
        assertThat(signals.size()).as(seed).isEqualTo(nodes.size());
        assertThat(system.components()).as(seed).isEmpty();
        assertThat(system.blocked()).as(seed).isEmpty();
    }

    /// A link that comes and goes.
    static final class Way {
        private final Box<?> from;
        private final Inbox<?> to;
        private @Nullable Link link;

        Way(Box<?> from, Inbox<?> to) {
            this.from = from;
            this.to = to;
        }
    }

    /// What one node sends: who sent it last, and its number.
    record Parcel(int hop, long number) {}

    /// One node: takes, checks, sends on. The sources only send, the ends only take. Of either kind
    /// of component.
    static final class Node {
        final int index;
        final int sends;
        final boolean end;
        final Component machine;
        final Inbox<Parcel> in;
        final Outbox<Parcel> out;
        volatile long taken;
        volatile long begun;
        volatile long sent;
        volatile boolean failed;
        volatile @Nullable String wrong;
        private final long failsAt;
        private final Map<Integer, BitSet> heard = new HashMap<>();

        private Node(int index, int sends, long failsAt, boolean end, Bound bound, boolean reacts) {
            this.index = index;
            this.sends = sends;
            this.failsAt = failsAt;
            this.end = end;
            machine = reacts ? new Reacting(this, bound) : new Running(this, bound);
            in = machine.inbox("inbox", Parcel.class);
            out = machine.outbox("outbox", Parcel.class);
        }

        private static final class Running extends Component {
            private final Node node;
            private final Inbox<Parcel> in;

            Running(Node node, Bound bound) {
                super("node " + node.index);
                this.node = node;
                in = typedInbox(Parcel.class, "what others send", bound);
                typedOutbox(Parcel.class, "the same, stamped anew");
            }

            @Override
            protected void run() throws InterruptedException {
                node.begin();
                if (node.sends == 0) {
                    for (Parcel each : in.untilFinished()) {
                        node.pass(each);
                    }
                }
            }
        }

        private static final class Reacting extends Reactor {
            private final Node node;

            Reacting(Node node, Bound bound) {
                super("node " + node.index);
                this.node = node;
                on(typedInbox(Parcel.class, "what others send", bound), node::pass);
                typedOutbox(Parcel.class, "the same, stamped anew");
            }

            @Override
            protected void begin() throws InterruptedException {
                node.begin();
                if (node.sends > 0) {
                    done();
                }
            }
        }

        private void begin() throws InterruptedException {
            for (int i = 0; i < sends; i++) {
                send();
                failAt(sent);
            }
        }

        private void pass(Parcel each) throws InterruptedException {
            hear(each);
            failAt(taken);
            if (!end) {
                send();
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private void send() throws InterruptedException {
            begun++;
            out.send(new Parcel(index, sent));
            sent++;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private void hear(Parcel each) {
            taken++;
            BitSet before = heard.computeIfAbsent(each.hop(), hop -> new BitSet());
            if (each.number() < before.length()) {
                wrong = "%s after %d of the same sender".formatted(each, before.length() - 1);
            }
            before.set((int) each.number());
        }

        private void failAt(long now) {
            if (now == failsAt) {
                failed = true;
                throw new IllegalStateException("as planned");
            }
        }

        /// After its end: what it had not taken yet.
        void hearTheRest() {
            while (true) {
                Parcel each = in.poll().orElse(null);
                if (each == null) {
                    return;
                }
                hear(each);
            }
        }

        @Override
        public String toString() {
            return machine.toString();
        }

        /// After its end: the numbers it heard of that sender.
        BitSet heard(Node of) {
            return heard.getOrDefault(of.index, new BitSet());
        }
    }
}
