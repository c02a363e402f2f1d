package radio.axon;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One component after another in the same place: what comes to `next` is given to a factory, and
/// what that makes becomes the carousel's only child, fed from its `inbox`, heard through its
/// `outbox`. A file reader becomes one that reads file after file.
///
/// A message at `next` ends the running child first: it gets Shutdown, and stop() if it has not
/// ended after a second. Each child's end, however it came about, says [Request#NEXT] on
/// `requestNext`; the signals of children go no further. Between two children messages wait in
/// `inbox`, as its bound says. A factory that fails counts as a child that failed: it is reported
/// as the carousel's failure, and NEXT is said.
///
/// ProducerFinished: a child that runs already finishes what it has (or is ended by the next one in
/// the queue); then those still queued at `next` are served, each to its own end; then the carousel
/// ends. Shutdown ends the child and drops what is queued. A thread of its own, for the factory.
/// After Kamaelia's Carousel.
public final class Carousel<A> extends Component {
    /// What it says on `requestNext`.
    public enum Request {
        NEXT
    }

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Inbox<A> next;
    private final Outbox<Request> requestNext =
            addOutbox("requestNext", Request.class, "NEXT at each child's end");
    private final Function<? super A, ? extends Component> factory;
    private final boolean requestsFirst;
    private @Nullable Component child;
    private volatile @Nullable Link fed;
    private volatile @Nullable Link heard;

    /// The child began when no more would come: nothing ends it but itself.
    private boolean toItsEnd;

    private boolean toldToFinish;

    private Carousel(
            Class<A> argument,
            Function<? super A, ? extends Component> factory,
            boolean requestsFirst) {
        super("carousel of " + argument.getSimpleName());
        this.factory = factory;
        this.requestsFirst = requestsFirst;
        next = addInbox("next", argument, "what the next child is made of");
    }

    /// Waits for the first message at `next`.
    public static <A> Carousel<A> of(
            Class<A> argument, Function<? super A, ? extends Component> factory) {
        return new Carousel<>(argument, factory, false);
    }

    /// Says NEXT when it starts, for whoever answers only then.
    public static <A> Carousel<A> requesting(
            Class<A> argument, Function<? super A, ? extends Component> factory) {
        return new Carousel<>(argument, factory, true);
    }

    /// Where to send what the next child is made of.
    public Inbox<A> next() {
        return next;
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            if (requestsFirst) {
                requestNext.send(Request.NEXT);
            }
            serve();
        } finally {
            Component last = child;
            if (last != null && !orders().stopAsked()) {
                dismiss(last);
            }
        }
    }

    private void serve() throws InterruptedException {
        while (!stopping()) {
            boolean finished = upstreamFinished();
            Component running = child;
            if (running == null) {
                A argument = next.poll().orElse(null);
                if (argument != null) {
                    start(argument, finished);
                } else if (finished) {
                    return;
                } else {
                    await();
                }
            } else if (running.isStopped()) {
                unplug();
                child = null;
                requestNext.send(Request.NEXT);
            } else if (next.ready() && !toItsEnd) {
                dismiss(running);
            } else {
                if (finished) {
                    finish(running);
                }
                await();
            }
        }
    }

    private void start(A argument, boolean finished) throws InterruptedException {
        try {
            Component made = factory.apply(argument);
            if (made.isStopped()) {
                throw new IllegalStateException(made.name() + " has ended already");
            }
            heard = link(made.table().outbox(), table().outbox());
            fed = link(table().inbox(), made.table().inbox());
            children(made);
            child = made;
        } catch (RuntimeException failure) {
            unplug();
            system().failed(name(), failure);
            requestNext.send(Request.NEXT);
            return;
        }
        toItsEnd = finished;
        toldToFinish = false;
    }

    private void finish(Component running) {
        if (!toldToFinish) {
            toldToFinish = true;
            running.controlBox().offer(new ProducerFinished());
        }
    }

    /// What comes from now on is for the next one. Returns when that child has ended.
    private void dismiss(Component running) throws InterruptedException {
        unlink(fed);
        running.controlBox().offer(new Shutdown());
        long deadline = clock().nanoTime() + GRACE.toNanos();
        for (long left = GRACE.toNanos(); left > 0 && !running.isStopped(); ) {
            await(Duration.ofNanos(left));
            left = deadline - clock().nanoTime();
        }
        if (!running.isStopped()) {
            running.stop();
        }
        while (!running.isStopped()) {
            await();
        }
    }

    /// Before its boxes close, so that what comes later waits here and is not discarded.
    @Override
    void childLeaves(Component leaving) {
        unplug();
    }

    private void unplug() {
        unlink(fed);
        unlink(heard);
    }

    private static void unlink(@Nullable Link link) {
        if (link != null) {
            link.unlink();
        }
    }
}
