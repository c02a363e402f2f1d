package radio.axon;

import java.util.concurrent.locks.LockSupport;

/// The ordinary runner: one virtual thread per component, parked while it waits. Also parks the
/// threads of outside code that waits on a box.
final class VirtualThreads implements Runner {
    static final VirtualThreads INSTANCE = new VirtualThreads();

    private VirtualThreads() {}

    @Override
    public void start(Component component, Runnable body) {
        Thread thread = Thread.ofVirtual().name(component.name()).unstarted(body);
        component.mailbox().thread(thread);
        thread.start();
    }

    @Override
    public void park(Mailbox mailbox, long nanos) {
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
