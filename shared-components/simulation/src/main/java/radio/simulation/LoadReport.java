package radio.simulation;

import java.util.Arrays;

/// What the listeners of a [LoadClient] got while it measured.
///
/// @param listeners who had listened when it began, or came later
/// @param streaming who still listen
/// @param lost whose connections ended meanwhile
/// @param silent who got nothing at all
/// @param withGaps who got nothing for over a second at least once
/// @param gaps such pauses
/// @param longestMillis the longest pause
/// @param bytes that all got
/// @param delivery 0 to 1: what all got, to what they should have got
/// @param nanos how long it measured
record LoadReport(
        int listeners,
        int streaming,
        int lost,
        int silent,
        int withGaps,
        long gaps,
        long longestMillis,
        long bytes,
        double delivery,
        long nanos) {
    /// What is written at once is this long: so much may fall on either side of the window's edges.
    private static final long WRITE_NANOS = 200_000_000;

    /// Should have got: as much as who is better off than nine in ten, but for one write of 200 ms,
    /// since nobody's window begins exactly between two.
    ///
    /// @param each bytes that came to each
    static LoadReport of(
            long[] each,
            int streaming,
            int lost,
            int silent,
            int withGaps,
            long gaps,
            long longestMillis,
            long nanos) {
        long[] sorted = each.clone();
        Arrays.sort(sorted);
        long best = sorted.length == 0 ? 0 : sorted[(sorted.length - 1) * 9 / 10];
        double due = best * Math.max(0, 1 - (double) WRITE_NANOS / Math.max(1, nanos));
        double share = 0;
        long bytes = 0;
        for (long one : each) {
            bytes += one;
            share += due == 0 ? 0 : Math.min(1, one / due);
        }
        double delivery = each.length == 0 ? 0 : share / each.length;
        return new LoadReport(
                each.length,
                streaming,
                lost,
                silent,
                withGaps,
                gaps,
                longestMillis,
                bytes,
                delivery,
                nanos);
    }
}
