package radio.audio.loudness;

/// The lowest of the last so many numbers, at a constant price for each: a queue of those that can
/// still become the lowest, rising from its head (Lemire, "Streaming maximum-minimum filter using
/// no more than three comparisons per element", 2006). Not thread-safe.
final class SlidingMinimum {

    private final int[] values;
    private final long[] positions;
    private long head;
    private long tail;
    private long position;

    SlidingMinimum(int window) {
        values = new int[window];
        positions = new long[window];
    }

    /// Takes the next number; gives the lowest of the last `window`, or of all if there were fewer.
    int add(int value) {
        while (tail > head && values[slot(tail - 1)] >= value) {
            tail--;
        }
        if (tail > head && positions[slot(head)] <= position - values.length) {
            head++;
        }
        values[slot(tail)] = value;
        positions[slot(tail)] = position++;
        tail++;
        return values[slot(head)];
    }

    private int slot(long index) {
        return (int) (index % values.length);
    }
}
