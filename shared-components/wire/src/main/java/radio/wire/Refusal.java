package radio.wire;

/// Why a peer will not be a parent. The numbers are those on the wire.
public enum Refusal {
    /// All slots are taken.
    FULL(0),
    /// The asker is on the way from the source to here.
    LOOP(1),
    /// No way to the source at the moment.
    NO_ROUTE(2),
    /// Does not carry that stream.
    NO_STREAM(3),
    /// Serves nobody.
    LEAF(4);

    private static final Refusal[] ALL = values();

    private final int number;

    Refusal(int number) {
        this.number = number;
    }

    /// Its number on the wire.
    public int number() {
        return number;
    }

    /// What a later minor version may add reads as [#FULL].
    static Refusal of(int number) {
        return number < ALL.length ? ALL[number] : FULL;
    }
}
