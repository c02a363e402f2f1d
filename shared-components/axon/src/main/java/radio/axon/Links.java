package radio.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All changes of links, one at a time, under one lock for the process: changes are rare, and boxes
/// can be linked before they belong to any system. No message ever waits for it.
///
/// Order of locks: this one, then an inbox, then an inbox upstream of it, then the ring of that
/// one, then that of the first.
final class Links {
    static final ReentrantLock LOCK = new ReentrantLock();

    private Links() {}

    static Link add(Box<?> from, Box<?> to, Set<Link> made) {
        LOCK.lock();
        try {
            check(from, to);
            Link link = new Link(from, to, made);
            made.add(link);
            from.outgoing(link);
            to.addIncoming(link);
            redirect(from);
            Watchers.linkAdded(link);
            return link;
        } finally {
            LOCK.unlock();
        }
    }

    static boolean remove(Link link) {
        LOCK.lock();
        try {
            if (link.from().outgoing() != link) {
                return false;
            }
            Watchers.linkRemoved(link);
            link.forget();
            link.from().outgoing(null);
            link.to().removeIncoming(link);
            redirect(link.from());
            return true;
        } finally {
            LOCK.unlock();
        }
    }

    static void removeFrom(Box<?> source) {
        LOCK.lock();
        try {
            Link link = source.outgoing();
            if (link != null) {
                remove(link);
            }
        } finally {
            LOCK.unlock();
        }
    }

    /// Takes out every link from or to this box.
    static void isolate(Box<?> box) {
        LOCK.lock();
        try {
            removeFrom(box);
            for (Link link : List.copyOf(box.incoming())) {
                remove(link);
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static void check(Box<?> from, Box<?> to) {
        checkThere(from);
        checkThere(to);
        Link there = from.outgoing();
        if (there != null) {
            throw new BoxAlreadyLinked(from.fullName() + " is linked already: " + there);
        }
        if (!from.type().isAssignableFrom(to.type()) && !to.type().isAssignableFrom(from.type())) {
            throw new IllegalArgumentException(
                    "%s carries %s and %s takes %s: nothing could pass"
                            .formatted(
                                    from.fullName(),
                                    from.type().getName(),
                                    to.fullName(),
                                    to.type().getName()));
        }
        Box<?> box = to;
        while (true) {
            if (box == from) {
                throw new IllegalArgumentException(
                        from.fullName() + " -> " + to.fullName() + " would lead back to itself");
            }
            Link onward = box.outgoing();
            if (onward == null) {
                return;
            }
            box = onward.to();
        }
    }

    private static void checkThere(Box<?> box) {
        if (!box.component().table().has(box)) {
            throw new NoSuchBox(box.fullName() + " was deleted");
        }
    }

    /// Points every box whose messages come through this one at the inbox where they now end, and
    /// takes along what waits on the way.
    private static void redirect(Box<?> changed) {
        List<Box<?>> through = through(changed);
        Inbox<?> before = changed.last();
        Link onward = changed.outgoing();
        Inbox<?> after =
                onward != null
                        ? onward.to().last()
                        : changed instanceof Inbox<?> inbox ? inbox : null;
        if (before != after) {
            boolean shorter = after == changed;
            Runnable freed =
                    switchOver(through, shorter ? before : after, shorter ? after : before, after);
            freed.run();
            if (after != null && after.size() > 0) {
                after.announce();
            }
        }
        for (Box<?> box : through) {
            if (box instanceof Outbox<?>) {
                box.component().wake();
            }
        }
    }

    /// That box and all before it.
    private static List<Box<?>> through(Box<?> last) {
        List<Box<?>> all = new ArrayList<>();
        all.add(last);
        for (int i = 0; i < all.size(); i++) {
            for (Link link : all.get(i).incoming()) {
                all.add(link.from());
            }
        }
        return all;
    }

    /// With both ends locked, the one further down the chain first, no message is on its way: every
    /// sender looks at where its chain ends under the lock of that end.
    private static Runnable switchOver(
            List<Box<?>> through,
            @Nullable Inbox<?> lower,
            @Nullable Inbox<?> upper,
            @Nullable Inbox<?> after) {
        lock(lower);
        lock(upper);
        try {
            List<Queue<?>> late = new ArrayList<>();
            if (through.getFirst() instanceof Outbox<?>) {
                // nothing ever waits in an outbox: nothing to take along
            } else if (upper != null && upper != after) {
                late.add(upper);
                late.addAll(upper.takeBacklog());
            } else if (lower != null && lower != after) {
                for (Queue<?> inbox : lower.takeBacklog()) {
                    if (!through.contains(inbox)) {
                        lower.adoptLater(inbox);
                    } else if (inbox != upper) {
                        late.add(inbox);
                    }
                }
            }
            for (Box<?> box : through) {
                switch (box) {
                    case Inbox<?> inbox -> inbox.last(after == null ? inbox : after);
                    case Outbox<?> outbox -> outbox.last(after);
                }
            }
            if (after != null) {
                for (Queue<?> upstream : late) {
                    after.adopt(upstream);
                }
            }
            Runnable below = lower == null ? Waiters.NOBODY : lower.everybody();
            Runnable above = upper == null ? Waiters.NOBODY : upper.everybody();
            return () -> {
                below.run();
                above.run();
            };
        } finally {
            unlock(upper);
            unlock(lower);
        }
    }

    private static void lock(@Nullable Inbox<?> inbox) {
        if (inbox != null) {
            inbox.lock().lock();
        }
    }

    private static void unlock(@Nullable Inbox<?> inbox) {
        if (inbox != null) {
            inbox.lock().unlock();
        }
    }
}
