package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SplitterTest {
    private final SteppingSystem system = AxonSystem.stepping(43);
    private final PlugSplitter splitter = new PlugSplitter();
    private final Script outside = Script.idle("outside");
    private final Script left = Script.listener("left");
    private final Script right = Script.listener("right");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("SP01 a plug splitter alone passes inbox to outbox and control to signal")
    void alone() {
        Script listener = Script.listener("listener");
        system.activate(Pipeline.of(splitter, listener));
        put(0, 5);
        splitter.inbox("control", Signal.class).offer(new ProducerFinished("caller", "done"));
        system.run();
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(listener.ending()).contains(new ProducerFinished("caller", "done"));
    }

    @Test
    @DisplayName("SP02 Shutdown ends it, and is said to every sink's control")
    void shutdown() {
        splitter.add(left.in(), left.controls());
        splitter.add(right.in());
        system.activate(splitter, left, right);
        system.runUntilIdle();
        splitter.inbox("control", Signal.class).offer(new Shutdown());
        system.runUntilIdle();
        assertThat(splitter.ending()).contains(new Shutdown());
        assertThat(left.ending()).contains(new Shutdown());
        assertThat(right.isStopped()).isFalse();
    }

    @Test
    @DisplayName("SP04 a removed sink gets no more; the others do")
    void removedSink() {
        splitter.add(left.in());
        splitter.add(right.in());
        system.activate(splitter, left, right);
        put(0, 3);
        system.runUntilIdle();
        assertThat(splitter.remove(left.in())).isTrue();
        assertThat(splitter.remove(left.in())).isFalse();
        put(3, 6);
        system.runUntilIdle();
        assertThat(left.heard()).isEqualTo(BoxesTest.numbers(3));
        assertThat(right.heard()).isEqualTo(BoxesTest.numbers(6));
        assertThat(splitter.sinks()).containsExactly(right.in());
        assertThat(splitter.boxes()).hasSize(5);
    }

    @Test
    void aSinkAddedWhileRunningGetsWhatComesAfterwards() {
        system.activate(splitter, left);
        put(0, 3);
        system.runUntilIdle();
        splitter.add(left.in());
        assertThatThrownBy(() -> splitter.add(left.in()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("left.inbox");
        put(3, 6);
        system.runUntilIdle();
        assertThat(left.heard()).isEqualTo(BoxesTest.numbers(6).subList(3, 6));
    }

    @Test
    void removingASinkThatIsFullLetsTheSplitterGoOn() {
        Script full = Script.idle("full");
        full.in().bound(Bound.blocking(2));
        splitter.add(full.in());
        splitter.add(left.in());
        system.activate(splitter, left, full);
        put(0, 10);
        system.runUntilIdle();
        assertThat(left.heard()).hasSize(2);
        splitter.remove(full.in());
        system.runUntilIdle();
        assertThat(left.heard()).isEqualTo(BoxesTest.numbers(10));
        assertThat(full.in().size()).isEqualTo(2);
    }

    @Test
    void aSinkThatComesAfterTheEndIsToldSo() {
        system.activate(splitter, left);
        splitter.inbox("control", Signal.class).offer(new ProducerFinished());
        system.runUntilIdle();
        splitter.add(left.in(), left.controls());
        system.run();
        assertThat(left.ending()).contains(new ProducerFinished());
        assertThat(splitter.sinks()).isEmpty();
    }

    @Test
    @DisplayName("SP05 a plug attaches its component, passes on what it sends, detaches at its end")
    void plug() {
        Script taker =
                new Script(
                        "taker",
                        me -> {
                            for (int i = 0; i < 3; i++) {
                                me.out().send("taken " + me.in().take());
                            }
                        });
        Plug plug = Plug.of(splitter, taker);
        Inbox<Signal> signals = outside.addInbox("signals", Signal.class, "of the plug");
        system.link(plug.outbox("outbox"), outside.in());
        system.link(plug.outbox("signal"), signals);
        system.activate(splitter);
        put(0, 2);
        system.runUntilIdle();
        assertThat(splitter.sinks()).isEmpty();
        system.activate(plug);
        assertThat(splitter.sinks()).containsExactly(taker.in());
        put(2, 10);
        system.runUntilIdle();
        assertThat(BoxesTest.drain(outside.in())).containsExactly("taken 2", "taken 3", "taken 4");
        assertThat(taker.isStopped() && plug.isStopped()).isTrue();
        assertThat(signals.poll()).contains(new ProducerFinished());
        assertThat(splitter.sinks()).isEmpty();
        assertThat(splitter.isStopped()).isFalse();
        assertThat(splitter.boxes()).hasSize(4);
    }

    @Test
    void theSplittersEndReachesThePluggedComponentAfterItsMessages() {
        Plug one = Plug.of(splitter, left);
        Plug two = Plug.of(splitter, Pipeline.of(new Forward(), right));
        system.activate(one, two, splitter);
        put(0, 5);
        splitter.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(left.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(right.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(one.ending()).contains(new ProducerFinished());
        assertThat(two.isStopped()).isTrue();
    }

    @Test
    void stoppingAPlugDetachesIt() {
        Plug plug = Plug.of(splitter, left);
        system.activate(plug, splitter);
        plug.stop();
        system.runUntilIdle();
        assertThat(plug.isStopped()).isTrue();
        assertThat(splitter.sinks()).isEmpty();
    }

    @Test
    void aSplitterSendsAllToEachOfItsOutboxesAndSaysTheEndForEach() {
        Splitter<Integer> fixed = Splitter.of(Integer.class, "left", "right");
        system.link(fixed.outbox("outbox"), outside.in());
        system.link(fixed.outbox("left"), left.in());
        system.link(fixed.outbox("leftSignal"), left.controls());
        system.link(fixed.outbox("rightSignal"), right.controls());
        system.activate(fixed, left, right);
        IntStream.range(0, 5).forEach(fixed.inbox("inbox", Integer.class)::offer);
        fixed.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(left.heard()).isEqualTo(BoxesTest.numbers(5));
        assertThat(BoxesTest.drain(outside.in())).isEqualTo(BoxesTest.numbers(5));
        assertThat(right.heard()).isEmpty();
        assertThat(fixed.outbox("right").discarded()).isEqualTo(5);
        assertThat(left.ending()).contains(new ProducerFinished());
        assertThat(right.isStopped()).isTrue();
    }

    @Test
    void aSplitterWithTwoOutboxesOfOneNameIsRefused() {
        assertThatThrownBy(() -> Splitter.of(String.class, "left", "left"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("left");
        assertThatThrownBy(() -> Splitter.of(String.class, "outbox"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(splitter.inbox("inbox", Object.class).offer(i)).isTrue();
        }
    }

    /// Passes on.
    private static final class Forward extends Component {
        Forward() {
            super("forward");
        }

        @Override
        protected void run() throws InterruptedException {
            for (Object each : inbox("inbox", Object.class).untilFinished()) {
                outbox("outbox", Object.class).send(each);
            }
        }
    }
}
