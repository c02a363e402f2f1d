package radio.axon;

import org.jspecify.annotations.Nullable;

/// A component without a thread of its own: it says what it does with a message, and is lent a
/// thread while there are messages. At rest it is a few boxes and nothing else, and a message that
/// goes from one reactor to the next wakes no thread.
///
/// ```java
/// final class Upper extends Reactor {
///     private final Outbox<String> upper = typedOutbox(String.class, "the same, louder");
///
///     Upper() {
///         super("upper");
///         on(typedInbox(String.class, "lines", Bound.DEFAULT), line ->
///                 upper.send(line.toUpperCase(Locale.ROOT)));
///     }
/// }
/// ```
///
/// Everything else is as for any component, and a reaction may do what [#run] may: it is never run
/// twice at once, sees what the one before left, and may wait in axon (for room, for instance),
/// with the thread it has then. What waits for something outside axon, or takes long, makes others
/// wait some 10 ms for theirs: that is for components with a run() of their own.
///
/// Ends when its producer has finished and its boxes are empty, when told to stop, when a reaction
/// throws, and after [#done].
public abstract class Reactor extends Component {
    /// What is done with each message of an inbox.
    @FunctionalInterface
    public interface Reaction<T> {
        void to(T message) throws Exception;
    }

    /// So many messages of an inbox at most before others have their turn: few enough that nobody
    /// waits long, enough that handing over the thread costs each of them little.
    private static final int TURN = 256;

    private @Nullable Source<?> first;
    private boolean begun;
    private boolean done;

    protected Reactor(String name) {
        super(name);
    }

    /// That is done with what comes to this inbox of its own, in order. Once for each inbox, in the
    /// constructor or in a reaction.
    protected final <T> void on(Inbox<T> box, Reaction<? super T> reaction) {
        if (!box.component().equals(this) || box.equals(control())) {
            throw new IllegalArgumentException(
                    "%s is no inbox of %s for messages".formatted(box.fullName(), name()));
        }
        for (Source<?> each = first; each != null; each = each.next) {
            if (each.box == box) {
                throw new IllegalStateException(
                        "what %s does with %s is said already".formatted(name(), box.name()));
            }
        }
        first = new Source<>(box, reaction, first);
        wake(); // something may wait there
    }

    /// Before the first reaction, once.
    protected void begin() throws Exception {}

    /// After the last reaction, once, however it ends.
    protected void cleanUp() throws Exception {}

    /// It has done what there was to do: it ends after this reaction, as a run() that returns.
    protected final void done() {
        done = true;
    }

    /// In turns on a thread of its own, where a system gives each component one.
    @Override
    protected final void run() throws Exception {
        while (turn()) {
            await();
        }
    }

    /// A turn on the thread that is lent to it; false when it has ended.
    final boolean runLent() {
        mailbox().lend(Thread.currentThread());
        boolean goesOn = false;
        try {
            goesOn = turn();
            if (!goesOn) {
                leave(orders().runIsOver());
            }
        } catch (Throwable failure) {
            leave(orders().runIsOver(failure));
        } finally {
            if (!goesOn) {
                mailbox().thread(null);
            }
        }
        return goesOn;
    }

    private boolean turn() throws Exception {
        boolean goesOn = false;
        try {
            if (!begun) {
                begun = true;
                begin();
            }
            goesOn = !done && react();
        } finally {
            if (!goesOn) {
                cleanUp();
            }
        }
        return goesOn;
    }

    /// Takes what waits, or as much as is its turn; false when that was the last.
    private boolean react() throws Exception {
        boolean finished = upstreamFinished();
        for (Source<?> each = first; each != null; each = each.next) {
            each.react();
        }
        if (done || stopping()) {
            return false;
        }
        boolean more = more();
        if (more) {
            wake();
        }
        return more || !finished;
    }

    private boolean more() {
        for (Source<?> each = first; each != null; each = each.next) {
            if (each.box.waiting() > 0) {
                return true;
            }
        }
        return false;
    }

    /// An inbox and what is done with what comes there.
    private final class Source<T> {
        private final Inbox<T> box;
        private final Reaction<? super T> reaction;
        private final @Nullable Source<?> next;

        private Source(Inbox<T> box, Reaction<? super T> reaction, @Nullable Source<?> next) {
            this.box = box;
            this.reaction = reaction;
            this.next = next;
        }

        private void react() throws Exception {
            for (int taken = 0; taken < TURN && !done; taken++) {
                box.point("next");
                T message = stopping() ? null : box.fetch();
                if (message == null) {
                    return;
                }
                reaction.to(message);
            }
        }
    }
}
