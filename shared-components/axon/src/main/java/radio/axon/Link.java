package radio.axon;

import java.util.Set;

/// One line of a wiring diagram: what leaves (or enters) one box goes on to another. Belongs to the
/// component or system that made it, and goes when that ends.
public final class Link implements AutoCloseable {
    private final Box<?> from;
    private final Box<?> to;
    private final Set<Link> made;

    /// The set is its maker's.
    Link(Box<?> from, Box<?> to, Set<Link> made) {
        this.from = from;
        this.to = to;
        this.made = made;
    }

    public Box<?> from() {
        return from;
    }

    public Box<?> to() {
        return to;
    }

    /// Takes the link out: nothing goes over it any more; what was delivered stays delivered. False
    /// when it was out already.
    public boolean unlink() {
        return Links.remove(this);
    }

    @Override
    public void close() {
        unlink();
    }

    void forget() {
        made.remove(this);
    }

    @Override
    public String toString() {
        return from.fullName() + " -> " + to.fullName();
    }
}
