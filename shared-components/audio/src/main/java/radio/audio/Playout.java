package radio.audio;

import java.util.Optional;
import radio.wire.Air;

/// What a [Player] does with the air: two strategies, both pure (time comes in as an argument), one
/// thread at a time.
sealed interface Playout permits PacedPlayout, UnpacedPlayout {

    /// Takes the next item of the air; only if [#hungry].
    void add(Air item);

    /// Whether there is room for another item.
    boolean hungry();

    /// When [#next] may have something, on the clock's `nanoTime`; `Long.MAX_VALUE`: not before
    /// another item.
    long wakeNanos();

    /// The next block to send, if its time has come.
    Optional<Pcm> next(long nowNanos);

    /// Nothing more will be added: what comes to an end now is no underrun.
    void end();

    /// Whether everything that was taken has been played.
    boolean drained();

    PlayerStatus status();
}
