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
class BoxesTest {
    private final SteppingSystem system = AxonSystem.stepping(11);
    private final Script from = Script.idle("from");
    private final Script middle = Script.idle("middle");
    private final Script to = Script.idle("to");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("BX01 every component has inbox, control, outbox and signal")
    void defaultBoxes() {
        assertThat(from.boxes())
                .extracting(Box::name)
                .containsExactly("inbox", "control", "outbox", "signal");
        assertThat(from.boxes()).extracting(Box::purpose).doesNotContain("");
        assertThat(from.inbox("control").type()).isEqualTo(Signal.class);
        assertThat(from.outbox("signal").type()).isEqualTo(Signal.class);
    }

    @Test
    @DisplayName("BX02 a message sent over a link is ready, is received, and then nothing is")
    void messageCrossesLink() throws InterruptedException {
        system.link(from.out(), to.in());
        assertThat(to.in().ready()).isFalse();
        from.out().send("hello");
        assertThat(to.in().ready()).isTrue();
        assertThat(to.in().poll()).contains("hello");
        assertThat(to.in().ready()).isFalse();
        assertThat(to.in().poll()).isEmpty();
    }

    @Test
    @DisplayName("BX03 messages of one sender arrive in the order sent")
    void orderIsKept() {
        Script listener = Script.listener("listener", Bound.blocking(7));
        system.activate(Pipeline.of(Script.counter("counter", 1000), listener));
        system.run();
        assertThat(listener.heard()).isEqualTo(numbers(1000));
    }

    @Test
    @DisplayName("BX05 an unlinked outbox discards and counts; a later link gets none of it")
    void unlinkedDiscards() throws InterruptedException {
        from.out().send("lost");
        assertThat(from.out().offer("lost too")).isTrue();
        assertThat(from.out().discarded()).isEqualTo(2);
        system.link(from.out(), to.in());
        assertThat(to.in().ready()).isFalse();
        from.out().send("kept");
        assertThat(to.in().poll()).contains("kept");
        assertThat(from.out().discarded()).isEqualTo(2);
    }

    @Test
    @DisplayName("BX06 an unknown box name is an error, and so is a private one")
    void unknownBoxIsAnError() {
        assertThatThrownBy(() -> from.inbox("nonsense"))
                .isInstanceOf(NoSuchBox.class)
                .hasMessageContaining("from")
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> from.outbox("inbox")).isInstanceOf(NoSuchBox.class);
        from.addInbox("_own", String.class, "for the component itself");
        assertThatThrownBy(() -> from.inbox("_own")).isInstanceOf(NoSuchBox.class);
    }

    @Test
    @DisplayName("BX07 a second link from an outbox is BoxAlreadyLinked, and the first goes on")
    void secondLinkIsRefused() throws InterruptedException {
        system.link(from.out(), middle.in());
        assertThatThrownBy(() -> system.link(from.out(), to.in()))
                .isInstanceOf(BoxAlreadyLinked.class)
                .hasMessageContaining("from.outbox -> middle.inbox");
        from.out().send("still");
        assertThat(middle.in().poll()).contains("still");
        assertThat(to.in().size()).isZero();
    }

    @Test
    @DisplayName(
            "BX08 outbox to inbox, then inbox to inbox: delivered at the end only, queue and all")
    void inboxChainDeliversAtTheEnd() throws InterruptedException {
        system.link(from.out(), middle.in());
        from.out().send(1);
        from.out().send(2);
        system.link(middle.in(), to.in());
        from.out().send(3);
        assertThat(middle.in().size()).isZero();
        assertThat(drain(to.in())).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("BX10 an outbox to outbox link made before the plain link delivers")
    void outboxChainMadeFirst() throws InterruptedException {
        system.link(from.out(), middle.out());
        system.link(middle.out(), to.in());
        from.out().send("through");
        assertThat(to.in().poll()).contains("through");
    }

    @Test
    @DisplayName("BX11 an outbox to outbox link made after the plain link delivers")
    void outboxChainMadeLast() throws InterruptedException {
        system.link(middle.out(), to.in());
        system.link(from.out(), middle.out());
        from.out().send("through");
        assertThat(to.in().poll()).contains("through");
        assertThat(from.out().discarded()).isZero();
    }

    @Test
    @DisplayName("BX14 after unlink nothing is delivered; what was delivered stays")
    void unlinkStopsDelivery() throws InterruptedException {
        Link link = system.link(from.out(), to.in());
        from.out().send("before");
        assertThat(link.unlink()).isTrue();
        assertThat(link.unlink()).isFalse();
        from.out().send("after");
        assertThat(drain(to.in())).containsExactly("before");
        assertThat(from.out().discarded()).isEqualTo(1);
    }

    @Test
    @DisplayName("BX14 unlinking a middle link of a chain: later messages stay before the gap")
    void unlinkInTheMiddle() throws InterruptedException {
        system.link(from.out(), middle.in());
        Link onward = system.link(middle.in(), to.in());
        from.out().send(1);
        onward.close();
        from.out().send(2);
        assertThat(drain(to.in())).containsExactly(1);
        assertThat(drain(middle.in())).containsExactly(2);
    }

    @Test
    @DisplayName("BX16 when the maker of links ends, its links go")
    void linksGoWithTheirMaker() throws InterruptedException {
        Script maker =
                new Script(
                        "maker",
                        me -> {
                            me.link(from.out(), to.in());
                            me.await();
                        });
        system.activate(maker);
        system.runUntilIdle();
        from.out().send("while it lived");
        maker.stop();
        system.runUntilIdle();
        from.out().send("afterwards");
        assertThat(drain(to.in())).containsExactly("while it lived");
        assertThat(from.out().discarded()).isEqualTo(1);
        system.link(from.out(), to.in());
        from.out().send("linked again");
        assertThat(to.in().poll()).contains("linked again");
    }

    @Test
    @DisplayName(
            "BX18 the text of a component names it, its boxes and counts; a link's names both ends")
    void textsTell() throws InterruptedException {
        Link link = system.link(from.out(), to.in());
        from.out().send("x");
        assertThat(link).hasToString("from.outbox -> to.inbox");
        assertThat(to.toString())
                .contains("to#" + to.id(), "NEW", "to.inbox 1/1024", "to.control", "to.signal");
        assertThat(from.toString()).contains("from.outbox -> to.inbox");
        link.unlink();
        from.out().send("y");
        assertThat(from.toString()).contains("from.outbox -> nowhere, 1 discarded");
        to.in().bound(Bound.dropNewest(1));
        to.in().offer("z");
        assertThat(to.toString()).contains("to.inbox 1/1 DROP_NEWEST, 1 dropped");
    }

    @Test
    @DisplayName("BX19 a new box has the name asked for; a taken name gets a suffix")
    void takenNamesGetSuffixes() {
        assertThat(from.addInbox("side", String.class, "a").name()).isEqualTo("side");
        Inbox<String> second = from.addInbox("side", String.class, "b");
        assertThat(second.name()).isNotEqualTo("side").startsWith("side");
        assertThat(from.inbox(second.name())).isSameAs(second);
        assertThat(from.addOutbox("side", String.class, "c").name()).isEqualTo("side");
        assertThat(from.addOutbox("outbox", String.class, "d").name()).isNotEqualTo("outbox");
    }

    @Test
    @DisplayName("BX20 deleting an unknown or deleted box is an error")
    void deletingTheUnknown() {
        assertThatThrownBy(() -> from.deleteInbox("side")).isInstanceOf(NoSuchBox.class);
        from.addInbox("side", String.class, "a");
        from.deleteInbox("side");
        assertThatThrownBy(() -> from.deleteInbox("side")).isInstanceOf(NoSuchBox.class);
        assertThatThrownBy(() -> from.deleteOutbox("outbox"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("BX21 a deleted box is gone, with its links")
    void deletedIsGone() throws InterruptedException {
        Inbox<Object> side = to.addInbox("side", Object.class, "a");
        system.link(from.out(), side);
        to.deleteInbox("side");
        assertThatThrownBy(() -> to.inbox("side")).isInstanceOf(NoSuchBox.class);
        from.out().send("nowhere");
        assertThat(from.out().discarded()).isEqualTo(1);
        system.link(from.out(), to.in());
    }

    @Test
    @DisplayName("BX23 a chain of links costs no step more than one link")
    void chainsCostNothing() {
        assertThat(stepsOver(8)).isEqualTo(stepsOver(0));
    }

    /// Steps of a hundred messages over that many intermediate boxes on either side.
    private static long stepsOver(int intermediates) {
        try (SteppingSystem system = AxonSystem.stepping(5)) {
            Script sender = Script.counter("sender", 100);
            Script receiver = Script.listener("receiver");
            Outbox<?> leaving = sender.out();
            Inbox<?> entering = receiver.in();
            for (int i = 0; i < intermediates; i++) {
                Script chassis = Script.idle("chassis " + i);
                system.link(leaving, chassis.out());
                leaving = chassis.out();
                system.link(chassis.in(), entering);
                entering = chassis.in();
            }
            system.link(leaving, entering);
            system.link(sender.signals(), receiver.controls());
            system.activate(sender, receiver);
            system.run();
            assertThat(receiver.heard()).hasSize(100);
            return system.steps();
        }
    }

    @Test
    void linkBetweenUnrelatedTypesNamesBoth() {
        Outbox<String> words = from.addOutbox("words", String.class, "a");
        Inbox<Integer> counts = to.addInbox("counts", Integer.class, "b");
        assertThatThrownBy(() -> system.link(words, counts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("String", "Integer", "from.words", "to.counts");
        system.link(words, to.addInbox("any", CharSequence.class, "c"));
    }

    @Test
    void aRingOfInboxesIsRefused() {
        system.link(from.in(), to.in());
        assertThatThrownBy(() -> system.link(to.in(), from.in()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> system.link(to.in(), to.in()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static List<Object> drain(Inbox<Object> inbox) {
        List<Object> all = new ArrayList<>();
        inbox.drainTo(all, Integer.MAX_VALUE);
        return all;
    }

    static List<Object> numbers(int count) {
        return IntStream.range(0, count).<Object>mapToObj(i -> i).toList();
    }

    @Test
    void aChainOfTenThousandLinksCollapsesToo() {
        Outbox<?> leaving = from.out();
        for (int i = 0; i < 10_000; i++) {
            Script chassis = Script.idle("chassis " + i);
            system.link(leaving, chassis.out());
            leaving = chassis.out();
        }
        system.link(leaving, to.in());
        from.out().offer("through");
        assertThat(to.in().poll()).contains("through");
    }

    @Test
    void aDeletedBoxCannotBeLinkedAgain() {
        Outbox<String> side = from.addOutbox("side", String.class, "a");
        from.deleteOutbox("side");
        assertThatThrownBy(() -> system.link(side, to.in()))
                .isInstanceOf(NoSuchBox.class)
                .hasMessageContaining("from.side");
    }

    @Test
    void anEndedComponentMakesNoLinks() {
        system.activate(middle);
        middle.stop();
        system.run();
        assertThatThrownBy(() -> middle.link(from.out(), to.in()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("middle");
    }
}
