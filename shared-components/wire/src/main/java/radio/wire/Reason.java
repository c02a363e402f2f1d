package radio.wire;

/// Why a connection ended. The numbers are those on the wire.
public enum Reason {
    /// The node stops, or needs this peer no longer.
    LEAVING(0),
    /// Another major version.
    VERSION(1),
    /// This node carries another station.
    WRONG_STATION(2),
    /// Bytes that are not the protocol.
    MALFORMED(3),
    /// A signature that is not good.
    FORGED(4),
    /// Could not take chunks as fast as they are made.
    TOO_SLOW(5),
    /// Silent for too long.
    TIMEOUT(6),
    /// A newer connection of the same peer took its place.
    REPLACED(7),
    /// Too many connections or handshakes at the moment.
    BUSY(8),
    /// A node that dialled itself.
    SELF(9),
    /// Said something that the protocol does not allow at this point, or too much of it.
    PROTOCOL(10),
    /// Banned for what it did before.
    BANNED(11),
    /// The socket ended without a word.
    LOST(12);

    private static final Reason[] ALL = values();

    private final int number;

    Reason(int number) {
        this.number = number;
    }

    /// Its number on the wire.
    public int number() {
        return number;
    }

    /// What a later minor version may add reads as [#PROTOCOL].
    static Reason of(int number) {
        return number < ALL.length ? ALL[number] : PROTOCOL;
    }
}
