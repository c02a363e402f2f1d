package radio.axon;

/// How many messages an inbox or a subscription holds, and what happens to the one too many.
public record Bound(int capacity, Overflow overflow) {
    /// What an inbox has unless it says otherwise: large enough to batch, small enough to notice.
    public static final Bound DEFAULT = blocking(1024);

    public Bound {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is below 1");
        }
    }

    /// A full inbox makes its senders wait.
    public static Bound blocking(int capacity) {
        return new Bound(capacity, Overflow.BLOCK);
    }

    /// One message at a time: a sender waits until the one before was taken.
    public static Bound synchronous() {
        return blocking(1);
    }

    /// A full inbox forgets its oldest message and counts it.
    public static Bound dropOldest(int capacity) {
        return new Bound(capacity, Overflow.DROP_OLDEST);
    }

    /// A full inbox refuses the arriving message and counts it.
    public static Bound dropNewest(int capacity) {
        return new Bound(capacity, Overflow.DROP_NEWEST);
    }

    /// A full inbox cuts off the sender that overflows it.
    public static Bound disconnect(int capacity) {
        return new Bound(capacity, Overflow.DISCONNECT);
    }

    /// No limit: must be asked for, since a slow receiver then costs memory without end.
    public static Bound unlimited() {
        return new Bound(Integer.MAX_VALUE, Overflow.BLOCK);
    }

    @Override
    public String toString() {
        return (capacity == Integer.MAX_VALUE ? "unlimited" : String.valueOf(capacity))
                + " "
                + overflow;
    }
}
