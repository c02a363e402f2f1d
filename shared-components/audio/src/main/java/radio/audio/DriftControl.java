package radio.audio;

/// From an error in time to a correction of speed: a PI controller that keeps two clocks together,
/// gently enough that nobody hears it.
///
/// - Kp is 0.15 and Ki 0.01 per second: an error of 1 ms changes the speed by 150 ppm, and the loop
///   comes to rest within half a minute without swinging (damping 0.75).
/// - At most [#STEADY]. After a **disturbance** (the error is 10 ms more than the least one since
///   the last disturbance) up to [#FAST] for at most 10 s, at whose end the limit glides down.
/// - The correction itself moves by at most 0.2 % in a second: a pitch that glides, never steps.
/// - The slow part, which learns what the clocks differ by, stands still while the error is large,
///   so that nothing needs to be unlearnt.
///
/// Pure, one thread at a time. Times are the clock's `nanoTime`.
public final class DriftControl {

    /// Most correction in steady state.
    public static final double STEADY = 0.0005;

    /// Most correction after a disturbance.
    public static final double FAST = 0.005;

    static final long FAST_NANOS = 10_000_000_000L;

    /// A change of the error by more than that is a disturbance; a line's clock wavers by about 1
    /// ms.
    static final long DISTURBANCE_NANOS = 10_000_000;

    private static final double PROPORTIONAL_PER_SECOND = 0.15;
    private static final double INTEGRAL_PER_SECOND = 0.01;
    private static final double SLEW_PER_SECOND = 0.002;

    /// Longer pauses between two calls count as that long.
    private static final long MAX_STEP_NANOS = 1_000_000_000;

    private boolean started;
    private long lastNanos;
    private long leastNanos;
    private long fastUntilNanos;
    private double slow;
    private double correction;

    /// The correction from now on.
    ///
    /// @param errorNanos above 0: late, so play faster; to be asked for a few times a second or
    ///   more
    /// @return above 0: take so much more input for each frame of output
    public double update(long nowNanos, long errorNanos) {
        if (!started) {
            started = true;
            lastNanos = nowNanos;
            fastUntilNanos = nowNanos;
        }
        double seconds = Math.min(nowNanos - lastNanos, MAX_STEP_NANOS) / 1e9;
        lastNanos = nowNanos;
        long size = Math.abs(errorNanos);
        if (size > leastNanos + DISTURBANCE_NANOS) {
            fastUntilNanos = nowNanos + FAST_NANOS;
            leastNanos = size;
        }
        leastNanos = Math.min(leastNanos, size);
        double error = errorNanos / 1e9;
        if (size < DISTURBANCE_NANOS) {
            slow = Math.clamp(slow + INTEGRAL_PER_SECOND * error * seconds, -STEADY, STEADY);
        }
        double limit = limit(nowNanos);
        double wanted = Math.clamp(PROPORTIONAL_PER_SECOND * error + slow, -limit, limit);
        double reach = SLEW_PER_SECOND * seconds;
        correction =
                Math.clamp(
                        Math.clamp(wanted, correction - reach, correction + reach), -limit, limit);
        return correction;
    }

    /// By how many millionths the device is slower than the clock the sound is due by, as learnt so
    /// far.
    public double ppm() {
        return slow * 1e6;
    }

    /// Falls to the steady one as fast as the correction may move.
    private double limit(long nowNanos) {
        double left = Math.max(0, fastUntilNanos - nowNanos) / 1e9;
        return Math.min(FAST, STEADY + SLEW_PER_SECOND * left);
    }
}
