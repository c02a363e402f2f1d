package radio.wire;

/// Bytes from a stranger that are not what the protocol says they must be.
///
/// It is thrown by every decoder of this module and by nothing else, and is caught in one place:
/// where a connection reads. There the connection is closed and counted, and the node goes on.
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param what what was wrong, in words fit for a log line
    public MalformedMessageException(String what) {
        // No stack trace: a stranger must not be able to make us walk our stack for every bad byte.
        super(what, null, false, false);
    }
}
