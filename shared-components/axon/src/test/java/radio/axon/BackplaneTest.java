package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackplaneTest {
    private final SteppingSystem system = AxonSystem.stepping(31);
    private final Backplane air = new Backplane("air");
    private final PublishTo publisher = new PublishTo("air");
    private final Script source = Script.idle("source");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName(
            "BP01 a subscriber gets what is published after it plugged in: all of it, in order")
    void onlyLaterMessages() {
        onAir();
        publish(0, 10);
        Script listener = Script.listener("listener");
        subscribe(listener, new SubscribeTo("air"));
        publish(10, 20);
        system.runUntilIdle();
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(20).subList(10, 20));
    }

    @Test
    @DisplayName("BP02 several publishers reach several subscribers, each publisher's order kept")
    void manyToMany() {
        system.activate(air);
        List<Script> listeners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Script listener = Script.listener("listener " + i);
            listeners.add(listener);
            subscribe(listener, new SubscribeTo("air", Bound.blocking(2)));
        }
        for (int p = 0; p < 3; p++) {
            int base = p * 1000;
            Script each =
                    new Script(
                            "publisher " + p,
                            me -> {
                                for (int i = 0; i < 100; i++) {
                                    me.out().send(base + i);
                                }
                            });
            system.activate(Pipeline.of(each, new PublishTo("air")));
        }
        system.runUntilIdle();
        for (Script listener : listeners) {
            assertThat(listener.heard()).hasSize(300);
            for (int p = 0; p < 3; p++) {
                int base = p * 1000;
                assertThat(listener.heard())
                        .filteredOn(each -> (int) each / 1000 == base / 1000)
                        .isEqualTo(
                                IntStream.range(base, base + 100)
                                        .<Object>mapToObj(i -> i)
                                        .toList());
            }
        }
    }

    @Test
    @DisplayName("BP03 the end of one subscriber does not disturb the others")
    void subscriberEnds() {
        onAir();
        Script stays = Script.listener("stays");
        Script goes = Script.listener("goes");
        subscribe(goes, new SubscribeTo("air", Bound.blocking(2)));
        subscribe(stays, new SubscribeTo("air"));
        publish(0, 2);
        system.runUntilIdle();
        goes.stop();
        system.runUntilIdle();
        publish(2, 50);
        system.runUntilIdle();
        assertThat(stays.heard()).isEqualTo(BoxesTest.numbers(50));
        assertThat(goes.heard()).hasSize(2);
    }

    @Test
    @DisplayName("BP06 a second backplane of the same name is ServiceAlreadyExists")
    void duplicateName() {
        onAir();
        Backplane second = new Backplane("air");
        assertThatThrownBy(() -> system.activate(second))
                .isInstanceOf(ServiceAlreadyExists.class)
                .hasMessageContaining("air");
        assertThat(second.state()).isEqualTo(Component.State.NEW);
        air.stop();
        system.activate(new Backplane("air"));
    }

    @Test
    @DisplayName("BP07 the forwarding form also sends on through its own outbox")
    void forwarding() {
        Script listener = Script.listener("listener");
        Script onward = Script.listener("onward");
        system.activate(air);
        subscribe(listener, new SubscribeTo("air"));
        system.activate(
                Pipeline.of(Script.counter("counter", 5), PublishTo.forwarding("air"), onward));
        system.runUntilIdle();
        assertThat(onward.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(onward.isStopped()).isTrue();
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(5));
    }

    @Test
    @DisplayName(
            "BP08 when the backplane ends its subscribers get the signal, after their messages")
    void backplaneEnds() {
        onAir();
        Script one = Script.listener("one");
        Script two = Script.listener("two");
        subscribe(one, new SubscribeTo("air"));
        subscribe(two, new SubscribeTo("air"));
        publish(0, 5);
        air.inbox("control", Signal.class).offer(new ProducerFinished());
        publisher.stop();
        system.run();
        assertThat(one.ending()).contains(new ProducerFinished());
        assertThat(two.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(air.ending()).contains(new ProducerFinished());
    }

    @Test
    @DisplayName("BP01 publishing and subscribing before the backplane comes is no error")
    void publishingBeforeTheBackplane() {
        Script listener = Script.listener("listener");
        subscribe(listener, new SubscribeTo("air"));
        system.activate(publisher);
        system.link(source.out(), publisher.inbox("inbox"));
        publish(0, 3);
        system.activate(air);
        publish(3, 6);
        system.runUntilIdle();
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(6));
    }

    @Test
    void aSlowSubscriberLosesItsOldestAndCountsTheGapWhileOthersGetAll() {
        onAir();
        Script slow = Script.idle("slow");
        Script quick = Script.listener("quick");
        SubscribeTo gappy = new SubscribeTo("air", Bound.dropOldest(20));
        subscribe(slow, gappy);
        subscribe(quick, new SubscribeTo("air", Bound.dropOldest(20)));
        for (int i = 0; i < 100; i += 10) {
            publish(i, i + 10);
            system.runUntilIdle();
        }
        assertThat(quick.heard()).isEqualTo(BoxesTest.numbers(100));
        assertThat(gappy.dropped()).isEqualTo(80);
        assertThat(BoxesTest.drain(slow.in())).isEqualTo(BoxesTest.numbers(100).subList(80, 100));
    }

    @Test
    void aSubscriptionKeepsItsBoundBesideOtherSendersToTheSameInbox() {
        onAir();
        Script mixed = Script.idle("mixed");
        SubscribeTo narrow = new SubscribeTo("air", Bound.dropOldest(2));
        SubscribeTo wide = new SubscribeTo("air", Bound.dropNewest(3));
        mixed.in().bound(Bound.blocking(100));
        system.link(narrow.outbox("outbox"), mixed.in());
        system.link(wide.outbox("outbox"), mixed.in());
        Script other = Script.idle("other");
        system.link(other.out(), mixed.in());
        system.activate(narrow, wide);
        other.out().offer("a");
        publish(0, 10);
        other.out().offer("b");
        assertThat(BoxesTest.drain(mixed.in())).containsExactly("a", 0, 1, 2, 8, 9, "b");
        assertThat(narrow.dropped()).isEqualTo(8);
        assertThat(wide.dropped()).isEqualTo(7);
        assertThat(mixed.in().dropped()).isZero();
    }

    @Test
    void whatAnInboxForgetsForOtherSendersIsNoSubscriptions() {
        onAir();
        Script mixed = Script.idle("mixed");
        SubscribeTo all = new SubscribeTo("air", Bound.blocking(3));
        mixed.in().bound(Bound.dropOldest(4));
        system.link(all.outbox("outbox"), mixed.in());
        Script other = Script.idle("other");
        system.link(other.out(), mixed.in());
        system.activate(all);
        publish(0, 2);
        for (String each : List.of("a", "b", "c", "d")) {
            other.out().offer(each);
        }
        publish(2, 3);
        other.out().offer("e");
        mixed.in().bound(Bound.dropOldest(3));
        other.out().offer("f");
        assertThat(BoxesTest.drain(mixed.in())).containsExactly(0, 1, 2);
        assertThat(mixed.in().dropped()).isEqualTo(6);
        assertThat(all.dropped()).isZero();
    }

    @Test
    void aBlockingSubscriptionHoldsThePublisherUntilThereIsRoom() {
        onAir();
        Script slow = Script.idle("slow");
        SubscribeTo blocking = new SubscribeTo("air", Bound.blocking(3));
        subscribe(slow, blocking);
        Script counter = Script.counter("counter", 10);
        system.activate(Pipeline.of(counter, new PublishTo("air")));
        system.runUntilIdle();
        assertThat(slow.in().size()).isEqualTo(3);
        assertThat(source.out().offer("impatient")).isFalse();
        List<Object> taken = new ArrayList<>();
        while (!counter.isStopped()) {
            taken.add(slow.in().poll().orElseThrow());
            system.runUntilIdle();
        }
        taken.addAll(BoxesTest.drain(slow.in()));
        assertThat(taken).isEqualTo(BoxesTest.numbers(10));
        assertThat(blocking.dropped()).isZero();
    }

    @Test
    void anOverflowingSubscriptionThatAskedForItIsDisconnected() {
        onAir();
        Script slow = Script.idle("slow");
        Script quick = Script.listener("quick");
        SubscribeTo strict = new SubscribeTo("air", Bound.disconnect(3));
        subscribe(slow, strict);
        subscribe(quick, new SubscribeTo("air"));
        publish(0, 5);
        system.runUntilIdle();
        assertThat(strict.isStopped()).isTrue();
        assertThat(strict.ending()).contains(new Shutdown());
        assertThat(strict.dropped()).isEqualTo(1);
        assertThat(slow.isStopped()).isTrue();
        assertThat(quick.heard()).isEqualTo(BoxesTest.numbers(5));
    }

    @Test
    void nothingFollowsWhatADisconnectedSubscriptionLost() throws InterruptedException {
        onAir();
        Script slow = Script.idle("slow");
        SubscribeTo strict = new SubscribeTo("air", Bound.disconnect(1));
        system.link(strict.outbox("outbox"), slow.in());
        system.activate(strict);
        publish(0, 1);
        Outbox<Object> out = source.out();
        Thread other;
        Links.LOCK.lock(); // which the subscription needs to end
        try {
            other = Thread.ofVirtual().start(() -> out.offer(1));
            while (strict.dropped() == 0 && other.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(slow.in().poll()).contains(0);
            publish(2, 3);
        } finally {
            Links.LOCK.unlock();
        }
        other.join();
        assertThat(strict.isStopped()).isTrue();
        assertThat(strict.dropped()).isEqualTo(2);
        assertThat(BoxesTest.drain(slow.in())).isEmpty();
    }

    @Test
    void aSubscriptionStoppedWhileItStartsIsNotLeftPluggedIn() {
        SubscribeTo brief = new SubscribeTo("air");
        system.onTopology(change -> {
            if (system.components().contains(brief)) {
                brief.stop();
            }
        });
        system.activate(brief);
        assertThat(brief.isStopped()).isTrue();
        assertThat(system.channel("air").subscriptions()).isEmpty();
    }

    @Test
    void aPipelineWithASecondBackplaneOfTheNameDoesNotHalfStart() {
        onAir();
        Script other = Script.listener("other");
        Pipeline refused = Pipeline.of(new Backplane("air"), other);
        assertThatThrownBy(() -> system.activate(refused)).isInstanceOf(ServiceAlreadyExists.class);
        assertThat(refused.isStopped() && other.isStopped()).isTrue();
        assertThat(system.components()).containsExactly(air, publisher);
    }

    private void onAir() {
        system.activate(air, publisher);
        system.link(source.out(), publisher.inbox("inbox"));
    }

    private void subscribe(Script listener, SubscribeTo subscription) {
        system.activate(Pipeline.of(subscription, listener));
    }

    private void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(source.out().offer(i)).isTrue();
        }
    }
}
