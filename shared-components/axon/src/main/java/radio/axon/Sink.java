package radio.axon;

/// An inbox's stand-in for a queue: what arrives is dealt with on the sender's thread, at once.
/// Chassis and backplanes use it to cost no thread and no hop.
interface Sink {
    /// False: no room, and the caller would not wait.
    boolean deliver(Object message, long patienceNanos) throws InterruptedException;

    default boolean hasRoom() {
        return true;
    }

    /// Runs it once, when there is room.
    default void onSpace(Runnable once) {
        once.run();
    }
}
