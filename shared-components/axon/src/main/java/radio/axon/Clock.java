package radio.axon;

/// Where time comes from: the one seam between this code and the machine's clocks. A stepping
/// system brings a virtual one.
public interface Clock {
    /// Nanoseconds since some fixed moment of this clock; never goes back.
    long nanoTime();

    /// Nanoseconds since 1970: the wall clock as read once at the start plus monotonic progress, so
    /// that it never jumps when the machine's clock is set.
    long unixNanos();

    /// What the wall clock of this machine says at this moment, in nanoseconds since 1970. It jumps
    /// when it is set: only for looking whether it does.
    static long wallNanos() {
        return MachineClock.wallNanos();
    }

    /// The clock of this machine.
    static Clock system() {
        return MachineClock.INSTANCE;
    }
}
