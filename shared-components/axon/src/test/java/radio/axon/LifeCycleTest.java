package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LifeCycleTest {
    private final SteppingSystem system = AxonSystem.stepping(7);

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("LC01 a component that is not activated never runs, whoever wakes it")
    void createdOnlyNeverRuns() {
        Script idle = new Script("idle", me -> me.heard("ran"));
        idle.wake();
        assertThat(system.runUntilIdle()).isTrue();
        assertThat(idle.heard()).isEmpty();
        assertThat(idle.state()).isEqualTo(Component.State.NEW);
    }

    @Test
    @DisplayName("LC02 an activated component runs, once; two components have different ids")
    void activatedRuns() {
        Script a = new Script("same", me -> me.heard("ran"));
        Script b = new Script("same", me -> me.heard("ran"));
        system.activate(a, b, a);
        system.run();
        system.activate(a);
        system.run();
        assertThat(a.heard()).containsExactly("ran");
        assertThat(b.heard()).containsExactly("ran");
        assertThat(a.id()).isNotEqualTo(b.id());
    }

    @Test
    @DisplayName(
            "LC03 when run() of a component returns it is stopped, and the system's run() returns")
    void endedIsStopped() throws InterruptedException {
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            Script brief = new Script("brief", me -> {});
            live.activate(brief);
            live.run();
            assertThat(brief.isStopped()).isTrue();
            assertThat(brief.state()).isEqualTo(Component.State.STOPPED);
            assertThat(live.components()).isEmpty();
        }
    }

    @Test
    @DisplayName("LC04 run() returns only after all components have ended")
    void runWaitsForAll() throws InterruptedException {
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            List<Script> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(Script.listener("listener " + i));
            }
            all.forEach(live::activate);
            Script last = all.getLast();
            live.activate(
                    new Script(
                            "ender",
                            me -> {
                                for (Script each : all) {
                                    each.controls().offer(new ProducerFinished());
                                }
                            }));
            live.run();
            assertThat(all).allMatch(Component::isStopped);
            assertThat(last.isStopped()).isTrue();
        }
    }

    @Test
    @DisplayName("LC05 run() of a system without components returns at once")
    void emptySystemReturns() throws InterruptedException {
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            live.run();
        }
        system.run();
        assertThat(system.steps()).isZero();
    }

    @Test
    @DisplayName("LC06 a component that waits does not run until woken; others go on")
    void waitingDoesNotRun() {
        Script sleeper = sleeper("sleeper");
        Script busy = Script.counter("busy", 100);
        system.activate(sleeper, busy);
        assertThat(system.runUntilIdle()).isFalse();
        assertThat(busy.isStopped()).isTrue();
        assertThat(sleeper.heard()).containsExactly("started");
        assertThat(sleeper.state()).isEqualTo(Component.State.WAITING);
        sleeper.wake();
        system.run();
        assertThat(sleeper.heard()).containsExactly("started", "woken");
    }

    @Test
    @DisplayName("LC07 waking one component leaves the others waiting")
    void wakingOneLeavesOthers() {
        Script one = sleeper("one");
        Script other = sleeper("other");
        system.activate(one, other);
        system.runUntilIdle();
        one.wake();
        system.runUntilIdle();
        assertThat(one.isStopped()).isTrue();
        assertThat(other.heard()).containsExactly("started");
        assertThat(other.state()).isEqualTo(Component.State.WAITING);
    }

    @Test
    @DisplayName("LC08 waking an awake component many times counts at most once")
    void wakingTheAwakeCountsOnce() {
        List<Script> self = new ArrayList<>();
        Script script =
                new Script(
                        "self",
                        me -> {
                            for (int i = 0; i < 10; i++) {
                                self.getFirst().wake();
                            }
                            me.await();
                            me.heard("first");
                            me.await();
                            me.heard("second");
                        });
        self.add(script);
        system.activate(script);
        system.runUntilIdle();
        assertThat(script.heard()).containsExactly("first");
    }

    @Test
    @DisplayName("LC10 stop() breaks off a wait, runs the cleanup and ends the component")
    void stopRunsCleanup() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            Script stuck =
                    new Script(
                            "stuck",
                            me -> {
                                try {
                                    waiting.countDown();
                                    new CountDownLatch(1).await(); // outside axon
                                    me.heard("went on");
                                } finally {
                                    me.heard("cleaned up");
                                }
                            });
            live.activate(stuck);
            waiting.await();
            stuck.stop();
            live.run();
            assertThat(stuck.heard()).containsExactly("cleaned up");
            assertThat(stuck.isStopped()).isTrue();
            assertThat(stuck.ending()).contains(new Shutdown());
        }
    }

    @Test
    @DisplayName("LC10 stop() releases a component that waits for room, and its cleanup may send")
    void stopReleasesBlockedSender() {
        List<String> failures = new ArrayList<>();
        system.onFailure((name, cause) -> failures.add(name));
        Script full = Script.idle("full");
        full.in().bound(Bound.blocking(1));
        Inbox<String> letters = full.addInbox("letters", String.class, "last words", Bound.DEFAULT);
        Script sender =
                new Script(
                        "sender",
                        me -> {
                            Outbox<String> farewell =
                                    me.addOutbox("farewell", String.class, "last words");
                            me.link(farewell, letters);
                            try {
                                while (true) {
                                    me.out().send("x");
                                }
                            } finally {
                                farewell.send("bye");
                                me.heard("cleaned up");
                            }
                        });
        system.link(sender.out(), full.in());
        system.activate(full, sender);
        system.runUntilIdle();
        assertThat(system.blocked()).hasSize(1);
        sender.stop();
        system.runUntilIdle();
        assertThat(sender.isStopped()).isTrue();
        assertThat(sender.heard()).containsExactly("cleaned up");
        assertThat(letters.poll()).contains("bye");
        assertThat(failures).isEmpty();
    }

    @Test
    @DisplayName("LC11 the list of components includes those that wait")
    void listIncludesWaiting() {
        Script one = sleeper("one");
        Script two = sleeper("two");
        system.activate(one, two);
        system.runUntilIdle();
        assertThat(system.components()).containsExactly(one, two);
        assertThat(system.topology().components())
                .extracting(Topology.Node::state)
                .containsOnly(Component.State.WAITING);
    }

    @Test
    @DisplayName("LC12 slow motion puts its delay between two steps")
    void slowMotionDelays() {
        List<Duration> pauses = new ArrayList<>();
        system.slowMotion(Duration.ofMillis(250), pauses::add);
        system.activate(Script.counter("counter", 10));
        system.run();
        assertThat(system.steps()).isGreaterThanOrEqualTo(10);
        assertThat(system.clock().nanoTime()).isEqualTo(system.steps() * 250_000_000L);
        assertThat(pauses).hasSize((int) system.steps()).containsOnly(Duration.ofMillis(250));
    }

    @Test
    @DisplayName("LC13 when all wait nothing is scheduled, no timer runs and no step is done")
    void allWaitingCostsNothing() {
        for (int i = 0; i < 100; i++) {
            system.activate(Script.listener("listener " + i));
        }
        assertThat(system.runUntilIdle()).isFalse();
        long steps = system.steps();
        system.runFor(Duration.ofHours(1));
        assertThat(system.steps()).isEqualTo(steps);
        assertThat(system.step()).isFalse();
    }

    @Test
    @DisplayName("LC13 live: every waiting component's thread is parked without a timeout")
    void allWaitingThreadsAreParked() throws InterruptedException {
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            CountDownLatch started = new CountDownLatch(50);
            List<Script> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Script each =
                        new Script(
                                "waiter",
                                me -> {
                                    started.countDown();
                                    me.listen();
                                });
                all.add(each);
                live.activate(each);
            }
            started.await();
            for (Script each : all) {
                Thread thread = Objects.requireNonNull(each.mailbox().thread());
                while (thread.getState() != Thread.State.WAITING) { // not TIMED_WAITING
                    Thread.onSpinWait();
                }
                assertThat(each.state()).isEqualTo(Component.State.WAITING);
            }
        }
    }

    @Test
    @DisplayName("LC10 ending a parent ends its children before it counts as stopped")
    void parentEndsChildren() {
        Script child = Script.idle("child");
        Script grandchild = Script.idle("grandchild");
        child.children(grandchild);
        Script parent =
                new Script(
                        "parent",
                        me -> {
                            me.children(child);
                            me.await();
                        });
        system.activate(parent);
        system.runUntilIdle();
        assertThat(system.components()).containsExactly(parent, child, grandchild);
        parent.wake();
        system.run();
        assertThat(child.ending()).contains(new Shutdown());
        assertThat(grandchild.isStopped()).isTrue();
        assertThat(parent.isStopped()).isTrue();
    }

    @Test
    void aRunWithoutProspectSaysWhoWaits() {
        system.activate(sleeper("lonely"));
        assertThatThrownBy(system::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lonely");
    }

    private static Script sleeper(String name) {
        return new Script(
                name,
                me -> {
                    me.heard("started");
                    me.await();
                    me.heard("woken");
                });
    }

    @Test
    @DisplayName("LC10 stop() before the thread has begun breaks into what it does first")
    void stopRightAfterActivation() throws InterruptedException {
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            for (int i = 0; i < 1000; i++) {
                Script each = new Script("each", me -> new CountDownLatch(1).await());
                live.activate(each);
                each.stop();
            }
            live.run();
        }
    }

    @Test
    void aChassisWhoseChildIsStoppedBeforeItStartsEndsWhenItStarts() {
        Script child = Script.idle("child");
        Pipeline pipeline = Pipeline.of(child);
        child.stop();
        system.activate(pipeline);
        system.run();
        assertThat(pipeline.isStopped()).isTrue();
        assertThatThrownBy(() -> Pipeline.of(child))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("child");
    }

    @Test
    void aPipelineThatCannotBeLeavesItsComponentsAlone() {
        Script one = Script.listener("one");
        Script two = Script.listener("two");
        assertThatThrownBy(() -> Pipeline.of(one, two, one)).isInstanceOf(BoxAlreadyLinked.class);
        Pipeline good = Pipeline.of(one, two);
        system.activate(good);
        good.stop();
        system.run();
        assertThat(two.isStopped()).isTrue();
    }

    @Test
    void aChildThatComesAfterTheEndOfItsParentIsRefused() {
        Script parent = Script.counter("parent", 0);
        system.activate(parent);
        system.run();
        Script late = Script.idle("late");
        assertThatThrownBy(() -> parent.children(late))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parent");
        assertThat(late.state()).isEqualTo(Component.State.NEW);
    }

    @Test
    void awaitEndOfOneComponentInVirtualTime() {
        Script brief = new Script("brief", me -> me.await(Duration.ofSeconds(3)));
        Script idle = Script.idle("idle");
        system.activate(brief, idle);
        assertThat(system.awaitEnd(brief, Duration.ofSeconds(2))).isFalse();
        assertThat(system.awaitEnd(brief, Duration.ofSeconds(2))).isTrue();
        assertThat(idle.isStopped()).isFalse();
    }
}
