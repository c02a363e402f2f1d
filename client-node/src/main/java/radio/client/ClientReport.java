package radio.client;

import java.util.List;
import java.util.Map;

/// What a client writes with `--report`; `docs/reports.md` explains the keys.
public record ClientReport(
        String link,
        String peer,
        long startedUnixMillis,
        long firstChunkMillis,
        long firstSoundMillis,
        long firstSequence,
        long lastSequence,
        long chunksReceived,
        long chunksMissed,
        long chunksDuplicate,
        long chunksLate,
        long chunksConcealed,
        long outOfOrderToPlayer,
        Delay delayMillis,
        Buffer bufferMillis,
        List<Parent> parents,
        int hop,
        long reparented,
        long longestOutageMillis,
        Map<Integer, Integer> outageCounts,
        Map<Integer, Integer> delayCounts,
        List<Long> missingSequences,
        List<Long> lateSequences,
        long audioBytes,
        long bytesDown,
        long bytesUp,
        long duplicateBytes,
        long controlBytes,
        int childrenPeak,
        Map<String, Long> rejected,
        List<String> failures) {
    public record Delay(int p50, int p99, int p999, int max) {}

    public record Buffer(int min, int p50) {}

    /// @param untilMillis -1 while it lasts
    public record Parent(String peer, long fromMillis, long untilMillis, int hop) {}
}
