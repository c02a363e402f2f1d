package radio.transport;

/// A peer did what is not allowed. Thrown while its bytes are read and caught where the connection
/// reads, together with what the decoders throw.
final class RejectedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Rejection rejection;
    private final String told;

    /// @param told what the peer is told
    /// @param text what this node says of it
    RejectedException(Rejection rejection, String told, String text) {
        // No stack trace: a stranger must not be able to make us walk our stack for every bad byte.
        super(text, null, false, false);
        this.rejection = rejection;
        this.told = told;
    }

    RejectedException(Rejection rejection, String text) {
        this(rejection, text, text);
    }

    Rejection rejection() {
        return rejection;
    }

    String told() {
        return told;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
