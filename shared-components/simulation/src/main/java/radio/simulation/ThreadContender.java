package radio.simulation;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// The same as [AxonContender] with components that each have a thread.
final class ThreadContender extends AxonContender {
    @Override
    Component relay() {
        return new Relay();
    }

    @Override
    Component first(int tokens, int laps, Semaphore done) {
        return new First(tokens, laps, done);
    }

    @Override
    Component sink(int count, Semaphore done) {
        return new Sink(count, done);
    }

    @Override
    Component resting(CountDownLatch begun) {
        return new Resting(begun);
    }

    private static final class Relay extends Component {
        private final Inbox<Message> from = typedInbox(Message.class, "any", Bound.DEFAULT);
        private final Outbox<Message> to = typedOutbox(Message.class, "the same");

        Relay() {
            super("relay");
        }

        @Override
        protected void run() throws InterruptedException {
            for (Message message : from.untilFinished()) {
                to.send(message);
            }
        }
    }

    private static final class First extends Component {
        private final Inbox<Message> from = typedInbox(Message.class, "tokens", Bound.DEFAULT);
        private final Outbox<Message> to = typedOutbox(Message.class, "the same");
        private final int tokens;
        private final int laps;
        private final Semaphore done;

        First(int tokens, int laps, Semaphore done) {
            super("first");
            this.tokens = tokens;
            this.laps = laps;
            this.done = done;
        }

        @Override
        protected void run() throws InterruptedException {
            long passed = 0;
            int out = 0;
            for (Message token : from.untilFinished()) {
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
    }

    private static final class Sink extends Component {
        private final Inbox<Message> messages = typedInbox(Message.class, "any", Bound.DEFAULT);
        private final int count;
        private final Semaphore done;

        Sink(int count, Semaphore done) {
            super("sink");
            this.count = count;
            this.done = done;
        }

        @Override
        protected void run() {
            int got = 0;
            for (Message _ : messages.untilFinished()) {
                if (++got == count) {
                    got = 0;
                    done.release();
                }
            }
        }
    }

    private static final class Resting extends Component {
        private final CountDownLatch begun;

        Resting(CountDownLatch begun) {
            super("resting");
            this.begun = begun;
        }

        @Override
        protected void run() {
            begun.countDown();
            for (Object never : inbox("inbox").untilFinished()) {
                log().warn("{} came", never);
            }
        }
    }
}
