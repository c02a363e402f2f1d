package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WakeUpsTest {
    private final SteppingSystem system = AxonSystem.stepping(17);
    private final Script source = Script.idle("source");
    private final Script waiter = counting("waiter");
    private final Script bystander = counting("bystander");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("WK01 when nothing happens a waiting component stays so")
    void nothingHappens() {
        system.activate(waiter);
        system.runUntilIdle();
        system.runFor(Duration.ofDays(1));
        assertThat(waiter.heard()).isEmpty();
        assertThat(waiter.state()).isEqualTo(Component.State.WAITING);
    }

    @Test
    @DisplayName("WK02 delivery wakes the consumer")
    void deliveryWakes() {
        system.link(source.out(), waiter.in());
        waiting();
        source.out().offer("x");
        system.runUntilIdle();
        assertThat(waiter.heard()).hasSize(1);
        assertThat(bystander.heard()).isEmpty();
    }

    @Test
    @DisplayName("WK03 sending does not wake the sender")
    void sendingDoesNotWakeTheSender() {
        system.link(waiter.out(), bystander.in());
        waiting();
        waiter.out().offer("x");
        system.runUntilIdle();
        assertThat(waiter.heard()).isEmpty();
        assertThat(bystander.heard()).hasSize(1);
    }

    @Test
    @DisplayName("WK04 collection wakes a producer that is blocked on full, and only such a one")
    void collectionWakesTheBlocked() {
        Inbox<Object> full = source.in();
        full.bound(Bound.blocking(1));
        Script blocked = Script.counter("blocked", 2);
        system.link(blocked.out(), full);
        waiting();
        system.link(waiter.out(), full);
        system.runUntilIdle(); // a new link woke it
        system.activate(blocked);
        system.runUntilIdle();
        int before = waiter.heard().size();
        full.poll();
        system.runUntilIdle();
        assertThat(blocked.isStopped()).isTrue();
        assertThat(waiter.heard()).hasSize(before);
    }

    @Test
    @DisplayName("WK05 along a chain only the owner of the final inbox is woken")
    void onlyTheFinalOwnerIsWoken() {
        system.link(source.out(), bystander.in());
        system.link(bystander.in(), waiter.in());
        waiting();
        source.out().offer("x");
        system.runUntilIdle();
        assertThat(waiter.heard()).hasSize(1);
        assertThat(bystander.heard()).isEmpty();
    }

    @Test
    @DisplayName("WK06 along a chain collection at the end wakes the owner of the first outbox")
    void collectionWakesAlongTheChain() {
        source.in().bound(Bound.blocking(1));
        Script blocked = Script.counter("blocked", 2);
        Script between = Script.idle("between");
        system.link(blocked.out(), between.out());
        system.link(between.out(), bystander.in());
        system.link(bystander.in(), source.in());
        system.activate(blocked);
        system.runUntilIdle();
        assertThat(system.blocked()).hasSize(1);
        source.in().poll();
        system.runUntilIdle();
        assertThat(blocked.isStopped()).isTrue();
    }

    @Test
    @DisplayName("WK09 a link re-made while a sender is blocked lets it look again")
    void relinkingWhileBlocked() {
        waiter.in().bound(Bound.blocking(1));
        Script blocked = Script.counter("blocked", 3);
        system.link(blocked.out(), waiter.in());
        system.activate(blocked);
        system.runUntilIdle();
        assertThat(system.blocked()).hasSize(1);
        system.link(waiter.in(), source.in());
        system.runUntilIdle();
        assertThat(blocked.isStopped()).isTrue();
        assertThat(BoxesTest.drain(source.in())).isEqualTo(BoxesTest.numbers(3));
    }

    @Test
    @DisplayName("WK09 a link taken away while a sender is blocked: it goes on, discarding")
    void unlinkingWhileBlocked() {
        waiter.in().bound(Bound.blocking(1));
        Script blocked = Script.counter("blocked", 3);
        Link link = system.link(blocked.out(), waiter.in());
        system.activate(blocked);
        system.runUntilIdle();
        link.unlink();
        system.runUntilIdle();
        assertThat(blocked.isStopped()).isTrue();
        assertThat(blocked.out().discarded()).isEqualTo(2);
        assertThat(waiter.in().size()).isEqualTo(1);
    }

    @Test
    @DisplayName("WK10 a link made later notifies the sender")
    void aLaterLinkNotifies() {
        waiting();
        system.link(waiter.out(), source.in());
        system.runUntilIdle();
        assertThat(waiter.heard()).hasSize(1);
        assertThat(bystander.heard()).isEmpty();
    }

    @Test
    @DisplayName("WK11 a child's end wakes its parent")
    void childsEndWakesParent() {
        Script child = Script.idle("child");
        Script parent =
                new Script(
                        "parent",
                        me -> {
                            me.children(child);
                            while (!me.children().isEmpty()) {
                                me.await();
                            }
                            me.heard("alone");
                        });
        system.activate(parent);
        system.runUntilIdle();
        assertThat(parent.heard()).isEmpty();
        child.stop();
        system.run();
        assertThat(parent.heard()).containsExactly("alone");
    }

    @Test
    void aWaitOnOneBoxDoesNotLoseWhatCameToAnother() {
        Script two =
                new Script(
                        "two",
                        me -> {
                            Inbox<String> side = me.addInbox("side", String.class, "other");
                            me.heard(side.take());
                            me.await();
                            me.heard(me.in().poll().orElseThrow());
                        });
        system.activate(two);
        system.runUntilIdle();
        two.in().offer("first, elsewhere");
        system.runUntilIdle();
        two.inbox("side", String.class).offer("second");
        system.run();
        assertThat(two.heard()).isEqualTo(List.of("second", "first, elsewhere"));
    }

    @Test
    void timedAwaitSaysWhetherAnythingHappened() {
        Script timed =
                new Script(
                        "timed",
                        me -> {
                            me.heard(me.await(Duration.ofMillis(30)));
                            me.heard(me.clock().nanoTime());
                            me.heard(me.await(Duration.ofMillis(30)));
                        });
        system.activate(timed);
        system.awaitEnd(Duration.ofMillis(40));
        timed.wake();
        system.run();
        assertThat(timed.heard()).containsExactly(false, 30_000_000L, true);
        assertThat(system.clock().nanoTime()).isEqualTo(40_000_000L);
    }

    private void waiting() {
        system.activate(waiter, bystander);
        system.runUntilIdle();
        assertThat(waiter.heard()).isEmpty();
    }

    /// Notes each time it is woken.
    private static Script counting(String name) {
        return new Script(
                name,
                me -> {
                    while (true) {
                        me.await();
                        if (me.stopping()) {
                            return;
                        }
                        me.heard("woken");
                    }
                });
    }
}
