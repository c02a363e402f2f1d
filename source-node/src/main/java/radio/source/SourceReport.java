package radio.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import radio.audio.MicrophoneStatus;
import radio.audio.Programme;
import radio.peer.HeardTitle;
import radio.peer.Node;
import radio.peer.RelayStatus;
import radio.transport.TransportTotals;
import radio.wire.StationId;
import radio.wire.StreamInfo;

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
        int neighbours,
        long uploadBitsPerSecond,
        int http,
        List<Child> children,
        Map<String, Long> rejected,
        long captureGaps,
        MicrophoneStatus microphone,
        List<HeardTitle> titles,
        long uptimeMillis,
        List<String> failures) {
    public record Child(String peer, long bytes, long chunks, long droppedChunks) {}

    static SourceReport of(
            String link,
            StationId station,
            long epoch,
            long anchorUnixNanos,
            StreamInfo stream,
            Node node,
            Programme programme,
            MicrophoneStatus microphone,
            long uptimeMillis,
            boolean orderly) {
        RelayStatus relay = node.relay().status();
        TransportTotals totals = node.transport().totals();
        List<String> failures = new ArrayList<>();
        if (programme.dropped() > 0) {
            failures.add(
                    programme.dropped() + " blocks of sound were lost: the machine is too slow");
        }
        if (programme.chunks() == 0) {
            failures.add("nothing was published");
        }
        failures.addAll(node.failures());
        if (!orderly) {
            failures.add("the node did not end in good order");
        }
        return new SourceReport(
                link,
                station.toString(),
                epoch,
                programme.chunks(),
                stream.nanosOf(stream.chunkSamples()) / 1_000_000,
                anchorUnixNanos / 1_000_000,
                relay.chunkBytesReceived(),
                totals.bytesUp(),
                totals.bytesDown(),
                relay.childrenPeak(),
                relay.neighbours(),
                relay.uploadBitsPerSecond(),
                node.http(),
                relay.children().stream()
                        .map(child ->
                                new Child(
                                        child.peer().toString(),
                                        child.bytes(),
                                        child.chunks(),
                                        child.droppedChunks()))
                        .toList(),
                node.rejected(),
                programme.captureGaps() + microphone.losses(),
                microphone,
                node.titles().titles(),
                uptimeMillis,
                failures);
    }
}
