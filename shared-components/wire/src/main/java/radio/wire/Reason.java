package radio.wire;

/// Why a connection ended. The number on the wire is the ordinal.
public enum Reason {
    /// The node stops, or needs this peer no longer.
    LEAVING,
    /// Another major version.
    VERSION,
    /// This node carries another station.
    WRONG_STATION,
    /// Bytes that are not the protocol.
    MALFORMED,
    /// A signature that is not good.
    FORGED,
    /// Could not take chunks as fast as they are made.
    TOO_SLOW,
    /// Silent for too long.
    TIMEOUT,
    /// A newer connection of the same peer took its place.
    REPLACED,
    /// Too many connections or handshakes at the moment.
    BUSY,
    /// A node that dialled itself.
    SELF,
    /// Said something that the protocol does not allow at this point, or too much of it.
    PROTOCOL,
    /// Banned for what it did before.
    BANNED,
    /// The socket ended without a word.
    LOST;

    private static final Reason[] ALL = values();

    static Reason of(int number) {
        return number < ALL.length ? ALL[number] : PROTOCOL;
    }
}
