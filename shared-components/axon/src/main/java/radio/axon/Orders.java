package radio.axon;

import org.jspecify.annotations.Nullable;

/// What a component was told to do, on `control` or by `stop()`, and whether it knows. Read on the
/// component's own thread; asked to stop from any.
///
/// A component that does not look is told by an exception: the first send, and every wait, after
/// the order. One that has looked (or was told so) may clean up: its sends go through while there
/// is room.
final class Orders {
    private final Component component;
    private volatile boolean stopAsked;
    private @Nullable Signal received;
    private @Nullable ProducerFinished finished;
    private boolean heeded;
    private boolean awoken;
    private boolean over;

    Orders(Component component) {
        this.component = component;
    }

    /// From any thread; breaks into whatever the component waits for.
    synchronized void askToStop() {
        if (stopAsked || over) {
            return;
        }
        stopAsked = true;
        Thread thread = component.mailbox().thread();
        if (thread != null) {
            component.runner().interrupt(thread);
        }
        component.mailbox().wake();
    }

    /// Its thread begins to run: an order to stop that came before breaks in now.
    synchronized void begin(Thread mine) {
        if (stopAsked) {
            component.runner().interrupt(mine);
        }
    }

    /// True from the end of run(): whatever else comes, comes too late.
    synchronized boolean isOver() {
        return over;
    }

    /// True when it was told by `stop()`, not by a signal.
    boolean stopAsked() {
        return stopAsked;
    }

    /// run() is over: nothing more to break into. Says how the component ends, unless it failed.
    synchronized Signal runIsOver() {
        over = true;
        Thread.interrupted();
        read();
        if (received != null) {
            return received;
        }
        if (stopAsked) {
            return new Shutdown();
        }
        String words = component.lastWords();
        if (!words.isEmpty()) {
            return new ProducerFinished(component.name(), words);
        }
        return finished == null ? new ProducerFinished() : finished;
    }

    /// run() is over by this exception: the component failed, unless it was told to end.
    Signal runIsOver(Throwable failure) {
        boolean told = wasTold(failure);
        Signal how = runIsOver();
        if (told) {
            return how;
        }
        component.system().failed(component.name(), failure);
        return new Failed(component.name(), failure);
    }

    /// On the thread that was lent to it and is no longer its own, so that it takes no interrupt
    /// along to others: whoever asks to stop from now on finds no thread, or another.
    void threadIsBack() {
        if (stopAsked) {
            awaitInterrupt();
        }
        Thread.interrupted();
    }

    /// Until whoever asked to stop is done with the thread.
    private synchronized void awaitInterrupt() {}

    /// True when this exception only says that the component did what it was told.
    private boolean wasTold(Throwable failure) {
        return failure instanceof Stopped
                || (failure instanceof InterruptedException && stopping());
    }

    boolean stopping() {
        read();
        return stopAsked || received != null;
    }

    boolean upstreamFinished() {
        read();
        return finished != null;
    }

    /// The component knows that it is to stop.
    synchronized void heed() {
        heeded = true;
        if (stopAsked) {
            Thread.interrupted();
        }
    }

    void beforeSend() throws InterruptedException {
        if (!heeded && stopping()) {
            stop();
        }
    }

    void beforeTake() throws InterruptedException {
        beforeSend();
    }

    /// About to wait for room.
    void beforeWaiting() throws InterruptedException {
        if (stopping()) {
            stop();
        }
    }

    /// About to wait for a message in that inbox, which was found empty.
    void beforeWaitingOn(Inbox<?> inbox) throws InterruptedException {
        beforeWaiting();
        if (finished != null && inbox.size() == 0) {
            stop();
        }
    }

    /// About to wait for anything. The first time after an order to stop this says true: do not
    /// wait, look; the second time it throws.
    boolean beforeAwait() throws InterruptedException {
        if (heeded || !stopping()) {
            return false;
        }
        if (awoken) {
            stop();
        }
        awoken = true;
        heedInterrupt();
        return true;
    }

    private synchronized void heedInterrupt() {
        if (stopAsked) {
            Thread.interrupted();
        }
    }

    private void stop() throws InterruptedException {
        heed();
        throw new Stopped(component.name());
    }

    private void read() {
        Inbox<Signal> control = component.controlBox();
        while (control.size() > 0) {
            Signal signal = control.fetch();
            switch (signal) {
                case null -> {}
                case ProducerFinished first -> finished = finished == null ? first : finished;
                case Shutdown shutdown -> receive(shutdown);
                case Failed failed -> receive(failed);
            }
        }
    }

    private void receive(Signal signal) {
        if (received == null) {
            received = signal;
        }
    }
}
