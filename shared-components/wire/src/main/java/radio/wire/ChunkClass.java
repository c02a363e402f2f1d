package radio.wire;

/// How urgent a pushed chunk is. The send queue of a connection serves classes in this order, after
/// control messages.
public enum ChunkClass {
    /// Just arrived: every child waits for it.
    LIVE(0),
    /// Fills a hole that a child has noticed.
    REPAIR(1),
    /// Part of the burst on joining, or of catching up.
    HISTORY(2);

    private static final ChunkClass[] ALL = values();

    private final int number;

    ChunkClass(int number) {
        this.number = number;
    }

    /// Its number on the wire.
    public int number() {
        return number;
    }

    static ChunkClass of(int number) {
        if (number >= ALL.length) {
            throw new MalformedMessageException("chunk class " + number);
        }
        return ALL[number];
    }
}
