package radio.axon;

/// Where time comes from: the one seam between this code and the machine's clocks. A stepping
/// system brings a virtual one.
public interface Clock {
    /// Nanoseconds since some fixed moment of this clock; never goes back.
    long nanoTime();

    /// Nanoseconds since 1970: the wall clock as read once at the start plus monotonic progress, so
    /// that it never jumps when the machine's clock is set.
    long unixNanos();

    /// By how much the wall clock is ahead of [#unixNanos]. It grows when somebody sets that clock,
    /// and when the machine sleeps, where the monotonic one stands still meanwhile (Linux, macOS).
    default long wallAheadNanos() {
        return 0;
    }

    /// The clock of this machine.
    static Clock system() {
        return MachineClock.INSTANCE;
    }
}
