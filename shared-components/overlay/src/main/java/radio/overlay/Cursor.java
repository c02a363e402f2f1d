package radio.overlay;

/// How far one child has been served: the next sequence number it gets. It only moves forward, so
/// that every chunk goes to a child once and in order.
final class Cursor {
    static final long UNSET = -1;

    /// The next sequence number to send; [#UNSET] until there is a first chunk.
    long next = UNSET;

    /// Nothing before it is of any use to the child.
    long first;

    /// Whether the child has everything there is: then chunks go out as they come.
    boolean live;

    /// When the pacer would be even: each chunk of a catch-up moves it on (the "theoretical arrival
    /// time" of the generic cell rate algorithm, ITU-T I.371).
    long pacerNanos;

    /// When it last got one of these.
    long movedNanos;

    Cursor(long nowNanos) {
        movedNanos = nowNanos;
        pacerNanos = nowNanos;
    }
}
