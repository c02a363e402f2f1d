package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Boxes used by threads that are no components, as sockets do.
@Timeout(30)
class OutsideTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());
    private final Script socket = Script.idle("socket");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void anOutsideThreadPausesOnFullAndGoesOnWhenThereIsSpace() throws InterruptedException {
        Script listener = Script.listener("listener", Bound.blocking(4));
        system.link(socket.out(), listener.in());
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    Semaphore space = new Semaphore(0);
                    for (int i = 0; i < 20_000; i++) {
                        while (!socket.out().offer(i)) {
                            socket.out().onSpace(space::release);
                            space.acquireUninterruptibly();
                        }
                    }
                    done.countDown();
                });
        system.activate(listener);
        done.await();
        listener.controls().offer(new ProducerFinished());
        system.run();
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(20_000));
        assertThat(listener.in().highWater()).isLessThanOrEqualTo(4);
    }

    @Test
    void onSpaceRunsOnceAndAtOnceWhenThereIsRoomAlready() {
        AtomicInteger calls = new AtomicInteger();
        socket.out().onSpace(calls::incrementAndGet);
        assertThat(calls).hasValue(1);
        Script full = Script.idle("full");
        full.in().bound(Bound.blocking(1));
        Link link = system.link(socket.out(), full.in());
        socket.out().offer("x");
        socket.out().onSpace(calls::incrementAndGet);
        full.in().onSpace(calls::incrementAndGet);
        assertThat(calls).hasValue(1);
        full.in().poll();
        assertThat(calls).hasValue(3);
        socket.out().offer("x");
        full.in().poll();
        assertThat(calls).hasValue(3);
        socket.out().offer("x");
        socket.out().onSpace(calls::incrementAndGet);
        link.unlink();
        assertThat(calls).hasValue(4);
    }

    @Test
    void onSpaceRunsWhenTheReceiverEnds() throws InterruptedException {
        Script full = Script.idle("full");
        full.in().bound(Bound.blocking(1));
        system.link(socket.out(), full.in());
        system.activate(full);
        socket.out().offer("x");
        CountDownLatch called = new CountDownLatch(1);
        socket.out().onSpace(called::countDown);
        assertThat(called.getCount()).isEqualTo(1);
        full.stop();
        called.await();
    }

    @Test
    void onSpaceReachesThroughAPublisherToTheBlockingSubscription() {
        Script slow = Script.idle("slow");
        PublishTo publisher = new PublishTo("air");
        SubscribeTo blocking = new SubscribeTo("air", Bound.blocking(1));
        system.link(blocking.outbox("outbox"), slow.in());
        system.link(socket.out(), publisher.inbox("inbox"));
        system.activate(publisher, blocking);
        assertThat(socket.out().offer(1)).isTrue();
        assertThat(socket.out().offer(2)).isFalse();
        AtomicInteger calls = new AtomicInteger();
        socket.out().onSpace(calls::incrementAndGet);
        assertThat(calls).hasValue(0);
        slow.in().poll();
        assertThat(calls).hasValue(1);
        assertThat(socket.out().offer(2)).isTrue();
    }

    @Test
    void aFailingCallbackDoesNotHurtTheTaker() {
        socket.in().bound(Bound.blocking(1));
        socket.in().offer("x");
        socket.in()
                .onSpace(() -> {
                    throw new IllegalStateException("a bad callback");
                });
        assertThat(socket.in().poll()).contains("x");
    }

    @Test
    void topologyIsToldInFullAndThenChangeByChange() {
        Script from = Script.idle("from");
        Script to = Script.idle("to");
        try (SteppingSystem stepping = AxonSystem.stepping(1)) {
            Link link = stepping.link(from.out(), to.in());
            stepping.activate(from, to);
            List<TopologyChange> changes = new ArrayList<>();
            TopologyWatch watch = stepping.onTopology(changes::add);
            assertThat(changes)
                    .extracting(change -> change.getClass().getSimpleName())
                    .containsExactly("ComponentAdded", "ComponentAdded", "LinkAdded");
            assertThat(stepping.topology().links())
                    .containsExactly(new Topology.Wire(from.id(), "outbox", to.id(), "inbox"));
            changes.clear();
            stepping.runUntilIdle();
            assertThat(changes).isEmpty();
            link.unlink();
            to.addInbox("side", String.class, "more");
            to.deleteInbox("side");
            stepping.link(from.out(), to.in());
            to.stop();
            stepping.runUntilIdle();
            assertThat(changes)
                    .extracting(change -> change.getClass().getSimpleName())
                    .containsExactly(
                            "LinkRemoved",
                            "BoxAdded",
                            "BoxRemoved",
                            "LinkAdded",
                            "LinkRemoved",
                            "ComponentRemoved");
            watch.close();
            changes.clear();
            from.stop();
            stepping.run();
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void outsideCodeThatWaitsForAMessageLearnsThatTheInboxClosed() throws InterruptedException {
        Script brief = Script.idle("short-lived");
        system.activate(brief);
        CountDownLatch told = new CountDownLatch(1);
        Thread waiting =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            brief.in().untilFinished().forEach(each -> {});
                            told.countDown();
                        });
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        brief.stop();
        told.await();
        assertThatThrownBy(brief.in()::take)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("short-lived.inbox");
    }
}
