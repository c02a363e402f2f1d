package radio.axon;

import org.jspecify.annotations.Nullable;

/// How components get a thread, wait and are woken: as they like, or step by step.
interface Runner {
    /// @param body its whole life, for a thread of its own
    void start(Component component, Runnable body);

    /// It rests and something has come: a thread for a turn. Not where each has one of its own.
    void lend(Reactor reactor);

    /// Waits until unparked, or that long; may return early.
    void park(Mailbox mailbox, long nanos);

    void unpark(Mailbox mailbox);

    /// Breaks into whatever the component waits for outside axon.
    void interrupt(Thread thread);

    /// A box operation is about to happen; deterministic runners may let another go first.
    default void point(String operation, Box<?> box) {}

    /// The runner of this kind when every box operation is a scheduling point, else null: keeps the
    /// check on the message path to one field.
    default @Nullable Runner stepping() {
        return null;
    }
}
