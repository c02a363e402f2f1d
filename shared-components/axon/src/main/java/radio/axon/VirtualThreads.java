package radio.axon;

import java.util.concurrent.locks.LockSupport;

/// The ordinary runner: one virtual thread per component, parked while it waits; reactors borrow
/// theirs from [Workers]. Also parks the threads of outside code that waits on a box.
final class VirtualThreads implements Runner {
    static final VirtualThreads INSTANCE = new VirtualThreads();

    private final Workers workers = new Workers(Runtime.getRuntime().availableProcessors());

    private VirtualThreads() {}

    /// Who runs reactors.
    Workers workers() {
        return workers;
    }

    @Override
    public void start(Component component, Runnable body) {
        if (component instanceof Reactor reactor) {
            lend(reactor);
            return;
        }
        Thread thread = Thread.ofVirtual().name(component.name()).unstarted(body);
        component.mailbox().thread(thread);
        thread.start();
    }

    @Override
    public void lend(Reactor reactor) {
        workers.lend(reactor);
    }

    @Override
    public void park(Mailbox mailbox, long nanos) {
        if (mailbox.component() instanceof Reactor) {
            workers.leavePlace();
        }
        if (nanos == Mailbox.FOREVER) {
            LockSupport.park(mailbox);
        } else {
            LockSupport.parkNanos(mailbox, nanos);
        }
    }

    @Override
    public void unpark(Mailbox mailbox) {
        LockSupport.unpark(mailbox.thread());
    }

    @Override
    public void interrupt(Thread thread) {
        thread.interrupt();
    }
}
