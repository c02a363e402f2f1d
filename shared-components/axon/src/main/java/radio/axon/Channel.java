package radio.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is published under one name, and who hears it. Made when first used, by whichever of
/// backplane, publisher and subscriber comes first; the publisher's thread walks the subscriptions.
final class Channel {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile SubscribeTo[] subscriptions = {};

    Channel(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<SubscribeTo> subscriptions() {
        return List.of(subscriptions);
    }

    void plug(SubscribeTo subscription) {
        lock.lock();
        try {
            List<SubscribeTo> all = new ArrayList<>(List.of(subscriptions));
            all.add(subscription);
            subscriptions = all.toArray(SubscribeTo[]::new);
        } finally {
            lock.unlock();
        }
    }

    void unplug(SubscribeTo subscription) {
        lock.lock();
        try {
            List<SubscribeTo> all = new ArrayList<>(List.of(subscriptions));
            all.remove(subscription);
            subscriptions = all.toArray(SubscribeTo[]::new);
        } finally {
            lock.unlock();
        }
    }

    /// To every subscription as its bound says. Only a full BLOCK subscription makes the publisher
    /// wait; who does not wait is refused before anyone got the message.
    boolean publish(Object message, long patienceNanos) throws InterruptedException {
        if (patienceNanos == Mailbox.NOW && fullOne() != null) {
            return false;
        }
        for (SubscribeTo subscription : subscriptions) {
            subscription.receive(message, patienceNanos);
        }
        return true;
    }

    boolean hasRoom() {
        return fullOne() == null;
    }

    void onSpace(Runnable once) {
        SubscribeTo full = fullOne();
        if (full == null) {
            once.run();
        } else {
            full.out().onSpace(once);
        }
    }

    private @Nullable SubscribeTo fullOne() {
        for (SubscribeTo subscription : subscriptions) {
            if (!subscription.hasRoom()) {
                return subscription;
            }
        }
        return null;
    }
}
