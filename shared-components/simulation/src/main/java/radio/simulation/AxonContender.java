package radio.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.Reactor;
import radio.axon.SubscribeTo;

/// Our own runtime: components with their default boxes and bounds; what only reacts is a
/// [Reactor].
class AxonContender implements Contender {
    private final AxonSystem system = new AxonSystem("bench", Clock.system());

    @Override
    public Course pipeline(int handOvers, int messages) {
        Source source = new Source();
        Semaphore done = new Semaphore(0);
        List<Component> row = new ArrayList<>(List.of(source));
        for (int i = 1; i < handOvers; i++) {
            row.add(relay());
        }
        row.add(sink(messages, done));
        system.activate(Pipeline.named("row", row.toArray(Component[]::new)));
        return () -> {
            source.go.offer(messages);
            done.acquire();
        };
    }

    @Override
    public Course ring(int nodes, int tokens, int laps) {
        Semaphore done = new Semaphore(0);
        List<Component> ring = new ArrayList<>();
        ring.add(first(tokens, laps, done));
        while (ring.size() < nodes) {
            ring.add(relay());
        }
        system.activate(Pipeline.circular("ring", ring.toArray(Component[]::new)));
        List<Inbox<Message>> inboxes = new ArrayList<>();
        for (Component node : ring.subList(0, tokens)) {
            inboxes.add(node.inbox("inbox", Message.class));
        }
        return () -> {
            for (Inbox<Message> inbox : inboxes) {
                inbox.offer(new Message(0));
            }
            done.acquire();
        };
    }

    @Override
    public Course fanout(int subscribers, int messages) {
        Source source = new Source();
        Semaphore done = new Semaphore(0);
        system.activate(Pipeline.of(source, new PublishTo("air")));
        for (int i = 0; i < subscribers; i++) {
            system.activate(
                    Pipeline.of(
                            new SubscribeTo("air", Bound.blocking(Bound.DEFAULT.capacity())),
                            sink(messages, done)));
        }
        return () -> {
            source.go.offer(messages);
            done.acquire(subscribers);
        };
    }

    @Override
    public void rest(int components) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(components);
        for (int i = 0; i < components; i++) {
            system.activate(resting(begun));
        }
        begun.await();
    }

    /// Hands on what comes.
    Component relay() {
        return new Relay();
    }

    /// A relay that takes the tokens out at the end of a pass.
    Component first(int tokens, int laps, Semaphore done) {
        return new First(tokens, laps, done);
    }

    /// Says when it has got so many.
    Component sink(int count, Semaphore done) {
        return new Sink(count, done);
    }

    /// Waits with the four boxes that every component has.
    Component resting(CountDownLatch begun) {
        return new Resting(begun);
    }

    @Override
    public void close() {
        system.close();
    }

    /// Told how many, sends so many.
    private static final class Source extends Component {
        private final Inbox<Integer> go = typedInbox(Integer.class, "how many", Bound.DEFAULT);
        private final Outbox<Message> messages = typedOutbox(Message.class, "so many");

        Source() {
            super("source");
        }

        @Override
        protected void run() throws InterruptedException {
            for (int count : go.untilFinished()) {
                for (int i = 0; i < count; i++) {
                    messages.send(new Message(i));
                }
            }
        }
    }

    private static final class Relay extends Reactor {
        Relay() {
            super("relay");
            Outbox<Message> to = typedOutbox(Message.class, "the same");
            on(typedInbox(Message.class, "any", Bound.DEFAULT), to::send);
        }
    }

    private static final class First extends Reactor {
        private final Outbox<Message> to = typedOutbox(Message.class, "the same");
        private final int tokens;
        private final int laps;
        private final Semaphore done;
        private long passed;
        private int out;

        First(int tokens, int laps, Semaphore done) {
            super("first");
            this.tokens = tokens;
            this.laps = laps;
            this.done = done;
            on(typedInbox(Message.class, "tokens", Bound.DEFAULT), this::pass);
        }

        private void pass(Message token) throws InterruptedException {
            if (passed < (long) tokens * laps) {
                passed++;
                to.send(token);
            } else if (++out == tokens) {
                passed = 0;
                out = 0;
                done.release();
            }
        }
    }

    private static final class Sink extends Reactor {
        private final int count;
        private final Semaphore done;
        private int got;

        Sink(int count, Semaphore done) {
            super("sink");
            this.count = count;
            this.done = done;
            on(typedInbox(Message.class, "any", Bound.DEFAULT), this::take);
        }

        private void take(Message next) {
            if (++got == count) {
                got = 0;
                done.release();
            }
        }
    }

    private static final class Resting extends Reactor {
        private final CountDownLatch begun;

        Resting(CountDownLatch begun) {
            super("resting");
            this.begun = begun;
            on(inbox("inbox"), never -> log().warn("{} came", never));
        }

        @Override
        protected void begin() {
            begun.countDown();
        }
    }
}
