package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipelineTest {
    private final SteppingSystem system = AxonSystem.stepping(29);
    private final Script outside = Script.idle("outside");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("PL01 children start only with the pipeline")
    void childrenStartWithIt() {
        Script counter = Script.counter("counter", 3);
        Script listener = Script.listener("listener");
        Pipeline pipeline = Pipeline.of(counter, listener);
        system.run();
        assertThat(counter.state()).isEqualTo(Component.State.NEW);
        assertThat(listener.state()).isEqualTo(Component.State.NEW);
        assertThat(pipeline.name()).isEqualTo("counter|listener");
        system.activate(pipeline);
        system.run();
        assertThat(listener.heard()).hasSize(3);
    }

    @Test
    @DisplayName("PL02 a pipeline ends only after all its children")
    void endsAfterAll() {
        Script brief = Script.counter("brief", 0);
        Script lasting = Script.idle("lasting");
        Script last = Script.counter("last", 0);
        Pipeline pipeline = Pipeline.of(brief, lasting, last);
        system.activate(pipeline);
        system.runUntilIdle();
        assertThat(brief.isStopped()).isTrue();
        assertThat(last.isStopped()).isTrue();
        assertThat(pipeline.isStopped()).isFalse();
        lasting.stop();
        system.run();
        assertThat(pipeline.isStopped()).isTrue();
    }

    @Test
    @DisplayName("PL03 each outbox leads to the next inbox")
    void outboxToInbox() {
        Script listener = Script.listener("listener");
        system.activate(Pipeline.of(Script.counter("counter", 5), adder(10), adder(100), listener));
        system.run();
        assertThat(listener.heard()).containsExactly(110, 111, 112, 113, 114);
    }

    @Test
    @DisplayName("PL04 each signal leads to the next control")
    void signalToControl() {
        Script first = Script.idle("first");
        Script second = Script.listener("second");
        Script third = Script.listener("third");
        system.activate(Pipeline.of(first, second, third));
        system.runUntilIdle();
        assertThat(third.isStopped()).isFalse();
        first.stop();
        system.run();
        assertThat(second.ending()).contains(new Shutdown());
        assertThat(third.ending()).contains(new Shutdown());
    }

    @Test
    @DisplayName("PL05 the pipeline's own inbox and control pass to the first child")
    void ownInboxAndControl() {
        Script first = Script.listener("first");
        Script second = Script.listener("second");
        Pipeline pipeline = Pipeline.named("own", first, second);
        system.link(outside.out(), pipeline.inbox("inbox"));
        system.link(outside.addOutbox("end", Signal.class, ""), pipeline.inbox("control"));
        outside.out().offer("early");
        system.activate(pipeline);
        outside.out().offer("late");
        outside.outbox("end", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(first.heard()).containsExactly("early", "late");
        assertThat(second.heard()).isEmpty();
        assertThat(second.ending()).contains(new ProducerFinished());
    }

    @Test
    @DisplayName("PL06 the last child's outbox and signal leave through the pipeline's own")
    void ownOutboxAndSignal() {
        Pipeline pipeline = Pipeline.of(Script.counter("counter", 2), adder(10));
        Inbox<Signal> signals = outside.addInbox("signals", Signal.class, "");
        system.link(pipeline.outbox("outbox"), outside.in());
        system.link(pipeline.outbox("signal"), signals);
        system.activate(pipeline);
        system.run();
        assertThat(BoxesTest.drain(outside.in())).containsExactly(10, 11);
        assertThat(signals.poll()).contains(new ProducerFinished());
        assertThat(signals.poll()).isEmpty();
        assertThat(pipeline.ending()).contains(new ProducerFinished());
    }

    @Test
    @DisplayName("PL07 in the circular form the last child feeds the first")
    void circular() {
        Script start =
                new Script(
                        "start",
                        me -> {
                            me.out().send(1);
                            for (int i = 0; i < 3; i++) {
                                Object back = me.in().take();
                                me.heard(back);
                                me.out().send(back);
                            }
                        });
        Pipeline ring = Pipeline.circular("ring", start, adder(10));
        system.activate(ring);
        system.run();
        assertThat(start.heard()).containsExactly(11, 21, 31);
        assertThat(ring.isStopped()).isTrue();
    }

    @Test
    void stoppingAPipelineEndsItsChildren() {
        Script first = Script.idle("first");
        Script second = Script.idle("second");
        Pipeline inner = Pipeline.of(first, second);
        Pipeline outer = Pipeline.named("outer", inner, Script.idle("third"));
        system.activate(outer);
        system.runUntilIdle();
        outer.stop();
        system.run();
        assertThat(first.isStopped() && second.isStopped() && inner.isStopped()).isTrue();
    }

    @Test
    void stoppedBeforeItBeganItNeverStarts() {
        Script child = Script.counter("child", 1);
        Pipeline pipeline = Pipeline.of(child);
        pipeline.stop();
        system.activate(pipeline);
        system.run();
        assertThat(child.isStopped() && pipeline.isStopped()).isTrue();
        assertThat(child.out().discarded()).isZero();
    }

    @Test
    void anEmptyPipelineIsRefused() {
        assertThatThrownBy(Pipeline::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailingChildLeavesTheOthersToTheirSignals() {
        Script broken =
                new Script(
                        "broken",
                        me -> {
                            throw new IllegalStateException("x");
                        });
        Script listener = Script.listener("listener");
        Pipeline pipeline = Pipeline.of(broken, listener);
        system.activate(pipeline);
        system.run();
        assertThat(listener.ending()).containsInstanceOf(Failed.class);
        assertThat(pipeline.ending()).containsInstanceOf(Failed.class);
    }

    private static Script adder(int what) {
        return new Script(
                "add " + what,
                me -> {
                    for (Object each : me.in().untilFinished()) {
                        me.out().send((int) each + what);
                    }
                });
    }
}
