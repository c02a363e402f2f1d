package radio.wire;

/// Why a peer will not be a parent. The number on the wire is the ordinal.
public enum Refusal {
    /// All slots are taken.
    FULL,
    /// The asker is on the way from the source to here.
    LOOP,
    /// No way to the source at the moment.
    NO_ROUTE,
    /// Does not carry that stream.
    NO_STREAM,
    /// Serves nobody.
    LEAF;

    private static final Refusal[] ALL = values();

    static Refusal of(int number) {
        return number < ALL.length ? ALL[number] : FULL;
    }
}
