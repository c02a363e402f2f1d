package radio.axon;

/// Who is whose child.
final class Children {
    private Children() {}

    static void add(Component parent, Component... more) {
        AxonSystem running;
        Links.LOCK.lock();
        try {
            for (Component child : more) {
                check(parent, child);
            }
            for (Component child : more) {
                if (child.parent() == null && !child.isStopped()) {
                    child.parent(parent);
                    parent.addChild(child);
                }
            }
            running = parent.state() == Component.State.NEW ? null : parent.systemOrNull();
        } finally {
            Links.LOCK.unlock();
        }
        if (running != null) {
            for (Component child : more) {
                child.activate(running);
            }
        }
    }

    /// Nobody's children any more: the parent came to nothing.
    static void release(Component parent) {
        Links.LOCK.lock();
        try {
            for (Component child : parent.children()) {
                child.parent(null);
                parent.removeChild(child);
            }
        } finally {
            Links.LOCK.unlock();
        }
    }

    private static void check(Component parent, Component child) {
        for (Component above = parent; above != null; above = above.parent()) {
            if (above.equals(child)) {
                throw new IllegalArgumentException(
                        child.name() + " cannot be its own child or that of its children");
            }
        }
        Component there = child.parent();
        if (there != null && !there.equals(parent)) {
            throw new IllegalStateException(child.name() + " is a child of " + there.name());
        }
        AxonSystem theirs = child.systemOrNull();
        AxonSystem ours = parent.systemOrNull();
        if (theirs != null && ours != null && theirs != ours) {
            throw new IllegalStateException(child.name() + " belongs to another system");
        }
        if (parent.isStopped() || parent.ending().isPresent() || parent.orders().isOver()) {
            throw new IllegalStateException(parent.name() + " has ended");
        }
    }
}
