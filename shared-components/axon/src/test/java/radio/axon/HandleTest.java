package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandleTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void outsideCodePutsAndTakes() throws InterruptedException {
        Handle handle = Handle.of(new Upper());
        system.activate(handle);
        assertThat(handle.put("on")).isTrue();
        assertThat(handle.put("inbox", "air")).isTrue();
        assertThat(handle.take()).isEqualTo("ON");
        assertThat(handle.poll(Duration.ofSeconds(20))).contains("AIR");
        assertThat(handle.poll()).isEmpty();
        assertThat(handle.poll(Duration.ofMillis(1))).isEmpty();
        handle.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(handle.put("late")).isFalse();
        assertThat(handle.poll()).isEmpty();
        assertThatThrownBy(handle::take)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("upper");
    }

    @Test
    @DisplayName("TH03 through a handle: what is not taken waits, bounded, and outlives the end")
    void whatIsNotTakenWaits() throws InterruptedException {
        Handle handle = Handle.of(Script.counter("counter", 100), Bound.blocking(10));
        system.activate(handle);
        for (int i = 0; i < 90; i++) {
            assertThat(handle.take()).isEqualTo(i);
        }
        system.run();
        assertThat(handle.ending()).contains(new ProducerFinished());
        for (int i = 90; i < 100; i++) {
            assertThat(handle.take()).isEqualTo(i);
        }
        assertThatThrownBy(handle::take).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whoWaitsForAMessageLearnsOfTheEnd() throws InterruptedException {
        Handle handle = Handle.of(Script.idle("silent"));
        system.activate(handle);
        CountDownLatch told = new CountDownLatch(1);
        Thread waiting =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                handle.take();
                            } catch (NoSuchElementException end) {
                                told.countDown();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        handle.stop();
        told.await();
    }

    @Test
    void otherBoxesAreKeptOnceAskedFor() throws InterruptedException {
        Script two =
                new Script(
                        "two",
                        me -> {
                            me.out().send(me.inbox("side", String.class).take());
                            me.outbox("other", String.class).send("elsewhere");
                        });
        two.addInbox("side", String.class, "another way in");
        two.addOutbox("other", String.class, "another way out");
        Handle handle = Handle.of(two);
        assertThat(handle.poll("other")).isEmpty();
        system.activate(handle);
        handle.put("side", "in");
        assertThat(handle.take()).isEqualTo("in");
        assertThat(handle.take("other")).isEqualTo("elsewhere");
        assertThatThrownBy(() -> handle.take("none")).isInstanceOf(NoSuchBox.class);
        assertThatThrownBy(() -> handle.put("none", "x")).isInstanceOf(NoSuchBox.class);
        assertThatThrownBy(() -> handle.put("side", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("two.side", "String", "Integer");
    }

    @Test
    void aTransformerSendsWhatItsFunctionMakes() throws InterruptedException {
        PureTransformer<String, Integer> lengths =
                PureTransformer.of(
                        String.class, Integer.class, text -> text.isEmpty() ? null : text.length());
        Handle handle = Handle.of(lengths);
        system.activate(handle);
        handle.put("one");
        handle.put("");
        handle.put("three");
        assertThat(handle.take()).isEqualTo(3);
        assertThat(handle.take()).isEqualTo(5);
        assertThat(lengths.name()).isEqualTo("String to Integer");
        handle.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(lengths.ending()).contains(new ProducerFinished());
    }

    /// A file that another program decodes is read like that.
    @Test
    void aSteppingComponentWaitsForAnotherSystemAsOutsideCodeDoes() {
        Script late =
                new Script(
                        "late",
                        me -> {
                            me.in().take();
                            me.out().send("answer");
                        });
        Handle handle = Handle.of(late, Bound.synchronous());
        system.activate(handle);
        Script asks =
                new Script(
                        "asks",
                        me -> {
                            me.heard(handle.poll(Duration.ofMillis(1)));
                            handle.put("question");
                            me.heard(handle.poll(Duration.ofSeconds(20)).orElseThrow());
                        });
        try (SteppingSystem stepping = AxonSystem.stepping(1)) {
            stepping.activate(asks);
            stepping.run();
            assertThat(asks.heard()).containsExactly(Optional.empty(), "answer");
            assertThat(stepping.clock().nanoTime()).isZero();
        }
    }
}
