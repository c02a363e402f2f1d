package radio.simulation.swarm;

import java.util.Map;
import java.util.TreeMap;

/// A distribution of small whole numbers: exact counts in fixed memory.
final class Histogram {
    private final long[] counts;
    private long total;

    /// @param limit greater numbers count as one less than this
    Histogram(int limit) {
        counts = new long[limit];
    }

    void add(long value) {
        counts[Math.clamp(value, 0, counts.length - 1)]++;
        total++;
    }

    long count() {
        return total;
    }

    /// The smallest number that at least this share does not exceed; 0 if there are none.
    int quantile(double share) {
        long needed = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int value = 0; value < counts.length && total > 0; value++) {
            seen += counts[value];
            if (seen >= needed) {
                return value;
            }
        }
        return 0;
    }

    int max() {
        return quantile(1);
    }

    double mean() {
        double sum = 0;
        for (int value = 0; value < counts.length; value++) {
            sum += (double) value * counts[value];
        }
        return total == 0 ? 0 : sum / total;
    }

    Map<Integer, Long> counts() {
        Map<Integer, Long> map = new TreeMap<>();
        for (int value = 0; value < counts.length; value++) {
            if (counts[value] > 0) {
                map.put(value, counts[value]);
            }
        }
        return map;
    }
}
