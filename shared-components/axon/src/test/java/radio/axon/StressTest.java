package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Senders, receivers and link changes race on real threads. Rerun a failure with its seed:
/// `-Dtest=StressTest -DargLine=-Dstress.seed=...`.
@Timeout(60)
class StressTest {
    private static final int SENDERS = 4;
    private static final int EACH = 60_000;

    private record Numbered(int sender, int number) {}

    private final long seed =
            Long.getLong("stress.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    /// The chain senders -> hall -> room is cut and made again; what is sent meanwhile waits in the
    /// hall or goes along. Blocking boxes of changing size: nothing may be lost.
    @Test
    void nothingIsLostDoubledOrReorderedWhileLinksChange() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        try (AxonSystem system = new AxonSystem("stress", Clock.system())) {
            Script hall = Script.idle("hall");
            Script room = Script.idle("room");
            Script den = Script.idle("den");
            hall.in().bound(Bound.blocking(1 + random.nextInt(64)));
            room.in().bound(Bound.blocking(1 + random.nextInt(8)));
            den.in().bound(Bound.blocking(1 + random.nextInt(200)));
            List<Script> senders = senders(system, hall.in());
            Link toRoom = system.link(hall.in(), room.in());
            senders.forEach(system::activate);

            List<Numbered> got = new ArrayList<>();
            Link onward = null;
            while (got.size() < SENDERS * EACH) {
                Inbox<Object> end = onward == null ? room.in() : den.in();
                for (int i = random.nextInt(300); i > 0; i--) {
                    end.poll().map(Numbered.class::cast).ifPresent(got::add);
                }
                switch (random.nextInt(4)) {
                    case 0 -> {
                        // Out of the hall itself for a while: the room's own first, in order.
                        if (onward == null) {
                            toRoom.unlink();
                            empty(room.in(), got);
                            empty(hall.in(), got);
                            toRoom = system.link(hall.in(), room.in());
                        }
                    }
                    case 1 -> {
                        if (onward == null) {
                            onward = system.link(room.in(), den.in());
                        }
                    }
                    case 2 -> {
                        if (onward != null) {
                            onward.unlink();
                            onward = null;
                            empty(den.in(), got);
                        }
                    }
                    default -> room.in().bound(Bound.blocking(1 + random.nextInt(8)));
                }
            }
            system.run();
            check(got);
            assertThat(senders).as(seed()).allMatch(each -> each.out().discarded() == 0);
        }
    }

    /// Publishers drop the oldest of an inbox while its owner takes it: each message is either
    /// heard or counted.
    @Test
    void droppingAndTakingRaceWithoutLoss() throws InterruptedException {
        try (AxonSystem system = new AxonSystem("races", Clock.system())) {
            List<Script> listeners = new ArrayList<>();
            List<SubscribeTo> subscriptions = new ArrayList<>();
            for (Bound bound :
                    List.of(Bound.dropOldest(1), Bound.dropOldest(3), Bound.dropNewest(2))) {
                Script listener = Script.listener("listener", Bound.blocking(1));
                SubscribeTo subscription = new SubscribeTo("air", bound);
                system.link(subscription.outbox("outbox"), listener.in());
                system.link(subscription.signalBox(), listener.controls());
                system.activate(listener, subscription);
                listeners.add(listener);
                subscriptions.add(subscription);
            }
            PublishTo publisher = new PublishTo("air");
            system.activate(publisher);
            List<Script> senders = senders(system, publisher.inbox("inbox", Object.class));
            senders.forEach(system::activate);
            for (Script each : senders) {
                system.awaitEnd(each, Duration.ofSeconds(60));
            }
            subscriptions.forEach(one -> one.controlBox().offer(new ProducerFinished()));
            publisher.stop();
            system.run();
            for (int i = 0; i < listeners.size(); i++) {
                int[] last = new int[SENDERS];
                Arrays.fill(last, -1);
                for (Object each : listeners.get(i).heard()) {
                    Numbered got = (Numbered) each;
                    if (got.number() <= last[got.sender()]) {
                        throw new AssertionError(got + " after " + last[got.sender()]);
                    }
                    last[got.sender()] = got.number();
                }
                assertThat(listeners.get(i).heard().size() + subscriptions.get(i).dropped())
                        .isEqualTo(SENDERS * EACH);
            }
        }
    }

    /// Outboxes are cut off and linked again: what is not received was counted as discarded, and
    /// what is received is in order.
    @Test
    void whatIsNotReceivedWasCountedAsDiscarded() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        try (AxonSystem system = new AxonSystem("stress", Clock.system())) {
            Script listener = Script.listener("listener", Bound.blocking(16));
            List<Script> senders = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                senders.add(sender(s));
            }
            senders.forEach(system::activate);
            system.activate(listener);
            while (!senders.stream().allMatch(Component::isStopped)) {
                Script one = senders.get(random.nextInt(SENDERS));
                Link link = system.link(one.out(), listener.in());
                for (int i = random.nextInt(2000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                assertThat(link.unlink()).as(seed()).isTrue();
            }
            listener.controls().offer(new ProducerFinished());
            system.run();
            long discarded = senders.stream().mapToLong(each -> each.out().discarded()).sum();
            assertThat(listener.heard().size() + discarded).as(seed()).isEqualTo(SENDERS * EACH);
            int[] last = {-1, -1, -1, -1};
            for (Object each : listener.heard()) {
                Numbered message = (Numbered) each;
                assertThat(message.number()).as(seed()).isGreaterThan(last[message.sender()]);
                last[message.sender()] = message.number();
            }
        }
    }

    @Test
    void manyPublishersAndSubscribersComeAndGoWithoutLossForThoseWhoStay()
            throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        try (AxonSystem system = new AxonSystem("stress", Clock.system())) {
            Script stays = Script.listener("stays", Bound.synchronous());
            Backplane air = new Backplane("air");
            system.activate(air);
            system.activate(Pipeline.of(new SubscribeTo("air", Bound.blocking(100)), stays));
            List<Pipeline> publishers = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                publishers.add(Pipeline.of(sender(s), new PublishTo("air")));
            }
            publishers.forEach(system::activate);
            while (!publishers.stream().allMatch(Component::isStopped)) {
                Pipeline guest =
                        Pipeline.of(
                                new SubscribeTo("air", Bound.dropOldest(1 + random.nextInt(10))),
                                Script.listener("guest"));
                system.activate(guest);
                for (int i = random.nextInt(5000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                guest.stop();
            }
            air.inbox("control", Signal.class).offer(new ProducerFinished());
            system.run();
            check(stays.heard().stream().map(Numbered.class::cast).toList());
        }
    }

    private List<Script> senders(AxonSystem system, Inbox<Object> to) {
        List<Script> senders = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            Script sender = sender(s);
            system.link(sender.out(), to);
            senders.add(sender);
        }
        return senders;
    }

    private static Script sender(int number) {
        return new Script(
                "sender " + number,
                me -> {
                    for (int i = 0; i < EACH; i++) {
                        me.out().send(new Numbered(number, i));
                    }
                });
    }

    private static void empty(Inbox<Object> inbox, List<Numbered> into) {
        for (int i = inbox.size(); i > 0; i--) {
            inbox.poll().map(Numbered.class::cast).ifPresent(into::add);
        }
    }

    private void check(List<Numbered> got) {
        assertThat(got).as(seed()).hasSize(SENDERS * EACH);
        int[] next = new int[SENDERS];
        for (Numbered message : got) {
            if (message.number() != next[message.sender()]++) {
                throw new AssertionError(
                        seed() + ": sender " + message.sender() + " out of order at " + message);
            }
        }
    }

    private String seed() {
        return "stress.seed=" + seed;
    }
}
