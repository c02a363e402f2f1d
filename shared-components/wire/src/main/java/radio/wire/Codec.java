package radio.wire;

/// How a stream's packets are coded. A number that is not listed here reads as [#UNKNOWN]: the
/// chunks are passed on all the same, only playing them is impossible.
public enum Codec {
    UNKNOWN(0),
    OPUS(1),
    MP3(2),
    AAC(3);

    private final int number;

    Codec(int number) {
        this.number = number;
    }

    /// Its number on the wire.
    public int number() {
        return number;
    }

    static Codec of(int number) {
        for (Codec codec : values()) {
            if (codec.number == number) {
                return codec;
            }
        }
        return UNKNOWN;
    }
}
