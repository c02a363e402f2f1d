package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundsTest {
    private final SteppingSystem system = AxonSystem.stepping(13);
    private final Script from = Script.idle("from");
    private final Script middle = Script.idle("middle");
    private final Script to = Script.idle("to");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("BD01 an inbox of five takes five")
    void fiveFit() {
        linked(Bound.blocking(5));
        assertThat(offers(5)).isEqualTo(5);
        assertThat(to.in().capacity()).isEqualTo(5);
    }

    @Test
    @DisplayName("BD02 the sixth has no space: an offer is refused, a send waits")
    void theSixthWaits() {
        linked(Bound.blocking(5));
        assertThat(offers(6)).isEqualTo(5);
        assertThat(to.in().offer("from outside")).isFalse();
        Script sender = sender(1);
        system.activate(sender);
        system.runUntilIdle();
        assertThat(sender.heard()).isEmpty();
        assertThat(system.blocked())
                .extracting(Object::toString)
                .first()
                .asString()
                .isEqualTo("sender waits for room in to.inbox");
        assertThat(to.in().size()).isEqualTo(5);
    }

    @Test
    @DisplayName("BD03 after three were taken exactly three more fit")
    void threeTakenThreeFit() {
        linked(Bound.blocking(5));
        offers(5);
        for (int i = 0; i < 3; i++) {
            assertThat(to.in().poll()).isPresent();
        }
        assertThat(offers(10)).isEqualTo(3);
    }

    @Test
    @DisplayName("BD05 a limit in mid-chain counts only while the chain is broken there")
    void midChainLimit() {
        middle.in().bound(Bound.blocking(2));
        system.link(from.out(), middle.in());
        Link onward = system.link(middle.in(), to.in());
        assertThat(offers(10)).isEqualTo(10);
        onward.unlink();
        assertThat(offers(10)).isEqualTo(2);
        system.link(middle.in(), to.in());
        assertThat(to.in().size()).isEqualTo(12);
        assertThat(offers(10)).isEqualTo(10);
    }

    @Test
    @DisplayName("BD06 no limit, asked for, is no limit")
    void unlimited() {
        linked(Bound.unlimited());
        assertThat(offers(100_000)).isEqualTo(100_000);
    }

    @Test
    @DisplayName("BD07 a limit set and then removed is no limit")
    void limitRemoved() {
        linked(Bound.blocking(5));
        Script sender = sender(100);
        system.activate(sender);
        system.runUntilIdle();
        assertThat(to.in().size()).isEqualTo(5);
        to.in().bound(Bound.unlimited());
        system.runUntilIdle();
        assertThat(sender.heard()).hasSize(100);
        assertThat(to.in().size()).isEqualTo(100);
    }

    @Test
    @DisplayName("BD09 a synchronous inbox holds one")
    void synchronousIsOne() {
        linked(Bound.synchronous());
        assertThat(offers(5)).isEqualTo(1);
        to.in().poll();
        assertThat(offers(5)).isEqualTo(1);
    }

    @Test
    @DisplayName("BD10 what can wait between two threads is exactly the inbox, no second queue")
    void exactlyTheInbox() {
        linked(Bound.blocking(3));
        Script sender = sender(100);
        system.activate(sender);
        system.runUntilIdle();
        assertThat(sender.heard()).hasSize(3);
        assertThat(to.in().size()).isEqualTo(3);
    }

    @Test
    @DisplayName("BD11 taking from the destination lets a blocked sender go on")
    void takingReleases() {
        linked(Bound.blocking(3));
        Script sender = sender(100);
        system.activate(sender);
        system.runUntilIdle();
        to.in().poll();
        system.runUntilIdle();
        assertThat(sender.heard()).hasSize(4);
        to.in().poll();
        to.in().poll();
        system.runUntilIdle();
        assertThat(sender.heard()).hasSize(6);
    }

    @Test
    @DisplayName("BD12 a sender is stopped only after what it sent was delivered")
    void sendIsCompleteWhenItReturns() {
        linked(Bound.blocking(2));
        Script sender = sender(5);
        system.activate(sender);
        List<Object> taken = new ArrayList<>();
        while (!system.runUntilIdle()) {
            assertThat(sender.isStopped()).isFalse();
            taken.add(to.in().poll().orElseThrow());
        }
        taken.addAll(BoxesTest.drain(to.in()));
        assertThat(sender.isStopped()).isTrue();
        assertThat(taken).isEqualTo(BoxesTest.numbers(5));
    }

    @Test
    @DisplayName("BD02 a timed offer gives up at its time, not before")
    void timedOfferGivesUp() {
        linked(Bound.blocking(1));
        Script sender =
                new Script(
                        "sender",
                        me -> {
                            me.heard(me.out().offer(1, Duration.ofSeconds(2)));
                            me.heard(me.out().offer(2, Duration.ofSeconds(2)));
                            me.heard(me.clock().nanoTime());
                        });
        system.link(sender.out(), to.in());
        system.activate(sender);
        system.run();
        assertThat(sender.heard()).containsExactly(true, false, 2_000_000_000L);
    }

    @Test
    void droppingInboxesCountWhatTheyDrop() {
        linked(Bound.dropOldest(3));
        assertThat(offers(10)).isEqualTo(10);
        assertThat(to.in().dropped()).isEqualTo(7);
        assertThat(BoxesTest.drain(to.in())).containsExactly(7, 8, 9);
        to.in().bound(Bound.dropNewest(3));
        assertThat(offers(10)).isEqualTo(10);
        assertThat(to.in().dropped()).isEqualTo(14);
        assertThat(BoxesTest.drain(to.in())).containsExactly(0, 1, 2);
        assertThat(to.in().highWater()).isEqualTo(3);
    }

    @Test
    void disconnectingInboxCutsOffOnlyTheSenderThatOverflowsIt() {
        linked(Bound.disconnect(3));
        system.link(middle.out(), to.in());
        assertThat(offers(10)).isEqualTo(10);
        assertThat(to.in().dropped()).isEqualTo(1);
        assertThat(from.out().linked()).isFalse();
        assertThat(from.out().discarded()).isEqualTo(6);
        to.in().poll();
        assertThat(middle.out().offer("other")).isTrue();
        assertThat(BoxesTest.drain(to.in())).containsExactly(1, 2, "other");
    }

    @Test
    void relinkingIntoASmallerInboxLeavesTheExcessInOrder() {
        to.in().bound(Bound.blocking(3));
        system.link(from.out(), middle.in());
        assertThat(offers(8)).isEqualTo(8);
        Link onward = system.link(middle.in(), to.in());
        assertThat(to.in().size()).isEqualTo(3);
        assertThat(middle.in().size()).isEqualTo(5);
        assertThat(from.out().offer(8)).isFalse();
        List<Object> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(to.in().poll().orElseThrow());
        }
        onward.unlink();
        assertThat(from.out().offer(8)).isTrue();
        taken.addAll(BoxesTest.drain(to.in()));
        taken.addAll(BoxesTest.drain(middle.in()));
        assertThat(taken).isEqualTo(BoxesTest.numbers(9));
    }

    private void linked(Bound bound) {
        to.in().bound(bound);
        system.link(from.out(), to.in());
    }

    private int offers(int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            taken += from.out().offer(i) ? 1 : 0;
        }
        return taken;
    }

    /// Sends that many into `to`, noting each that went.
    private Script sender(int count) {
        Script sender =
                new Script(
                        "sender",
                        me -> {
                            for (int i = 0; i < count; i++) {
                                me.out().send(i);
                                me.heard(i);
                            }
                        });
        system.link(sender.out(), to.in());
        return sender;
    }

    @Test
    void cuttingOffAnotherSenderDoesNotForgetTheExcessThatIsStillToCome() {
        to.in().bound(Bound.blocking(2));
        system.link(from.out(), middle.in());
        assertThat(offers(6)).isEqualTo(6);
        system.link(middle.in(), to.in());
        Script other = Script.idle("other");
        system.link(other.out(), to.in()).unlink();
        List<Object> taken = new ArrayList<>();
        while (to.in().ready()) {
            taken.add(to.in().poll().orElseThrow());
        }
        assertThat(taken).isEqualTo(BoxesTest.numbers(6));
        assertThat(from.out().offer(6)).isTrue();
        assertThat(to.in().poll()).contains(6);
    }

    @Test
    void aSmallerDroppingBoundIsReachedWithTheNextMessage() {
        linked(Bound.blocking(10));
        offers(10);
        to.in().bound(Bound.dropOldest(3));
        assertThat(to.in().size()).isEqualTo(10);
        from.out().offer("x");
        assertThat(to.in().dropped()).isEqualTo(8);
        assertThat(BoxesTest.drain(to.in())).containsExactly(8, 9, "x");
    }

    @Test
    void whatIsLinkedToAnEndedComponentStaysWhereItWaited() {
        system.link(from.out(), middle.in());
        offers(3);
        to.stop();
        Link onward = system.link(middle.in(), to.in());
        assertThat(offers(2)).isEqualTo(2);
        assertThat(from.out().discarded()).isEqualTo(2);
        onward.unlink();
        assertThat(BoxesTest.drain(middle.in())).isEqualTo(BoxesTest.numbers(3));
    }
}
