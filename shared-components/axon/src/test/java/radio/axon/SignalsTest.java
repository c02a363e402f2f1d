package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignalsTest {
    private final SteppingSystem system = AxonSystem.stepping(23);
    private final Script probe = Script.idle("probe");
    private final Script listener = Script.listener("listener");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("SG01 the caller and message of ProducerFinished are empty unless given")
    void defaultsAreEmpty() {
        assertThat(new ProducerFinished()).isEqualTo(new ProducerFinished("", ""));
    }

    @Test
    @DisplayName(
            "SG02 ProducerFinished: what was queued is handled, then the component ends, passing it on")
    void producerFinishedDrains() {
        listener.controls().offer(new ProducerFinished());
        for (int i = 0; i < 10; i++) {
            listener.in().offer(i);
        }
        assertThat(endOf(listener)).containsExactly(new ProducerFinished());
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(10));
    }

    @Test
    @DisplayName("SG02 ProducerFinished ends a loop of take() as well, after the queue")
    void producerFinishedEndsTake() {
        Script taker =
                new Script(
                        "taker",
                        me -> {
                            while (true) {
                                me.heard(me.in().take());
                            }
                        });
        taker.controls().offer(new ProducerFinished());
        taker.in().offer("queued");
        assertThat(endOf(taker)).containsExactly(new ProducerFinished());
        assertThat(taker.heard()).containsExactly("queued");
    }

    @Test
    @DisplayName("SG03 Shutdown: the component ends without draining and passes it on")
    void shutdownDoesNotDrain() {
        for (int i = 0; i < 10; i++) {
            listener.in().offer(i);
        }
        listener.controls().offer(new Shutdown());
        assertThat(endOf(listener)).containsExactly(new Shutdown());
        assertThat(listener.heard()).isEmpty();
    }

    @Test
    @DisplayName("SG03 a received Failed acts like Shutdown and is passed on")
    void failedActsLikeShutdown() {
        Failed failed = new Failed("elsewhere", new IllegalStateException("x"));
        listener.in().offer("queued");
        listener.controls().offer(failed);
        assertThat(endOf(listener)).containsExactly(failed);
        assertThat(listener.heard()).isEmpty();
    }

    @Test
    @DisplayName("SG03 Shutdown releases a sender that waits for room")
    void shutdownReleasesBlockedSender() {
        Script full = Script.idle("full");
        full.in().bound(Bound.blocking(1));
        Script endless = endless();
        system.link(endless.out(), full.in());
        system.activate(endless);
        system.runUntilIdle();
        assertThat(system.blocked()).hasSize(1);
        endless.controls().offer(new Shutdown());
        assertThat(endOf(endless)).containsExactly(new Shutdown());
        assertThat(full.in().size()).isEqualTo(1);
    }

    @Test
    @DisplayName("SG03 Shutdown ends even a source that looks at nothing and never waits")
    void shutdownEndsTheHeedless() {
        Script endless = endless();
        system.activate(endless);
        for (int i = 0; i < 100; i++) {
            assertThat(system.step()).isTrue();
        }
        endless.controls().offer(new Shutdown());
        assertThat(endOf(endless)).containsExactly(new Shutdown());
    }

    @Test
    @DisplayName("SG04 a source that ends by itself sends ProducerFinished exactly once")
    void selfEndedSource() {
        assertThat(endOf(Script.counter("counter", 3))).containsExactly(new ProducerFinished());
    }

    @Test
    @DisplayName("SG04 a failing component sends Failed, exactly once")
    void failedSource() {
        Script broken =
                new Script(
                        "broken",
                        me -> {
                            throw new IllegalStateException("x");
                        });
        assertThat(endOf(broken))
                .singleElement()
                .isInstanceOfSatisfying(
                        Failed.class, how -> assertThat(how.component()).isEqualTo("broken"));
    }

    @Test
    void whatIsSentToAnEndedComponentIsDiscardedAndCounted() {
        Script sender = Script.counter("sender", 5);
        system.link(sender.out(), listener.in());
        system.activate(listener);
        listener.stop();
        system.run();
        assertThat(listener.in().closed()).isTrue();
        system.activate(sender);
        system.run();
        assertThat(sender.out().discarded()).isEqualTo(5);
    }

    @Test
    void theEndOfAReceiverReleasesItsBlockedSenders() {
        Script full = Script.idle("full");
        full.in().bound(Bound.blocking(1));
        Script sender = Script.counter("sender", 5);
        system.link(sender.out(), full.in());
        system.activate(full, sender);
        system.runUntilIdle();
        assertThat(system.blocked()).hasSize(1);
        full.stop();
        system.run();
        assertThat(sender.ending()).contains(new ProducerFinished());
        assertThat(sender.out().discarded()).isEqualTo(4);
    }

    @Test
    void systemShutdownReachesEveryComponent() {
        system.activate(listener, Script.idle("idle"), endless(), new Backplane("air"));
        system.activate(Pipeline.of(new SubscribeTo("air"), Script.listener("deep")));
        for (int i = 0; i < 50; i++) {
            system.step();
        }
        system.shutdown();
        system.run();
        assertThat(listener.ending()).contains(new Shutdown());
    }

    private static Script endless() {
        return new Script(
                "endless",
                me -> {
                    while (true) {
                        me.out().send("x");
                    }
                });
    }

    /// Runs it to its end; the signals it sent.
    private List<Signal> endOf(Script component) {
        Inbox<Signal> signals = probe.addInbox("signals", Signal.class, "of the one watched");
        system.link(component.signals(), signals);
        system.activate(component);
        system.run();
        List<Signal> all = new ArrayList<>();
        signals.drainTo(all, Integer.MAX_VALUE);
        return all;
    }

    @Test
    @DisplayName("SG02 the ProducerFinished that came is the one that is passed on")
    void producerFinishedKeepsItsWords() {
        listener.controls().offer(new ProducerFinished("caller", "end of tape"));
        assertThat(endOf(listener)).containsExactly(new ProducerFinished("caller", "end of tape"));
    }

    @Test
    @DisplayName("SG03 a component stopped before it began sends Shutdown all the same")
    void stoppedBeforeItBegan() {
        Inbox<Signal> signals = probe.addInbox("signals", Signal.class, "of the one watched");
        Script never = Script.idle("never");
        system.link(never.signals(), signals);
        never.stop();
        never.stop();
        system.activate(never);
        assertThat(signals.poll()).contains(new Shutdown());
        assertThat(signals.poll()).isEmpty();
    }
}
