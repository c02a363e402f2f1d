package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.testing.Eventually;

/// Components that are lent a thread. That they keep what every component keeps, see
/// RandomSystemsTest, which draws both kinds.
@Timeout(60)
class ReactorTest {
    private static final int PLACES = Runtime.getRuntime().availableProcessors();

    private final AxonSystem system = new AxonSystem("live", Clock.system());

    /// Does what the test says with each message, and keeps what it is told to.
    private static final class Reacting extends Reactor {
        private interface Body {
            void to(Object message, Reacting me) throws Exception;
        }

        private final List<Object> heard = Collections.synchronizedList(new ArrayList<>());
        private final Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        private final Inbox<Object> in;
        private final Inbox<Object> more = addInbox("more", Object.class, "more of it");
        private final Outbox<Object> out = typedOutbox(Object.class, "what the test sends");
        private volatile @Nullable Runnable atTheEnd;

        Reacting(String name, Bound bound, Body body) {
            super(name);
            in = typedInbox(Object.class, "what the test sends", bound);
            Reaction<Object> reaction =
                    message -> {
                        threads.add(Thread.currentThread());
                        body.to(message, this);
                    };
            on(in, reaction);
            on(more, reaction);
        }

        Reacting(String name, Body body) {
            this(name, Bound.DEFAULT, body);
        }

        /// Keeps what comes.
        static Reacting listener(String name) {
            return new Reacting(name, (message, me) -> me.heard.add(message));
        }

        /// Passes on what comes.
        static Reacting relay(String name) {
            return new Reacting(name, (message, me) -> me.out.send(message));
        }

        @Override
        protected void begin() {
            heard.add("begin");
        }

        @Override
        protected void cleanUp() {
            heard.add("end");
            Runnable last = atTheEnd;
            if (last != null) {
                last.run();
            }
        }

        private void finish() {
            control().offer(new ProducerFinished());
        }

        private void finishNow() {
            done();
        }

        private void adopt(Component child) {
            children(child);
        }

        private void alsoOn(Inbox<?> box) {
            on(box, message -> {});
        }

        private Inbox<Signal> controls() {
            return control();
        }
    }

    @AfterEach
    void close() {
        system.close();
        Eventually.until("all places are free", () -> VirtualThreads.INSTANCE.workers().idle());
    }

    @Test
    void whatComesIsReactedToInOrderToTheLast() throws InterruptedException {
        Reacting listener = Reacting.listener("listener");
        Pipeline row =
                Pipeline.of(
                        Script.counter("counter", 5000),
                        Reacting.relay("one"),
                        Reacting.relay("two"),
                        listener);
        system.activate(row);
        system.run();
        List<Object> wanted = new ArrayList<>(List.of("begin"));
        wanted.addAll(BoxesTest.numbers(5000));
        wanted.add("end");
        assertThat(listener.heard).isEqualTo(wanted);
        assertThat(row.ending()).contains(new ProducerFinished());
    }

    @Test
    void whatWaitsAlreadyIsReactedToAtTheStart() throws InterruptedException {
        Reacting listener = Reacting.listener("listener");
        for (int i = 0; i < 500; i++) {
            assertThat(listener.in.offer(i)).isTrue();
            assertThat(listener.more.offer(i)).isTrue();
        }
        listener.finish();
        assertThat(listener.heard).isEmpty();
        system.activate(listener);
        system.run();
        assertThat(listener.heard).hasSize(1002);
    }

    @Test
    void shutdownDropsWhatWaits() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        Reacting slow =
                new Reacting(
                        "slow",
                        (message, me) -> {
                            me.heard.add(message);
                            goOn.await();
                        });
        for (int i = 0; i < 10; i++) {
            slow.in.offer(i);
        }
        system.activate(slow);
        Eventually.until("it reacts", () -> slow.heard.contains(0));
        slow.controls().offer(new Shutdown());
        goOn.countDown();
        system.run();
        assertThat(slow.heard).containsExactly("begin", 0, "end");
        assertThat(slow.ending()).contains(new Shutdown());
    }

    @Test
    void oneThatIsDoneEndsByItself() throws InterruptedException {
        Reacting brief =
                new Reacting(
                        "brief",
                        (message, me) -> {
                            me.heard.add(message);
                            me.finishNow();
                        });
        brief.in.offer("one");
        brief.in.offer("two");
        system.activate(brief);
        system.run();
        assertThat(brief.heard).containsExactly("begin", "one", "end");
        assertThat(brief.ending()).contains(new ProducerFinished());
        assertThat(brief.in.offer("late")).isFalse();
    }

    @Test
    void oneThatThrowsFailsAloneAndCleansUp() throws InterruptedException {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        system.onFailure((name, cause) -> told.add(name + ": " + cause.getMessage()));
        Reacting listener = Reacting.listener("listener");
        IllegalStateException broken = new IllegalStateException("out of order");
        Reacting bad =
                new Reacting(
                        "bad",
                        (message, me) -> {
                            throw broken;
                        });
        Reacting relay = Reacting.relay("relay");
        system.link(relay.out, listener.in);
        system.activate(relay, bad, listener);
        bad.in.offer("x");
        system.awaitEnd(bad, Duration.ofSeconds(30));
        relay.in.offer("y");
        Eventually.until("y is heard", () -> listener.heard.contains("y"));
        assertThat(bad.ending()).contains(new Failed("bad", broken));
        assertThat(bad.heard).containsExactly("begin", "end");
        assertThat(told).containsExactly("bad: out of order");
    }

    @Test
    void oneThatIsStoppedBeforeItsFirstTurnBeginsAndCleansUp() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            Reacting each = Reacting.listener("listener");
            each.in.offer("x");
            system.activate(each);
            each.stop();
            assertThat(system.awaitEnd(each, Duration.ofSeconds(30))).isTrue();
            assertThat(each.heard).startsWith("begin").endsWith("end");
            assertThat(each.ending()).contains(new Shutdown());
        }
    }

    /// The whole of a lap on one thread: nobody is woken to hand a message on.
    @Test
    void aTokenGoesRoundOnOneThread() throws InterruptedException {
        List<Reacting> ring = new ArrayList<>();
        CountDownLatch laps = new CountDownLatch(1000);
        for (int i = 0; i < 50; i++) {
            boolean first = i == 0;
            ring.add(
                    new Reacting(
                            "node " + i,
                            (message, me) -> {
                                if (first) {
                                    laps.countDown();
                                }
                                if (laps.getCount() > 0) {
                                    me.out.send(message);
                                }
                            }));
        }
        system.activate(Pipeline.circular("ring", ring.toArray(Component[]::new)));
        ring.forEach(each -> Eventually.until("it rests", () -> rests(each)));
        ring.getFirst().in.offer("token");
        laps.await();
        ring.forEach(each -> Eventually.until("it rests", () -> rests(each)));
        Set<Thread> threads = new HashSet<>();
        ring.forEach(each -> threads.addAll(each.threads));
        assertThat(threads).hasSize(1);
    }

    /// Several send to one, on all places: were it ever run twice at once, or did it not see what
    /// it did before, its count would be wrong.
    @Test
    void itNeverRunsTwiceAtOnce() throws InterruptedException {
        int[] plain = new int[1];
        int each = 30_000;
        Reacting counter = new Reacting("counter", (message, me) -> plain[0]++);
        system.activate(counter);
        List<Component> senders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Reacting relay = Reacting.relay("relay " + i);
            Pipeline row = Pipeline.of(Script.counter("sender " + i, each), relay);
            system.link(row.outbox("outbox"), counter.in);
            senders.add(row);
            Script direct = Script.counter("direct " + i, each);
            system.link(direct.out(), counter.more);
            senders.add(direct);
        }
        senders.forEach(system::activate);
        for (Component one : senders) {
            assertThat(system.awaitEnd(one, Duration.ofSeconds(50))).isTrue();
        }
        counter.finish();
        assertThat(system.awaitEnd(counter, Duration.ofSeconds(50))).isTrue();
        assertThat(plain[0]).isEqualTo(6 * each);
    }

    /// Each hand-over races the receiver's going to rest, and the sender's waiting for room: a lost
    /// wake-up would leave a row standing for ever.
    @Test
    void noWakeUpIsLostInAMillionRaces() throws InterruptedException {
        int each = 125_000;
        AtomicInteger heard = new AtomicInteger();
        List<Pipeline> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Bound one = i % 2 == 0 ? Bound.synchronous() : Bound.blocking(2);
            Reacting relay = new Reacting("relay", one, (message, me) -> me.out.send(message));
            Reacting last = new Reacting("last", one, (message, me) -> heard.incrementAndGet());
            rows.add(Pipeline.of(Script.counter("counter " + i, each), relay, last));
        }
        rows.forEach(system::activate);
        assertThat(system.awaitEnd(RandomNet.LONG)).as(() -> "still there: " + system).isTrue();
        assertThat(heard).hasValue(4 * each);
    }

    /// More of them wait for room than there are places to run at.
    @Test
    void othersGoOnWhileSomeWaitForRoom() throws InterruptedException {
        Script stuck = Script.idle("stuck");
        stuck.in().bound(Bound.blocking(1));
        stuck.in().offer("full");
        List<Reacting> waiting = new ArrayList<>();
        for (int i = 0; i < PLACES + 3; i++) {
            Reacting each = Reacting.relay("waits " + i);
            system.link(each.out, stuck.in());
            system.activate(each);
            each.in.offer("from " + i);
            waiting.add(each);
        }
        Eventually.until("all wait", () -> system.blocked().size() == waiting.size());
        Reacting listener = Reacting.listener("listener");
        system.activate(listener);
        listener.in.offer("heard");
        Eventually.until("it is heard", () -> listener.heard.contains("heard"));
        Set<Object> got = new HashSet<>();
        for (int i = 0; i <= waiting.size(); i++) {
            got.add(stuck.in().take());
        }
        assertThat(got).hasSize(waiting.size() + 1);
        waiting.forEach(each -> Eventually.until("it rests", () -> rests(each)));
        waiting.forEach(each -> assertThat(each.threads).hasSize(1));
    }

    /// What it woke before it waits must not wait with it.
    @Test
    void whoIsNextDoesNotWaitWithIt() throws InterruptedException {
        Script stuck = Script.idle("stuck");
        stuck.in().bound(Bound.blocking(1));
        stuck.in().offer("full");
        Reacting listener = Reacting.listener("listener");
        Reacting both =
                new Reacting(
                        "both",
                        (message, me) -> {
                            listener.in.offer(message);
                            me.out.send(message);
                        });
        system.link(both.out, stuck.in());
        system.activate(listener, both);
        both.in.offer("x");
        Eventually.until("the other hears it", () -> listener.heard.contains("x"));
        Eventually.until("it waits", () -> system.blocked().size() == 1);
    }

    /// More of them wait for something outside axon, which nobody sees, than there are places; and
    /// what they woke before waits with none of them.
    @Test
    void othersGoOnWhileSomeBlock() {
        CountDownLatch goOn = new CountDownLatch(1);
        Reacting listener = Reacting.listener("listener");
        system.activate(listener);
        List<Reacting> blocked = new ArrayList<>();
        for (int i = 0; i < PLACES + 3; i++) {
            Reacting one = Reacting.listener("one");
            Reacting each =
                    new Reacting(
                            "blocks",
                            (message, me) -> {
                                me.out.send(message);
                                goOn.await();
                                me.heard.add(message);
                            });
            system.link(each.out, one.in);
            system.activate(one, each);
            each.in.offer(i);
            blocked.add(each);
            Eventually.until("what it woke runs", () -> one.heard.size() == 2);
        }
        listener.in.offer("heard");
        Eventually.until("it is heard", () -> listener.heard.contains("heard"));
        assertThat(blocked).allMatch(each -> each.heard.size() == 1);
        goOn.countDown();
        blocked.forEach(each -> Eventually.until("it goes on", () -> each.heard.size() == 2));
    }

    /// Waits in the box of another, as outside code does.
    @Test
    void aReactionMayTakeFromElsewhere() throws InterruptedException {
        Script store = Script.idle("store");
        List<Reacting> takers = new ArrayList<>();
        for (int i = 0; i < PLACES + 3; i++) {
            takers.add(new Reacting("taker", (message, me) -> me.heard.add(store.in().take())));
            system.activate(takers.getLast());
            takers.getLast().in.offer("take");
        }
        takers.forEach(each -> Eventually.until("it waits", () -> waits(each)));
        for (int i = 0; i < takers.size(); i++) {
            store.in().offer("for one");
        }
        takers.forEach(
                each -> Eventually.until("it has got it", () -> each.heard.contains("for one")));
    }

    @Test
    void twoThatFillEachOtherAreReported() {
        AtomicReference<List<String>> ring = new AtomicReference<>(List.of());
        system.onDeadlock(ring::set);
        Reacting.Body doubling =
                (message, me) -> {
                    me.out.send(message);
                    me.out.send(message);
                };
        Reacting one = new Reacting("one", Bound.blocking(1), doubling);
        Reacting two = new Reacting("two", Bound.blocking(1), doubling);
        system.link(one.out, two.in);
        system.link(two.out, one.in);
        system.activate(one, two);
        one.in.offer("x");
        Eventually.until("it is reported", () -> ring.get().size() == 2);
        assertThat(ring.get()).containsExactlyInAnyOrder("one", "two");
    }

    /// As many that never rest as there are places, and more: a message to another, and a component
    /// with a thread, still have their turn.
    @Test
    void whoNeverRestsLeavesRoomForOthers() throws InterruptedException {
        AtomicInteger seen = new AtomicInteger();
        for (int i = 0; i < PLACES + 1; i++) {
            Reacting ping = Reacting.relay("ping");
            Reacting pong = Reacting.relay("pong");
            system.activate(Pipeline.circular("busy", ping, pong));
            ping.in.offer("for ever");
        }
        Reacting listener = new Reacting("listener", (message, me) -> seen.incrementAndGet());
        system.activate(listener);
        for (int i = 0; i < 1000; i++) {
            listener.in.offer(i);
        }
        Eventually.until("they are heard", () -> seen.get() == 1000);
        Script threaded = Script.listener("threaded");
        system.activate(threaded);
        threaded.in().offer("x");
        Eventually.until("it is heard", () -> threaded.heard().contains("x"));
    }

    /// Stopped while it waits outside axon, again and again: the interrupt reaches it, and never
    /// one that runs on the same thread after it.
    @Test
    void stopBreaksIntoAReactionAndIntoNoOther() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 2000; i++) {
            boolean waits = i % 4 == 0;
            AtomicReference<@Nullable Boolean> interrupted = new AtomicReference<>();
            Reacting next =
                    new Reacting(
                            "next",
                            (message, me) ->
                                    interrupted.set(Thread.currentThread().isInterrupted()));
            Reacting stopped =
                    new Reacting(
                            "stopped",
                            (message, me) -> {
                                me.out.send(message);
                                if (waits) {
                                    never.await();
                                }
                            });
            system.link(stopped.out, next.in);
            system.activate(next, stopped);
            stopped.in.offer("x");
            if (waits) {
                Eventually.until("it has begun", () -> !stopped.threads.isEmpty());
            }
            stopped.stop();
            assertThat(system.awaitEnd(stopped, Duration.ofSeconds(30))).isTrue();
            assertThat(stopped.ending()).contains(new Shutdown());
            next.in.offer("y");
            next.finish();
            assertThat(system.awaitEnd(next, Duration.ofSeconds(30))).isTrue();
            assertThat(interrupted.get()).isFalse();
        }
    }

    @Test
    void aReactionThatInterruptsItselfLeavesNothingToOthers() {
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        Reacting next =
                new Reacting(
                        "next",
                        (message, me) -> interrupted.add(Thread.currentThread().isInterrupted()));
        Reacting rude =
                new Reacting(
                        "rude",
                        (message, me) -> {
                            me.out.offer(message);
                            Thread.currentThread().interrupt();
                        });
        system.link(rude.out, next.in);
        system.activate(next, rude);
        for (int i = 0; i < 100; i++) {
            rude.in.offer(i);
        }
        Eventually.until("they are heard", () -> interrupted.size() == 100);
        assertThat(interrupted).containsOnly(false);
    }

    @Test
    void itsChildrenEndBeforeItDoes() throws InterruptedException {
        Reacting child = Reacting.listener("child");
        Script threaded = Script.idle("threaded");
        Reacting parent =
                new Reacting(
                        "parent",
                        (message, me) -> {
                            me.adopt(child);
                            me.adopt(threaded);
                        });
        system.activate(parent);
        parent.in.offer("make them");
        Eventually.until("they run", () -> parent.children().size() == 2);
        parent.finish();
        assertThat(system.awaitEnd(parent, Duration.ofSeconds(30))).isTrue();
        assertThat(child.isStopped()).isTrue();
        assertThat(threaded.isStopped()).isTrue();
        assertThat(child.heard).containsExactly("begin", "end");
    }

    @Test
    void atRestItHasNoThread() {
        Reacting listener = Reacting.listener("listener");
        system.activate(listener);
        listener.in.offer("x");
        Eventually.until("it rests", () -> listener.heard.contains("x") && rests(listener));
        assertThat(listener.mailbox().thread()).isNull();
        assertThat(listener.state()).isEqualTo(Component.State.WAITING);
        Eventually.until("all places are free", () -> VirtualThreads.INSTANCE.workers().idle());
    }

    @Test
    void oneReactionForOneOfItsOwnInboxes() {
        Reacting one = Reacting.listener("one");
        Reacting other = Reacting.listener("other");
        assertThatThrownBy(() -> one.alsoOn(one.in))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what one does with inbox is said already");
        assertThatThrownBy(() -> one.alsoOn(other.in))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("other.inbox is no inbox of one for messages");
        assertThatThrownBy(() -> one.alsoOn(one.controls()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("control");
    }

    /// Something goes wrong outside its code: the others on that thread are no worse for it.
    @Test
    void anErrorWhileItCleansUpIsItsFailure() throws InterruptedException {
        Reacting bad = Reacting.listener("bad");
        bad.atTheEnd =
                () -> {
                    throw new IllegalStateException("no broom");
                };
        system.activate(bad);
        bad.finish();
        assertThat(system.awaitEnd(bad, Duration.ofSeconds(30))).isTrue();
        assertThat(bad.ending().orElseThrow()).isInstanceOf(Failed.class);
    }

    private static boolean rests(Component component) {
        return waits(component) && component.mailbox().thread() == null;
    }

    private static boolean waits(Component component) {
        return component.state() == Component.State.WAITING;
    }
}
