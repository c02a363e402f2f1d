package radio.simulation;

import java.util.List;
import java.util.Map;
import radio.client.ClientReport;

/// What one listener of a mesh found, be it a process or a peer in this JVM; the names are those of
/// [ClientReport].
record Hearing(
        String name,
        long startedUnixMillis,
        long firstSequence,
        long lastSequence,
        long chunksReceived,
        long chunksDuplicate,
        long outOfOrderToPlayer,
        long underruns,
        int hop,
        Map<Integer, Integer> outageCounts,
        Map<Integer, Integer> delayCounts,
        List<Long> missingSequences,
        List<Long> lateSequences,
        long audioBytes,
        long bytesDown) {
    static Hearing of(String name, ClientReport report) {
        return new Hearing(
                name,
                report.startedUnixMillis(),
                report.firstSequence(),
                report.lastSequence(),
                report.chunksReceived(),
                report.chunksDuplicate(),
                report.outOfOrderToPlayer(),
                report.underruns(),
                report.hop(),
                report.outageCounts(),
                report.delayCounts(),
                report.missingSequences(),
                report.lateSequences(),
                report.audioBytes(),
                report.bytesDown());
    }
}
