package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SteppingTest {
    private record Run(List<String> trace, long fingerprint, List<Object> heard, long nanos) {}

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(run(42)).isEqualTo(run(42));
    }

    @Test
    void anotherSeedGivesAnotherOrder() {
        assertThat(LongStream.range(0, 20).mapToObj(SteppingTest::run).map(Run::heard).distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void timeIsVirtualAndMovesOnlyWhenNobodyCanGoOn() {
        try (SteppingSystem system = AxonSystem.stepping(1)) {
            Script sleeper =
                    new Script(
                            "sleeper",
                            me -> {
                                for (int i = 0; i < 3; i++) {
                                    me.await(Duration.ofHours(1));
                                    me.heard(me.clock().nanoTime() / 3_600_000_000_000L);
                                }
                            });
            system.activate(sleeper, Script.counter("busy", 1000));
            system.run();
            assertThat(sleeper.heard()).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void componentsThatWaitForEachOthersRoomAreNamed() {
        List<List<String>> rings = new ArrayList<>();
        try (SteppingSystem system = AxonSystem.stepping(3)) {
            system.onDeadlock(rings::add);
            List<Script> ring = new ArrayList<>();
            for (String name : List.of("red", "green", "blue")) {
                ring.add(
                        new Script(
                                name,
                                Bound.blocking(2),
                                me -> {
                                    while (true) {
                                        me.out().send("x");
                                    }
                                }));
            }
            for (int i = 0; i < 3; i++) {
                system.link(ring.get(i).out(), ring.get((i + 1) % 3).in());
            }
            ring.forEach(system::activate);
            assertThat(system.runUntilIdle()).isFalse();
            assertThat(rings).hasSize(1);
            assertThat(rings.getFirst()).containsExactlyInAnyOrder("red", "green", "blue");
            assertThat(system.blocked()).hasSize(3);
            assertThatThrownBy(system::run).hasMessageContaining("waits for room in");
            ring.getFirst().in().poll();
            system.runUntilIdle();
            assertThat(rings).hasSize(2);
        }
    }

    @Test
    void twoComponentsThatDeadlockLiveAreReportedToo() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        try (AxonSystem system = new AxonSystem("live", Clock.system())) {
            system.onDeadlock(ring -> told.countDown());
            Script ping = flooder("ping");
            Script pong = flooder("pong");
            system.link(ping.out(), pong.in());
            system.link(pong.out(), ping.in());
            system.activate(ping, pong);
            told.await();
            ping.stop();
            pong.stop();
            system.run();
        }
    }

    @Test
    void aSenderThatWaitsForASlowReceiverIsNoDeadlock() {
        List<List<String>> rings = new ArrayList<>();
        try (SteppingSystem system = AxonSystem.stepping(3)) {
            system.onDeadlock(rings::add);
            Script listener = Script.listener("listener", Bound.blocking(1));
            system.activate(Pipeline.of(Script.counter("counter", 100), listener));
            system.run();
            assertThat(rings).isEmpty();
        }
    }

    private static Script flooder(String name) {
        return new Script(
                name,
                Bound.blocking(2),
                me -> {
                    while (true) {
                        me.out().send("x");
                    }
                });
    }

    /// Three senders race for one small inbox; who comes first is up to the seed.
    private static Run run(long seed) {
        try (SteppingSystem system = AxonSystem.stepping(seed)) {
            List<String> trace = new ArrayList<>();
            system.onStep(trace::add);
            Script listener = Script.listener("listener", Bound.blocking(2));
            for (int s = 0; s < 3; s++) {
                int sender = s * 100;
                Script each =
                        new Script(
                                "sender " + s,
                                me -> {
                                    for (int i = 0; i < 10; i++) {
                                        me.out().send(sender + i);
                                        me.await(Duration.ofMillis(i));
                                    }
                                });
                system.link(each.out(), listener.in());
                system.activate(each);
            }
            system.activate(listener);
            system.runUntilIdle();
            return new Run(
                    trace, system.fingerprint(), listener.heard(), system.clock().nanoTime());
        }
    }

    @Test
    void aRingThroughABlockingSubscriptionIsNamedToo() {
        List<List<String>> rings = new ArrayList<>();
        try (SteppingSystem system = AxonSystem.stepping(5)) {
            system.onDeadlock(rings::add);
            Script speaker = flooder("speaker");
            Script echo = flooder("echo");
            PublishTo publish = new PublishTo("air");
            SubscribeTo subscribe = new SubscribeTo("air", Bound.blocking(2));
            echo.in().bound(Bound.DEFAULT);
            system.link(speaker.out(), publish.inbox("inbox"));
            system.link(subscribe.outbox("outbox"), echo.in());
            system.link(echo.out(), speaker.in());
            system.activate(publish, subscribe, speaker, echo);
            assertThat(system.runUntilIdle()).isFalse();
            assertThat(rings).hasSize(1);
            assertThat(rings.getFirst()).containsExactlyInAnyOrder("speaker", "echo");
            speaker.wake();
            echo.wake();
            system.runUntilIdle();
            assertThat(rings).hasSize(1);
        }
    }

    /// The last room in a ring's inbox goes to a third sender: the ring closes although nobody in
    /// it begins to wait after that.
    @Test
    void aRingThatAThirdSenderClosesIsNamed() {
        for (long seed = 0; seed < 200; seed++) {
            List<List<String>> rings = new ArrayList<>();
            try (SteppingSystem system = AxonSystem.stepping(seed)) {
                system.onDeadlock(rings::add);
                Script ping = taking("ping");
                Script pong = taking("pong");
                Script third = flooder("third");
                system.link(ping.out(), pong.in());
                system.link(pong.out(), ping.in());
                system.link(third.out(), pong.in());
                system.activate(ping, pong, third);
                assertThat(system.runUntilIdle()).isFalse();
                assertThat(system.blocked()).hasSize(3);
                assertThat(rings).as("seed " + seed).isNotEmpty();
                assertThat(rings.getLast()).as("seed " + seed).hasSize(2);
            }
        }
    }

    /// Takes one, sends two.
    private static Script taking(String name) {
        return new Script(
                name,
                Bound.blocking(2),
                me -> {
                    while (true) {
                        me.out().send("x");
                        me.out().send("x");
                        me.in().take();
                    }
                });
    }
}
