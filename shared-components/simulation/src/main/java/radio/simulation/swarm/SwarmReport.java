package radio.simulation.swarm;

import java.util.List;
import java.util.Map;

/// What a run found. Times in milliseconds, rates in bits per second; "measured" is the time from
/// the settling of the swarm to its end, without the first 3 s of each node and the last 2 s.
///
/// @param delivered share of what should have come to survivors
/// @param late after the playout delay of 2 s
/// @param lossless share of survivors that missed nothing
/// @param duplicates payloads that had come before
/// @param reordered deliveries of a chunk after one with a higher number
/// @param delayMillis from the source's overlay to delivery
/// @param late500 share of deliveries in the scenario's window that came later than 500 ms, or not
/// @param recoveryMillis from the event until a survivor gets everything in time again
/// @param ldh last delivery hop: the greatest of each chunk, mean
/// @param floodHops links to the farthest node, mean
/// @param isolatedForGood survivors that heard nothing in the last 5 s
/// @param veteransMissed what those missed who were there before the event
/// @param rmr payloads received for each delivered, minus 1
public record SwarmReport(
        String scenario,
        int listeners,
        int peers,
        int killed,
        int survivors,
        double delivered,
        long missed,
        long late,
        double lossless,
        long duplicates,
        long outOfOrder,
        long reordered,
        Quantiles delayMillis,
        Quantiles delayFirst30Millis,
        Quantiles delayAfterMillis,
        Bound lowerBoundMillis,
        double late500,
        double late1000,
        Quantiles recoveryMillis,
        double recoveredIn5Seconds,
        double recoveredIn15Seconds,
        Repair repairMillis,
        int isolatedForGood,
        long veteransMissed,
        Sound timeToSoundMillis,
        double rmr,
        Hops hop,
        double ldh,
        int depthMax,
        double sourceEgressRatio,
        int sourceChildrenPeak,
        long sourceBytesUp,
        int sourceConnectsPerSecondPeak,
        int sourceConnectsPerSecondPeakAfter,
        double bytesPerListenerRatio,
        Rates uploadBitsPerSecond,
        Rates downloadBitsPerSecond,
        long queuePeakBytes,
        long closedTooSlow,
        long chunksExpired,
        double clustering,
        double averageShortestPath,
        double floodHops,
        double meanDegree,
        double unreached,
        int asymmetricLinks,
        int forgedDelivered,
        long repeatedForgeries,
        double shufflesPerNode,
        Map<String, Long> messages,
        Map<String, Long> messageBytes,
        Map<String, Long> counters,
        Map<String, Long> notices,
        long eventsHandled,
        double virtualSeconds,
        long seed,
        List<String> failures,
        double wallSeconds) {
    public record Quantiles(int p50, int p99, int p999, int max) {}

    public record Bound(int p50, int p99, int p999) {}

    /// @param count how often a listener lost its parent and heard a new one
    public record Repair(long count, int p50, int p99, int p999, int max) {}

    /// From joining to the first delivery; those who never heard count as slower than any limit.
    ///
    /// @param within1Second a share
    /// @param within3Seconds a share
    public record Sound(
            int p50, int p99, int max, double within1Second, double within3Seconds, int never) {}

    public record Hops(double mean, int max, Map<Integer, Long> histogram) {}

    public record Rates(long p50, long p99, long max) {}

    /// The same with what the scenario's bounds say, and how long it took.
    SwarmReport with(List<String> found, double seconds) {
        return new SwarmReport(
                scenario,
                listeners,
                peers,
                killed,
                survivors,
                delivered,
                missed,
                late,
                lossless,
                duplicates,
                outOfOrder,
                reordered,
                delayMillis,
                delayFirst30Millis,
                delayAfterMillis,
                lowerBoundMillis,
                late500,
                late1000,
                recoveryMillis,
                recoveredIn5Seconds,
                recoveredIn15Seconds,
                repairMillis,
                isolatedForGood,
                veteransMissed,
                timeToSoundMillis,
                rmr,
                hop,
                ldh,
                depthMax,
                sourceEgressRatio,
                sourceChildrenPeak,
                sourceBytesUp,
                sourceConnectsPerSecondPeak,
                sourceConnectsPerSecondPeakAfter,
                bytesPerListenerRatio,
                uploadBitsPerSecond,
                downloadBitsPerSecond,
                queuePeakBytes,
                closedTooSlow,
                chunksExpired,
                clustering,
                averageShortestPath,
                floodHops,
                meanDegree,
                unreached,
                asymmetricLinks,
                forgedDelivered,
                repeatedForgeries,
                shufflesPerNode,
                messages,
                messageBytes,
                counters,
                notices,
                eventsHandled,
                virtualSeconds,
                seed,
                List.copyOf(found),
                seconds);
    }
}
