package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CarouselTest {
    private final SteppingSystem system = AxonSystem.stepping(41);
    private final Script outside = Script.idle("outside");
    private final Inbox<Object> requests =
            outside.addInbox("requests", Object.class, "what the carousel asks");
    private final Inbox<Signal> signals =
            outside.addInbox("signals", Signal.class, "of the carousel");
    private final List<Script> made = new ArrayList<>();

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("CA01 a carousel is idle until told what is next")
    void idleByDefault() {
        Carousel<String> carousel = started(Carousel.of(String.class, this::listener));
        assertThat(made).isEmpty();
        assertThat(requests.size()).isZero();
        assertThat(carousel.children()).isEmpty();
        assertThat(carousel.state()).isEqualTo(Component.State.WAITING);
    }

    @Test
    @DisplayName("CA02 one that requests the first says NEXT when it starts, once")
    void requestsTheFirst() {
        started(Carousel.requesting(String.class, this::listener));
        assertThat(BoxesTest.drain(requests)).containsExactly(Carousel.Request.NEXT);
    }

    @Test
    @DisplayName("CA03 next: the factory gets it, and what it makes is started as the only child")
    void nextMakesAChild() {
        Carousel<String> carousel = started(Carousel.of(String.class, this::listener));
        carousel.next().offer("first");
        system.runUntilIdle();
        assertThat(made).extracting(Script::name).containsExactly("first");
        assertThat(carousel.children()).containsExactly(made.getFirst());
        assertThat(made.getFirst().state()).isEqualTo(Component.State.WAITING);
    }

    @Test
    @DisplayName("CA03 next while a child runs ends that one first")
    void nextEndsTheRunningChild() {
        Carousel<String> carousel = started(Carousel.of(String.class, this::listener));
        carousel.next().offer("first");
        system.runUntilIdle();
        carousel.next().offer("second");
        system.runUntilIdle();
        assertThat(made.getFirst().ending()).contains(new Shutdown());
        assertThat(carousel.children()).containsExactly(made.getLast());
        assertThat(BoxesTest.drain(requests)).containsExactly(Carousel.Request.NEXT);
    }

    @Test
    @DisplayName("CA04 the end of a child says NEXT")
    void childsEndSaysNext() {
        Carousel<Integer> carousel = started(Carousel.of(Integer.class, this::counter));
        carousel.next().offer(3);
        system.runUntilIdle();
        assertThat(BoxesTest.drain(requests)).containsExactly(Carousel.Request.NEXT);
        assertThat(carousel.isStopped()).isFalse();
        assertThat(carousel.children()).isEmpty();
    }

    @Test
    @DisplayName("CA05 the signal of a child goes no further")
    void childsSignalIsIgnored() {
        Carousel<Integer> carousel = started(Carousel.of(Integer.class, this::counter));
        carousel.next().offer(0);
        system.runUntilIdle();
        assertThat(made.getFirst().isStopped()).isTrue();
        assertThat(signals.size()).isZero();
        assertThat(carousel.isStopped()).isFalse();
    }

    @Test
    @DisplayName("CA07 inbox and outbox go through the child; between two they wait")
    void boxesGoThrough() {
        Carousel<String> carousel = started(Carousel.of(String.class, CarouselTest::prefixer));
        Inbox<Object> in = carousel.inbox("inbox", Object.class);
        in.offer(1);
        system.runUntilIdle();
        assertThat(outside.in().size()).isZero();
        carousel.next().offer("a");
        system.runUntilIdle();
        in.offer(2);
        system.runUntilIdle();
        carousel.children().getFirst().stop();
        system.runUntilIdle();
        in.offer(3);
        system.runUntilIdle();
        carousel.next().offer("b");
        system.runUntilIdle();
        in.offer(4);
        system.runUntilIdle();
        assertThat(BoxesTest.drain(outside.in())).containsExactly("a1", "a2", "b3", "b4");
    }

    @Test
    @DisplayName("CA08 Shutdown reaches the child, and the carousel ends after it")
    void shutdown() {
        Carousel<String> carousel = started(Carousel.of(String.class, this::listener));
        carousel.next().offer("only");
        system.runUntilIdle();
        carousel.inbox("control", Signal.class).offer(new Shutdown());
        system.run();
        assertThat(made.getFirst().ending()).contains(new Shutdown());
        assertThat(signals.poll()).contains(new Shutdown());
    }

    @Test
    @DisplayName("CA10 Shutdown drops what is queued at next")
    void shutdownDropsQueued() {
        Carousel<String> carousel = Carousel.of(String.class, this::listener);
        List.of("a", "b", "c").forEach(carousel.next()::offer);
        carousel.inbox("control", Signal.class).offer(new Shutdown());
        started(carousel);
        assertThat(carousel.isStopped()).isTrue();
        assertThat(made).isEmpty();
    }

    @Test
    void producerFinishedServesWhatIsQueuedEachToItsOwnEnd() {
        for (long seed = 0; seed < 20; seed++) {
            try (SteppingSystem other = AxonSystem.stepping(seed)) {
                made.clear();
                Carousel<Integer> carousel = Carousel.of(Integer.class, this::counter);
                Script listener = Script.listener("listener");
                List.of(1, 2, 3).forEach(carousel.next()::offer);
                carousel.inbox("control", Signal.class).offer(new ProducerFinished());
                other.activate(Pipeline.of(carousel, listener));
                other.run();
                assertThat(listener.heard()).as("seed " + seed).containsExactly(0, 0, 1, 0, 1, 2);
                assertThat(carousel.ending()).contains(new ProducerFinished());
            }
        }
    }

    @Test
    void producerFinishedLetsTheRunningChildFinishWhatItHas() {
        Carousel<String> carousel = started(Carousel.of(String.class, this::listener));
        carousel.next().offer("only");
        system.runUntilIdle();
        carousel.inbox("inbox", Object.class).offer("still");
        carousel.inbox("control", Signal.class).offer(new ProducerFinished());
        system.run();
        assertThat(made.getFirst().heard()).containsExactly("still");
        assertThat(made.getFirst().ending()).contains(new ProducerFinished());
        assertThat(BoxesTest.drain(requests)).containsExactly(Carousel.Request.NEXT);
        assertThat(signals.poll()).contains(new ProducerFinished());
    }

    @Test
    void aChooserThatAnswersNextPlaysTheWholeList() {
        assertThat(LongStream.range(0, 50).mapToObj(this::played).distinct())
                .containsExactly(List.of(0, 0, 1, 0, 1, 2));
    }

    private List<Object> played(long seed) {
        try (SteppingSystem other = AxonSystem.stepping(seed)) {
            Carousel<Integer> carousel = Carousel.requesting(Integer.class, this::counter);
            Script listener = Script.listener("listener");
            Script chooser =
                    new Script(
                            "chooser",
                            me -> {
                                for (int i = 1; i <= 3; i++) {
                                    me.in().take();
                                    me.out().send(i);
                                }
                                me.in().take();
                            });
            other.link(carousel.outbox("requestNext"), chooser.in());
            other.link(chooser.out(), carousel.next());
            other.link(chooser.signals(), carousel.inbox("control"));
            other.activate(chooser, Pipeline.of(carousel, listener));
            other.run();
            return listener.heard();
        }
    }

    @Test
    void aFactoryThatFailsIsReportedAndTheCarouselGoesOn() {
        List<String> failures = new ArrayList<>();
        system.onFailure((name, cause) -> failures.add(name + ": " + cause.getMessage()));
        Script used = Script.counter("used", 0);
        system.activate(used);
        system.run();
        Carousel<String> carousel =
                started(
                        Carousel.of(
                                String.class,
                                name -> {
                                    if (name.equals("used")) {
                                        return used;
                                    }
                                    if (name.isEmpty()) {
                                        throw new IllegalArgumentException("no name");
                                    }
                                    return listener(name);
                                }));
        carousel.next().offer("");
        carousel.next().offer("used");
        carousel.next().offer("good");
        system.runUntilIdle();
        assertThat(failures)
                .containsExactly(
                        "carousel of String: no name",
                        "carousel of String: used has ended already");
        assertThat(made).extracting(Script::name).containsExactly("good");
        assertThat(BoxesTest.drain(requests)).hasSize(2);
    }

    @Test
    void aChildThatDoesNotHeedIsBrokenOffAfterASecond() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch brokenOff = new CountDownLatch(1);
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            Carousel<String> carousel =
                    Carousel.of(
                            String.class,
                            name ->
                                    new Script(
                                            name,
                                            me -> {
                                                try {
                                                    stuck.countDown();
                                                    new CountDownLatch(1).await(); // outside axon
                                                } finally {
                                                    brokenOff.countDown();
                                                }
                                            }));
            live.activate(carousel);
            carousel.next().offer("stuck");
            stuck.await();
            carousel.next().offer("next");
            assertThat(brokenOff.await(20, TimeUnit.SECONDS)).isTrue();
            carousel.stop();
            live.run();
            assertThat(carousel.ending()).contains(new Shutdown());
        }
    }

    @Test
    void childrenLeaveNoLinksBehind() {
        Carousel<Integer> carousel = started(Carousel.of(Integer.class, this::counter));
        for (int i = 0; i < 10; i++) {
            carousel.next().offer(1);
            system.runUntilIdle();
        }
        assertThat(carousel.table().outbox().incoming()).isEmpty();
        assertThat(carousel.table().inbox().outgoing()).isNull();
    }

    private <A> Carousel<A> started(Carousel<A> carousel) {
        system.link(carousel.outbox("requestNext"), requests);
        system.link(carousel.outbox("signal"), signals);
        system.link(carousel.outbox("outbox"), outside.in());
        system.activate(carousel);
        system.runUntilIdle();
        return carousel;
    }

    /// Passes on what comes with its name in front.
    private static Script prefixer(String name) {
        return new Script(
                name, me -> me.in().untilFinished().forEach(each -> me.pass(name + each)));
    }

    private Script listener(String name) {
        Script child = Script.listener(name);
        made.add(child);
        return child;
    }

    private Script counter(int count) {
        Script child = Script.counter("counter " + count, count);
        made.add(child);
        return child;
    }
}
