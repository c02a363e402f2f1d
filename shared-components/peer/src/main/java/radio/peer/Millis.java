package radio.peer;

import java.util.Map;
import java.util.TreeMap;

/// A distribution of durations in whole milliseconds, for reports: exact counts in fixed memory.
public final class Millis {
    /// Longer durations count as this one.
    static final int MAX_MILLIS = 60_000;

    private final int[] counts = new int[MAX_MILLIS + 1];
    private long total;
    private int least = MAX_MILLIS;
    private int most;

    /// Below 0 counts as 0.
    public void add(long nanos) {
        add(Math.clamp(nanos / 1_000_000, 0, MAX_MILLIS), 1);
    }

    public long count() {
        return total;
    }

    /// The smallest duration that at least this share of all does not exceed; 0 if there are none.
    ///
    /// @param share above 0, at most 1
    public int quantile(double share) {
        long needed = (long) Math.ceil(share * total);
        long seen = 0;
        for (int millis = least; millis <= most; millis++) {
            seen += counts[millis];
            if (seen >= needed) {
                return millis;
            }
        }
        return 0;
    }

    public int min() {
        return quantile(Double.MIN_VALUE);
    }

    public int max() {
        return quantile(1);
    }

    /// How many of each whole millisecond, those that there are; in order.
    public Map<Integer, Integer> counts() {
        Map<Integer, Integer> map = new TreeMap<>();
        for (int millis = least; millis <= most; millis++) {
            if (counts[millis] > 0) {
                map.put(millis, counts[millis]);
            }
        }
        return map;
    }

    /// All the counts of another distribution, as [#counts] gave them.
    public void addAll(Map<Integer, Integer> other) {
        other.forEach((millis, count) -> add(Math.clamp(millis, 0, MAX_MILLIS), count));
    }

    private void add(int millis, int count) {
        counts[millis] += count;
        total += count;
        least = Math.min(least, millis);
        most = Math.max(most, millis);
    }
}
