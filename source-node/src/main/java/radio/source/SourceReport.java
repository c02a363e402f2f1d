package radio.source;

import java.util.List;
import java.util.Map;

/// What a source writes with `--report`; `docs/reports.md` explains the keys.
public record SourceReport(
        String link,
        String station,
        long epoch,
        long chunksPublished,
        long chunkMillis,
        long anchorUnixMillis,
        long streamBytes,
        long bytesUp,
        long bytesDown,
        int childrenPeak,
        List<Child> children,
        Map<String, Long> rejected,
        long captureGaps,
        long uptimeMillis,
        List<String> failures) {
    public record Child(String peer, long bytes, long chunks, long droppedChunks) {}
}
