package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import radio.axon.RandomNet.Node;

/// Backplanes drawn at random, with several publishers on each and subscriptions of every policy
/// that come and go, links cut and made, components failing and being stopped while they run; once
/// in an order drawn from a seed, once on real threads. What must hold of every subscription: what
/// was published while it was there was heard, or counted where it was lost; each publisher's in
/// order and once; what lost nothing has no gap, and what was disconnected has none before that.
class RandomBackplanesTest extends RandomNetTest {
    RandomBackplanesTest() {
        super(Air::new, 250, 120);
    }

    /// One publisher, and what it sends into: a [PublishTo], perhaps shared, or the backplane.
    private record Publisher(Node node, int air, Component to) {}

    /// What a forwarding [PublishTo] passes on to.
    private record Onward(PublishTo from, Node to) {}

    /// One that sends into the inbox of the first of them, beside their subscriptions.
    private record Neighbour(Node node, List<Node> to) {}

    /// One subscription, and in whose inboxes its messages end. When it came and when it went, by
    /// what each publisher had sent then: the least and the most, since some were on their way.
    private static final class Hearing {
        private final int air;
        private final SubscribeTo subscription;
        private final Bound bound;
        private final List<Node> by;
        private final long[] from;
        private final long[] latestFrom;
        private long @Nullable [] to;
        private long @Nullable [] latestTo;

        Hearing(
                int air,
                SubscribeTo subscription,
                Bound bound,
                List<Node> by,
                long[] from,
                long[] latestFrom) {
            this.air = air;
            this.subscription = subscription;
            this.bound = bound;
            this.by = by;
            this.from = from;
            this.latestFrom = latestFrom;
        }
    }

    /// A random system: nobody who hears sends on, so that nothing can deadlock.
    private static final class Air extends RandomNet {
        private final int each;
        private final List<Backplane> backplanes = new ArrayList<>();
        private final List<Publisher> publishers = new ArrayList<>();
        private final List<Onward> onwards = new ArrayList<>();
        private final List<Neighbour> neighbours = new ArrayList<>();
        private final List<Hearing> hearings = new ArrayList<>();
        private final List<Way> ways = new ArrayList<>();
        private int newcomers = 4;
        private int stops = 3;

        Air(long seed, AxonSystem system, int each) {
            super(seed, system);
            this.each = each;
            for (int air = random.nextInt(2); air >= 0; air--) {
                backplanes.add(new Backplane("air " + backplanes.size()));
                if (random.nextInt(4) > 0) {
                    system.activate(backplanes.getLast());
                }
            }
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                Node node = node(each, failsAt(each), false, bound());
                int air = random.nextInt(backplanes.size());
                Publisher publisher = new Publisher(node, air, to(air));
                publishers.add(publisher);
                way(node.out, publisher.to().inbox("inbox"));
            }
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                listeners();
            }
            publishers.forEach(one -> system.activate(one.node().machine));
        }

        private Component to(int air) {
            List<Component> there =
                    Stream.concat(backplanes.stream(), publishers.stream().map(Publisher::to))
                            .filter(one -> one.name().endsWith("air " + air))
                            .filter(one -> one.state() != Component.State.NEW)
                            .toList();
            if (!there.isEmpty() && random.nextBoolean()) {
                return any(there);
            }
            PublishTo to = new PublishTo("air " + air);
            if (random.nextBoolean()) {
                to = PublishTo.forwarding("air " + air);
                Node onward = node(0, failsAt(each), true, bound());
                onwards.add(new Onward(to, onward));
                system.link(to.outbox("outbox"), onward.in);
                system.activate(onward.machine);
            }
            system.activate(to);
            return to;
        }

        /// One that hears, or one that is linked on to another for a while, with a subscription to
        /// one backplane or to each.
        private void listeners() {
            List<Node> by = new ArrayList<>();
            by.add(node(0, failsAt(each), true, bound()));
            if (random.nextInt(3) == 0) {
                by.add(node(0, failsAt(each), true, bound()));
                ways.add(new Way(by.getFirst().in, by.getLast().in));
            }
            by.forEach(node -> system.activate(node.machine));
            int one = random.nextInt(backplanes.size());
            for (int air = 0; air < backplanes.size(); air++) {
                if (air == one || random.nextBoolean()) {
                    subscribe(air, by);
                }
            }
            if (random.nextInt(3) == 0) {
                Node node = node(each, failsAt(each), false, bound());
                neighbours.add(new Neighbour(node, by));
                way(node.out, by.getFirst().in);
                system.activate(node.machine);
            }
        }

        private void subscribe(int air, List<Node> by) {
            Bound bound = bound();
            SubscribeTo subscription = new SubscribeTo("air " + air, bound);
            way(subscription.outbox("outbox"), any(by).in);
            if (random.nextBoolean()) {
                system.link(subscription.outbox("signal"), any(by).machine.inbox("control"));
            }
            long[] from = sent();
            system.activate(subscription);
            hearings.add(new Hearing(air, subscription, bound, by, from, begun()));
        }

        /// A link that is there from now on, or that comes and goes.
        private void way(Outbox<?> from, Inbox<?> to) {
            Way way = new Way(from, to);
            toggle(way);
            if (random.nextInt(4) == 0) {
                ways.add(way);
            }
        }

        private long[] sent() {
            return publishers.stream().mapToLong(one -> one.node().sent).toArray();
        }

        private long[] begun() {
            return publishers.stream().mapToLong(one -> one.node().begun).toArray();
        }

        @Override
        void meddle() {
            switch (random.nextInt(10)) {
                case 0 -> any(nodes).in.bound(bound());
                case 1 -> any(nodes).machine.wake();
                case 2 -> {
                    if (newcomers > 0) {
                        newcomers--;
                        listeners();
                    }
                }
                case 3 -> {
                    if (random.nextInt(3) == 0) {
                        leave(List.of(any(hearings)));
                    }
                }
                case 4 -> {
                    if (stops > 0 && random.nextInt(6) == 0) {
                        stops--;
                        stopSomething();
                    }
                }
                default -> {
                    if (!ways.isEmpty()) {
                        toggle(any(ways));
                    }
                }
            }
        }

        private void stopSomething() {
            int air = random.nextInt(backplanes.size());
            switch (random.nextInt(4)) {
                case 0 -> {
                    Backplane backplane = backplanes.get(air);
                    if (backplane.isStopped()) {
                        backplanes.set(air, new Backplane("air " + air));
                        system.activate(backplanes.get(air));
                    } else if (backplane.state() != Component.State.NEW) {
                        List<Hearing> those =
                                hearings.stream()
                                        .filter(one -> one.air == air && one.to == null)
                                        .toList();
                        those.forEach(one -> one.to = sent());
                        backplane.stop();
                        those.forEach(one -> one.latestTo = begun());
                    }
                }
                case 1 -> {
                    Component to = any(publishers).to();
                    if (to instanceof PublishTo) {
                        to.stop();
                    }
                }
                default -> any(nodes).machine.stop();
            }
        }

        private void leave(List<Hearing> those) {
            for (Hearing one : those) {
                if (one.to == null) {
                    one.to = sent();
                    one.subscription.inbox("control", Signal.class).offer(new ProducerFinished());
                    one.latestTo = begun();
                }
            }
        }

        @Override
        void finish() throws InterruptedException {
            leave(hearings);
            publishers.forEach(one -> one.to().stop());
            backplanes.forEach(Component::stop);
            nodes.forEach(this::finish);
            checkEnd();
            nodes.stream().filter(one -> one.sends == 0).forEach(Node::hearTheRest);
            assertThat(nodes).as(seed).allMatch(one -> one.wrong == null);
            hearings.forEach(this::check);
            neighbours.forEach(this::check);
            onwards.forEach(this::check);
            for (int air = 0; air < backplanes.size(); air++) {
                assertThat(system.channel("air " + air).subscriptions()).as(seed).isEmpty();
            }
        }

        private void check(Hearing one) {
            String where = seed + ": " + one.by + " by " + one.bound;
            SubscribeTo subscription = one.subscription;
            long dropped = subscription.dropped();
            long discarded = subscription.outbox("outbox").discarded();
            boolean cut = one.bound.overflow() == Overflow.DISCONNECT && dropped > 0;
            long[] to = cut ? one.from : Objects.requireNonNull(one.to);
            long[] latestTo = cut ? begun() : Objects.requireNonNull(one.latestTo);
            long found = dropped + discarded;
            long least = 0;
            long most = 0;
            for (int i = 0; i < publishers.size(); i++) {
                Publisher publisher = publishers.get(i);
                if (publisher.air() != one.air) {
                    continue;
                }
                BitSet heard = heard(publisher.node(), one.by);
                long astray = publisher.node().out.discarded();
                found += heard.cardinality();
                least += Math.max(0, to[i] - one.latestFrom[i] - astray);
                most += latestTo[i] - one.from[i];
                long begin = heard.isEmpty() ? one.latestFrom[i] : heard.nextSetBit(0);
                long end = heard.isEmpty() ? begin : heard.length();
                assertThat(begin).as(where).isGreaterThanOrEqualTo(one.from[i]);
                assertThat(end).as(where).isLessThanOrEqualTo(Math.max(begin, latestTo[i]));
                boolean whole = astray == 0 && discarded == 0;
                if (whole && (dropped == 0 || cut)) {
                    assertThat(end - begin).as(where).isEqualTo(heard.cardinality());
                }
                boolean alone = publishers.size() == 1 && one.by.size() == 1;
                Overflow policy = dropped == 0 ? Overflow.BLOCK : one.bound.overflow();
                if (whole && (policy == Overflow.BLOCK || alone)) {
                    if (policy != Overflow.DROP_OLDEST) {
                        assertThat(begin).as(where).isLessThanOrEqualTo(one.latestFrom[i]);
                    }
                    if (policy != Overflow.DROP_NEWEST) {
                        assertThat(end).as(where).isGreaterThanOrEqualTo(to[i]);
                    }
                }
            }
            assertThat(found).as(where).isBetween(least, most);
            assertThat(one.bound.overflow() == Overflow.BLOCK && dropped > 0).as(where).isFalse();
            assertThat(subscription.isStopped()).as(where).isTrue();
        }

        private void check(Neighbour one) {
            long found = heard(one.node(), one.to()).cardinality() + one.node().out.discarded();
            found += one.to().stream().mapToLong(node -> node.in.dropped()).sum();
            assertThat(found).as(seed).isEqualTo(one.node().sent);
        }

        private void check(Onward one) {
            long found = one.from().outbox("outbox").discarded() + one.to().in.dropped();
            long least = 0;
            long most = 0;
            for (Publisher each : publishers) {
                if (each.to().equals(one.from())) {
                    found += one.to().heard(each.node()).cardinality();
                    least += each.node().sent - each.node().out.discarded();
                    most += each.node().begun;
                }
            }
            assertThat(found).as(seed).isBetween(least, most);
        }

        private BitSet heard(Node sender, List<Node> by) {
            BitSet all = new BitSet();
            for (Node each : by) {
                assertThat(all.intersects(each.heard(sender))).as(seed + ": twice").isFalse();
                all.or(each.heard(sender));
            }
            return all;
        }
    }
}
