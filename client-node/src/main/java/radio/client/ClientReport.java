package radio.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import radio.audio.Player;
import radio.audio.PlayerStatus;
import radio.audio.device.SpeakerStatus;
import radio.axon.Clock;
import radio.peer.AirMeter;
import radio.peer.HeardTitle;
import radio.peer.Node;
import radio.peer.RelayStatus;
import radio.transport.TransportTotals;
import radio.wire.MessageCodec;
import radio.wire.StationLink;

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
        long playoutDelayMillis,
        long underruns,
        long droppedBeforePlayer,
        long outOfOrderToPlayer,
        Delay delayMillis,
        Buffer bufferMillis,
        Speaker speaker,
        List<Parent> parents,
        int hop,
        long reparented,
        long longestOutageMillis,
        Map<Integer, Integer> outageCounts,
        Map<Integer, Integer> delayCounts,
        List<Long> missingSequences,
        List<Long> lateSequences,
        List<HeardTitle> titles,
        long audioBytes,
        long bytesDown,
        long bytesUp,
        long duplicateBytes,
        long controlBytes,
        int childrenPeak,
        int neighbours,
        long uploadBitsPerSecond,
        int http,
        Map<String, Long> rejected,
        List<String> failures) {
    public record Delay(int p50, int p99, int p999, int max) {}

    public record Buffer(int min, int p50) {}

    /// All 0 if the sound goes elsewhere.
    public record Speaker(
            long losses,
            long reopenings,
            long alignments,
            long underruns,
            long discardedMillis,
            double driftPpm) {
        private static Speaker of(SpeakerStatus status) {
            return new Speaker(
                    status.losses(),
                    status.reopenings(),
                    status.alignments(),
                    status.underruns(),
                    status.discardedMillis(),
                    Math.rint(status.driftPpm() * 10) / 10);
        }
    }

    /// @param untilMillis -1 while it lasts
    public record Parent(String peer, long fromMillis, long untilMillis, int hop) {}

    static ClientReport of(
            StationLink link,
            Node node,
            long droppedBeforePlayer,
            Player player,
            Optional<SpeakerStatus> speaker,
            Clock clock,
            long startedUnixNanos,
            boolean orderly) {
        RelayStatus relay = node.relay().status();
        AirMeter.Heard heard = node.meter().heard();
        AirMeter.Timing timing = node.meter().timing();
        TransportTotals totals = node.transport().totals();
        PlayerStatus played = player.status();
        List<String> failures = new ArrayList<>();
        if (heard.heard() == 0) {
            failures.add("nothing was heard");
        }
        if (heard.missing() > 0) {
            failures.add(heard.missing() + " chunks were missed");
        }
        if (heard.outOfOrder() > 0) {
            failures.add(heard.outOfOrder() + " chunks were out of order");
        }
        if (droppedBeforePlayer > 0) {
            failures.add(
                    droppedBeforePlayer + " chunks were dropped before a player that was too slow");
        }
        failures.addAll(node.failures());
        if (!orderly) {
            failures.add("the node did not end in good order");
        }
        return new ClientReport(
                link.toString(),
                node.self().toString(),
                startedUnixNanos / 1_000_000,
                millisSince(startedUnixNanos, heard.firstNanos(), clock),
                millisSince(startedUnixNanos, player.firstSoundNanos(), clock),
                heard.firstSequence(),
                heard.lastSequence(),
                relay.chunksReceived(),
                heard.missing(),
                relay.chunksDuplicate(),
                heard.late(),
                played.concealed(),
                relay.playoutDelayNanos().orElse(0L) / 1_000_000,
                played.underruns(),
                droppedBeforePlayer,
                heard.outOfOrder(),
                new Delay(
                        timing.delayP50(),
                        timing.delayP99(),
                        timing.delayP999(),
                        timing.delayMax()),
                new Buffer(timing.bufferMin(), timing.bufferP50()),
                speaker.map(Speaker::of).orElse(new Speaker(0, 0, 0, 0, 0, 0)),
                relay.parents().stream()
                        .map(parent ->
                                new Parent(
                                        parent.peer().toString(),
                                        parent.fromMillis(),
                                        parent.untilMillis(),
                                        parent.hop()))
                        .toList(),
                relay.lastHop(),
                relay.reparented(),
                relay.longestOutageMillis(),
                relay.outageCounts(),
                timing.delayCounts(),
                node.meter().missingSequences(),
                node.meter().lateSequences(),
                node.titles().titles(),
                node.meter().audioBytes(),
                totals.bytesDown(),
                totals.bytesUp(),
                duplicateBytes(totals, relay),
                totals.controlBytesDown(),
                relay.childrenPeak(),
                relay.neighbours(),
                relay.uploadBitsPerSecond(),
                node.http(),
                node.rejected(),
                failures);
    }

    /// @param nanos on the monotonic clock; 0 if it never was
    /// @return -1 if it never was
    private static long millisSince(long startedUnixNanos, long nanos, Clock clock) {
        return nanos == 0
                ? -1
                : (nanos + clock.unixNanos() - clock.nanoTime() - startedUnixNanos) / 1_000_000;
    }

    /// What came as chunks, less what was new.
    private static long duplicateBytes(TransportTotals totals, RelayStatus relay) {
        long heads =
                totals.chunksDown() * (MessageCodec.PREFIX_BYTES + MessageCodec.PUSH_HEAD_BYTES);
        return Math.max(0, totals.chunkBytesDown() - heads - relay.chunkBytesReceived());
    }
}
