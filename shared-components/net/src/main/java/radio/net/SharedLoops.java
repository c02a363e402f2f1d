package radio.net;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import radio.axon.AxonSystem;
import radio.axon.ServiceAlreadyExists;
import radio.axon.Services;

/// The one thread on which the sockets of a system live, made for the first component that needs it
/// and ended after the last one. The system's services keep it.
///
/// NIO, not epoll: Netty 4.2.18 loses a half-closed socket there. With nothing left to read it
/// takes the socket out of the kernel's set when a write is through, and the next write that has to
/// wait fails with ENOENT: the peer then misses the rest of its answer.
final class SharedLoops {
    private static final Services.Key<SharedLoops> KEY =
            new Services.Key<>("radio.net threads", SharedLoops.class);

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable EventLoops loops;
    private int users;

    private SharedLoops() {}

    static SharedLoops of(AxonSystem system) {
        try {
            system.services().track(KEY, new SharedLoops());
        } catch (ServiceAlreadyExists there) {
            // The usual case but for the first.
        }
        return system.services().value(KEY);
    }

    /// To be given back.
    EventLoops take() {
        lock.lock();
        try {
            EventLoops taken = loops;
            if (taken == null) {
                taken = new EventLoops(1, "radio-sockets", false);
                loops = taken;
            }
            users++;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void giveBack() {
        lock.lock();
        try {
            users--;
            if (users == 0 && loops != null) {
                loops.close();
                loops = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
