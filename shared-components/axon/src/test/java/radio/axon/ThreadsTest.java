package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadsTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("TH01 run() has a thread of its own, a virtual one named after the component")
    void ownThread() throws InterruptedException {
        AtomicReference<Thread> one = new AtomicReference<>();
        AtomicReference<Thread> two = new AtomicReference<>();
        system.activate(
                new Script("one", me -> one.set(Thread.currentThread())),
                new Script("two", me -> two.set(Thread.currentThread())));
        system.run();
        assertThat(one.get()).isNotEqualTo(Thread.currentThread()).isNotEqualTo(two.get());
        assertThat(one.get().isVirtual()).isTrue();
        assertThat(one.get().getName()).isEqualTo("one");
    }

    @Test
    @DisplayName("TH02 outside code puts data in")
    void dataIn() throws InterruptedException {
        Script listener = Script.listener("listener");
        system.activate(listener);
        for (int i = 0; i < 500; i++) {
            assertThat(listener.in().offer(i)).isTrue();
        }
        listener.controls().offer(new ProducerFinished());
        system.run();
        assertThat(listener.heard()).isEqualTo(BoxesTest.numbers(500));
        assertThat(listener.in().offer("late")).isFalse();
    }

    @Test
    @DisplayName("TH03 outside code takes data out")
    void dataOut() throws InterruptedException {
        Script counter = Script.counter("counter", 5000);
        Script handle = Script.idle("handle");
        handle.in().bound(Bound.blocking(10));
        system.link(counter.out(), handle.in());
        system.activate(counter);
        List<Object> taken = new ArrayList<>();
        while (taken.size() < 5000) {
            taken.add(handle.in().take());
        }
        system.run();
        assertThat(taken).isEqualTo(BoxesTest.numbers(5000));
    }

    @Test
    @DisplayName("TH04 links are made and taken out from several threads while messages flow")
    void linksFromAnyThread() throws InterruptedException {
        Script sender = Script.counter("sender", 50_000);
        Script left = Script.listener("left");
        Script right = Script.listener("right");
        CountDownLatch done = new CountDownLatch(2);
        for (Script target : List.of(left, right)) {
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        while (!sender.isStopped()) {
                            try (Link link = system.link(sender.out(), target.in())) {
                                assertThat(link.from()).isSameAs(sender.out());
                                Thread.onSpinWait();
                            } catch (BoxAlreadyLinked other) {
                                Thread.onSpinWait();
                            }
                        }
                        done.countDown();
                    });
        }
        system.activate(sender, left, right);
        done.await();
        left.controls().offer(new ProducerFinished());
        right.controls().offer(new ProducerFinished());
        system.run();
        assertThat(left.heard().size() + right.heard().size() + sender.out().discarded())
                .isEqualTo(50_000);
        assertThat(Collections.disjoint(new HashSet<>(left.heard()), right.heard())).isTrue();
    }

    @Test
    @DisplayName("TH06 an inbox that says nothing else is bounded: 1024, senders wait")
    void defaultBound() {
        Script receiver = Script.idle("receiver");
        assertThat(receiver.in().bound()).isEqualTo(Bound.DEFAULT);
        for (int i = 0; i < 1024; i++) {
            assertThat(receiver.in().offer(i)).isTrue();
        }
        assertThat(receiver.in().offer(1024)).isFalse();
    }

    @Test
    @DisplayName("TH07 an exception reaches the system with the component's name, the others live")
    void failureIsReported() throws InterruptedException {
        List<String> failures = new ArrayList<>();
        system.onFailure((name, cause) -> failures.add(name + ": " + cause.getMessage()));
        Script survivor = Script.listener("survivor");
        List<Signal> told = new ArrayList<>();
        CountDownLatch failed = new CountDownLatch(1);
        Script broken =
                new Script(
                        "broken",
                        me -> {
                            throw new IllegalStateException("a cable came loose");
                        });
        Component parent =
                new Component("parent") {
                    @Override
                    protected void run() throws InterruptedException {
                        children(broken);
                        while (!children().isEmpty()) {
                            await();
                        }
                        failed.countDown();
                    }

                    @Override
                    protected void childEnded(Component child, Signal how) {
                        told.add(how);
                    }
                };
        system.link(broken.signals(), survivor.addInbox("news", Signal.class, "of the broken"));
        system.activate(survivor, parent);
        failed.await();
        assertThat(survivor.in().offer("still here")).isTrue();
        survivor.controls().offer(new ProducerFinished());
        system.run();
        assertThat(failures).containsExactly("broken: a cable came loose");
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Failed.class, how -> assertThat(how.component()).isEqualTo("broken"));
        assertThat(survivor.heard()).containsExactly("still here");
        assertThat(survivor.inbox("news").size()).isEqualTo(1);
        assertThat(parent.ending()).contains(new ProducerFinished());
    }

    @Test
    @DisplayName("TH04 a component that many threads activate at once runs once")
    void activatedByManyAtOnce() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Script brief = new Script("brief", me -> me.heard("ran"));
            CountDownLatch done = new CountDownLatch(8);
            for (int i = 0; i < 8; i++) {
                Thread.ofVirtual()
                        .start(() -> {
                            system.activate(brief);
                            done.countDown();
                        });
            }
            done.await();
            system.run();
            assertThat(brief.heard()).containsExactly("ran");
        }
    }
}
