package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GraphlineTest {
    private final SteppingSystem system = AxonSystem.stepping(37);
    private final Script outside = Script.idle("outside");
    private final Script a = Script.listener("a");
    private final Script b = Script.listener("b");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("GL01 a graphline without a list of linkages is an error")
    @SuppressWarnings("NullAway") // that is what is tested
    void noLinkagesArgument() {
        assertThatThrownBy(() -> Graphline.named("g", Map.of("a", a), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("linkages");
    }

    @Test
    @DisplayName("GL02 an empty list of linkages is fine, even without any part")
    void emptyLinkages() {
        Graphline parts = Graphline.of(Map.of("a", a, "b", b));
        Graphline empty = Graphline.of(Map.of());
        system.activate(parts, empty);
        assertThat(empty.ending()).contains(new ProducerFinished());
        assertThat(system.runUntilIdle()).isFalse();
        assertThat(parts.name()).isEqualTo("graphline(a, b)");
        assertThat(parts.children()).containsExactly(a, b);
    }

    @Test
    @DisplayName("GL03 no part runs before the graphline starts")
    void noneBeforeStart() {
        Script counter = Script.counter("counter", 3);
        Graphline graphline = Graphline.of(Map.of("counter", counter));
        system.run();
        assertThat(counter.state()).isEqualTo(Component.State.NEW);
        system.activate(graphline);
        system.run();
        assertThat(counter.ending()).contains(new ProducerFinished());
    }

    @Test
    @DisplayName("GL04 a listed link carries data, and nothing comes out elsewhere")
    void oneLink() {
        Script source = Script.counter("source", 5);
        Graphline graphline =
                Graphline.of(
                        Map.of("source", source, "a", a, "b", b),
                        new Linkage("source", "outbox", "a", "inbox"));
        system.link(graphline.outbox("outbox"), outside.in());
        system.activate(graphline);
        system.runUntilIdle();
        assertThat(a.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(b.heard()).isEmpty();
        assertThat(outside.in().size()).isZero();
        assertThat(a.isStopped()).isFalse();
    }

    @Test
    @DisplayName("GL05 several links, of several boxes, into one and out of one")
    void severalLinks() {
        Script one = Script.counter("one", 2);
        Script two = Script.counter("two", 2);
        Script fork =
                new Script(
                        "fork",
                        me -> {
                            for (Object each : me.in().untilFinished()) {
                                me.out().send(each);
                                me.outbox("side", Object.class).send("side " + each);
                            }
                        });
        fork.addOutbox("side", Object.class, "the other way");
        system.activate(
                Graphline.of(
                        Map.of("one", one, "two", two, "fork", fork, "a", a, "b", b),
                        new Linkage("one", "outbox", "fork", "inbox"),
                        new Linkage("two", "outbox", "fork", "inbox"),
                        new Linkage("fork", "outbox", "a", "inbox"),
                        new Linkage("fork", "side", "b", "inbox")));
        system.runUntilIdle();
        assertThat(a.heard()).containsExactlyInAnyOrder(0, 1, 0, 1);
        assertThat(b.heard()).hasSize(4).contains("side 1");
    }

    @Test
    @DisplayName("GL07 an unknown name is the graphline's own box, made if it is new")
    void unknownNameIsOwnBox() {
        Script up = new Script("up", me -> me.in().untilFinished().forEach(me::pass));
        Graphline graphline =
                Graphline.of(
                        Map.of("up", up),
                        new Linkage("", "requests", "up", "inbox"),
                        new Linkage("up", "outbox", "self", "answers"),
                        new Linkage("up", "signal", "self", "signal"));
        system.link(outside.out(), graphline.inbox("requests"));
        system.link(graphline.outbox("answers"), outside.in());
        assertThat(graphline.inbox("requests").purpose()).isNotEmpty();
        outside.out().offer("early");
        system.activate(graphline);
        outside.out().offer("late");
        graphline.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(BoxesTest.drain(outside.in())).containsExactly("early", "late");
    }

    @Test
    @DisplayName("GL07 the graphline's own inbox and outbox pass through")
    void ownBoxesPassThrough() {
        Upper upper = new Upper();
        Graphline graphline =
                Graphline.of(
                        Map.of("upper", upper),
                        new Linkage("", "inbox", "upper", "inbox"),
                        new Linkage("upper", "outbox", "", "outbox"));
        assertThat(graphline.inbox("inbox").type()).isEqualTo(String.class);
        assertThat(graphline.outbox("outbox").type()).isEqualTo(String.class);
        system.link(graphline.outbox("outbox"), outside.in());
        system.activate(graphline);
        graphline.inbox("inbox", String.class).offer("on air");
        system.runUntilIdle();
        assertThat(outside.in().poll()).contains("ON AIR");
    }

    @Test
    @DisplayName("GL07 a linkage with no end at a part is an error that leaves the parts alone")
    void linkageBetweenUnknowns() {
        assertThatThrownBy(() ->
                        Graphline.of(Map.of("a", a), new Linkage("x", "outbox", "y", "inbox")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x.outbox -> y.inbox");
        Graphline.of(Map.of("a", a));
    }

    @Test
    void whatIsWrongIsSaidAndThePartsStayAsTheyWere() {
        assertThatThrownBy(() ->
                        Graphline.of(
                                Map.of("a", a, "b", b),
                                new Linkage("a", "outbox", "b", "inbox"),
                                new Linkage("a", "nonsense", "b", "inbox")))
                .isInstanceOf(NoSuchBox.class)
                .hasMessageContainingAll("a", "nonsense");
        assertThatThrownBy(() ->
                        Graphline.of(
                                Map.of("a", a, "b", b),
                                new Linkage("a", "outbox", "b", "inbox"),
                                new Linkage("a", "outbox", "", "outbox")))
                .isInstanceOf(BoxAlreadyLinked.class);
        assertThatThrownBy(() ->
                        Graphline.of(
                                Map.of("a", a, "b", b),
                                new Linkage("", "control", "a", "control"),
                                new Linkage("", "control", "b", "control")))
                .isInstanceOf(BoxAlreadyLinked.class);
        assertThatThrownBy(() -> Graphline.of(Map.of("a", a, "b", a)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Graphline.of(Map.of("", a)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(a.out().linked()).isFalse();
        Graphline good =
                Graphline.of(Map.of("a", a, "b", b), new Linkage("a", "outbox", "b", "inbox"));
        assertThatThrownBy(() -> Graphline.of(Map.of("a", a)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(good.name());
    }

    @Test
    @DisplayName("GL09 a wired control goes only where it is wired to")
    void wiredControl() {
        Graphline graphline =
                Graphline.of(Map.of("a", a, "b", b), new Linkage("", "control", "a", "control"));
        system.activate(graphline);
        graphline.inbox("control", Signal.class).offer(new Shutdown());
        system.runUntilIdle();
        assertThat(a.ending()).contains(new Shutdown());
        assertThat(b.isStopped()).isFalse();
        b.controls().offer(new ProducerFinished());
        system.run();
        assertThat(graphline.ending()).contains(new Shutdown());
    }

    @Test
    @DisplayName("GL09 an unwired control is copied to every part without a control linkage")
    void unwiredControl() {
        Script c = Script.listener("c");
        Graphline graphline =
                Graphline.of(
                        Map.of("a", a, "b", b, "c", c),
                        new Linkage("c", "outbox", "a", "inbox"),
                        new Linkage("b", "signal", "c", "control"));
        graphline.inbox("control", Signal.class).offer(new Shutdown());
        system.activate(graphline);
        system.run();
        assertThat(List.of(a, b, c)).allMatch(each -> each.ending().equals(shutdown()));
        assertThat(graphline.ending()).isEqualTo(shutdown());
        assertThat(c.controls().highWater()).isEqualTo(1);
    }

    @Test
    @DisplayName("GL11 an unwired signal: ProducerFinished at the end of all, unless told Shutdown")
    void unwiredSignal() {
        Graphline graphline = Graphline.of(Map.of("a", a, "c", Script.counter("c", 1)));
        Inbox<Signal> signals = signalsOf(graphline);
        system.activate(graphline);
        system.runUntilIdle();
        assertThat(signals.size()).isZero();
        graphline.inbox("control", Signal.class).offer(new ProducerFinished("caller", "done"));
        system.run();
        assertThat(signals.poll()).contains(new ProducerFinished("caller", "done"));
        assertThat(signals.poll()).isEmpty();
    }

    @Test
    @DisplayName("GL11 an unwired signal: Shutdown at the end of all when one was received")
    void unwiredSignalAfterShutdown() {
        Graphline graphline = Graphline.of(Map.of("a", a, "b", b));
        Inbox<Signal> signals = signalsOf(graphline);
        system.activate(graphline);
        graphline.inbox("control", Signal.class).offer(new Shutdown());
        graphline.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(signals.poll()).contains(new Shutdown());
        assertThat(signals.poll()).isEmpty();
    }

    @Test
    @DisplayName("GL12 a wired signal is the part's; the graphline sends nothing itself")
    void wiredSignal() {
        Graphline graphline =
                Graphline.of(
                        Map.of("a", a, "b", Script.counter("b", 0)),
                        new Linkage("a", "signal", "", "signal"));
        Inbox<Signal> signals = signalsOf(graphline);
        system.activate(graphline);
        system.runUntilIdle();
        assertThat(signals.size()).isZero();
        a.controls().offer(new Failed("elsewhere", new IllegalStateException("x")));
        system.run();
        assertThat(signals.poll()).containsInstanceOf(Failed.class);
        assertThat(signals.poll()).isEmpty();
    }

    @Test
    @DisplayName("GL13 it ends only after all its parts")
    void endsAfterAll() {
        Graphline graphline = Graphline.of(Map.of("a", a, "b", b));
        system.activate(graphline);
        a.controls().offer(new ProducerFinished());
        system.runUntilIdle();
        assertThat(a.isStopped()).isTrue();
        assertThat(graphline.isStopped()).isFalse();
        assertThat(graphline.state()).isEqualTo(Component.State.WAITING);
        b.controls().offer(new ProducerFinished());
        system.run();
        assertThat(graphline.isStopped()).isTrue();
    }

    @Test
    void stoppingItStopsItsParts() {
        Graphline inner = Graphline.of(Map.of("b", b));
        Graphline outer = Graphline.of(Map.of("a", a, "inner", inner));
        system.activate(outer);
        system.runUntilIdle();
        outer.stop();
        system.run();
        assertThat(List.of(a, b, inner, outer)).allMatch(each -> each.ending().equals(shutdown()));
    }

    @Test
    void aPartStoppedBeforeItBeganDoesNotKeepTheOthersWaiting() {
        Graphline graphline =
                Graphline.of(Map.of("a", a, "b", b), new Linkage("a", "signal", "b", "control"));
        a.stop();
        system.activate(graphline);
        system.run();
        assertThat(b.ending()).isEqualTo(shutdown());
        assertThat(graphline.isStopped()).isTrue();
        Script gone = Script.idle("gone");
        Graphline alone = Graphline.of(Map.of("gone", gone));
        gone.stop();
        system.activate(alone);
        system.run();
        assertThat(alone.isStopped()).isTrue();
    }

    private static Optional<Signal> shutdown() {
        return Optional.of(new Shutdown());
    }

    private Inbox<Signal> signalsOf(Component component) {
        Inbox<Signal> signals = outside.addInbox("signals", Signal.class, "of the one watched");
        system.link(component.outbox("signal"), signals);
        return signals;
    }
}
