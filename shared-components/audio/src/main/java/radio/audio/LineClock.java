package radio.audio;

import java.util.Arrays;

/// When does frame n pass the device? A clock made of looks at a line's position, which moves in
/// steps of 20 to 40 ms that come up to 5 ms too early or too late.
///
/// Only the moments of change count: a change lies between two looks, so the middle of them is
/// taken (which takes away the mean delay of looking every few milliseconds). Each change says when
/// frame 0 would have passed; the median of what the last 2 s said is the clock's answer. It lags a
/// drifting device by a second's drift: .2 ms at 200 ppm.
///
/// Pure, one thread at a time. Times are the clock's `nanoTime`. A line that ran empty or was
/// opened anew needs a new clock.
public final class LineClock {

    static final long WINDOW_NANOS = 2_000_000_000;

    /// Before that, the median of a handful of steps is no better than each of them.
    static final long SETTLE_NANOS = 500_000_000;

    /// Changes in a window: positions that move more often than every 8 ms are thinned out.
    private static final int CAPACITY = 256;

    private static final long SPACING_NANOS = WINDOW_NANOS / CAPACITY;

    /// Looks further apart than that say nothing about when the position moved.
    private static final long LOOK_NANOS = 50_000_000;

    private final long[] changedNanos = new long[CAPACITY];
    private final long[] zeroNanos = new long[CAPACITY];
    private int size;
    private int next;
    private boolean looked;
    private long lookNanos;
    private long position;
    private long firstNanos;
    private long medianNanos;

    /// A look at the position, every few milliseconds.
    ///
    /// @param framePosition frames that have passed the device since it was opened
    public void observe(long nowNanos, long framePosition) {
        boolean changed = looked && framePosition != position;
        boolean close = nowNanos - lookNanos <= LOOK_NANOS;
        long atNanos = lookNanos + (nowNanos - lookNanos) / 2;
        looked = true;
        lookNanos = nowNanos;
        position = framePosition;
        if (!changed || !close) {
            return;
        }
        if (size > 0 && atNanos - newest() < SPACING_NANOS) {
            return;
        }
        if (size == 0) {
            firstNanos = atNanos;
        }
        changedNanos[next] = atNanos;
        zeroNanos[next] = atNanos - Pcm.nanos(framePosition);
        next = (next + 1) % CAPACITY;
        size = Math.min(CAPACITY, size + 1);
        while (changedNanos[oldest()] < atNanos - WINDOW_NANOS) {
            size--;
        }
        medianNanos = median();
    }

    /// Whether enough was seen to trust the answer, about 500 ms after the first step.
    public boolean settled() {
        return size >= 8 && newest() - firstNanos >= SETTLE_NANOS;
    }

    /// How many steps of the last 2 s the answer rests on.
    public int steps() {
        return size;
    }

    /// When this frame passes or passed the device. Means something once the position has moved.
    public long nanosOf(long frame) {
        return medianNanos + Pcm.nanos(frame);
    }

    private int oldest() {
        return Math.floorMod(next - size, CAPACITY);
    }

    private long newest() {
        return changedNanos[Math.floorMod(next - 1, CAPACITY)];
    }

    private long median() {
        long[] sorted = new long[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = zeroNanos[Math.floorMod(next - 1 - i, CAPACITY)];
        }
        Arrays.sort(sorted);
        long lower = sorted[(size - 1) / 2];
        return lower + (sorted[size / 2] - lower) / 2;
    }
}
