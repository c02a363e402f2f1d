package radio.axon;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who waits at one inbox: senders for room, outside code for room or for messages. Made when the
/// first one waits; guarded by the inbox's lock. What it hands out runs after that lock is free.
final class Waiters {
    static final Runnable NOBODY = () -> {};

    private static final Logger log = LoggerFactory.getLogger(Waiters.class);

    private final Deque<Mailbox> senders = new ArrayDeque<>(2);
    private final List<Mailbox> takers = new ArrayList<>(0);
    private final List<Runnable> callbacks = new ArrayList<>(0);
    private boolean severalBounds;

    void addSender(Mailbox sender, boolean ownBound) {
        severalBounds |= ownBound;
        if (!senders.contains(sender)) {
            senders.addLast(sender);
        }
    }

    void removeSender(Mailbox sender) {
        senders.remove(sender);
    }

    void addTaker(Mailbox taker) {
        takers.add(taker);
    }

    void removeTaker(Mailbox taker) {
        takers.remove(taker);
    }

    void addCallback(Runnable once, boolean ownBound) {
        severalBounds |= ownBound;
        callbacks.add(once);
    }

    /// False when it was called already.
    boolean removeCallback(Runnable once) {
        return callbacks.remove(once);
    }

    /// True when nobody waits for room.
    boolean nobodyWaits() {
        return senders.isEmpty() && callbacks.isEmpty();
    }

    /// True when some of them wait for room under a subscription's bound: then one cannot stand for
    /// all, and all are woken.
    boolean severalBounds() {
        return severalBounds;
    }

    /// The outside takers, all: messages are rare where outside code takes.
    Runnable takers() {
        if (takers.isEmpty()) {
            return NOBODY;
        }
        List<Mailbox> all = List.copyOf(takers);
        return () -> all.forEach(Mailbox::wake);
    }

    /// One sender that waited longest, or all, and whoever asked to be called.
    Runnable freed(boolean all) {
        if (senders.isEmpty() && callbacks.isEmpty()) {
            return NOBODY;
        }
        List<Mailbox> woken = new ArrayList<>(1);
        if (all) {
            woken.addAll(senders);
            senders.clear();
        } else if (!senders.isEmpty()) {
            woken.add(senders.removeFirst());
        }
        List<Runnable> called = List.copyOf(callbacks);
        callbacks.clear();
        return () -> {
            woken.forEach(Mailbox::wake);
            called.forEach(Waiters::call);
        };
    }

    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            log.error("a callback on space failed", e);
        }
    }
}
