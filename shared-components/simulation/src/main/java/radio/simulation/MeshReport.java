package radio.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import radio.peer.Millis;
import radio.source.SourceReport;

/// What a mesh test found, as `docs/reports.md` explains it.
public record MeshReport(
        int listeners,
        int peers,
        int killed,
        int survivors,
        int joined,
        int left,
        double delivered,
        long missed,
        long late,
        long duplicates,
        long outOfOrder,
        int sourceChildrenPeak,
        long sourceBytesUp,
        double sourceEgressRatio,
        int depthMax,
        Map<Integer, Integer> hop,
        double meanHop,
        Quantiles delayMillis,
        Repair repairMillis,
        double bytesPerListenerRatio,
        double rmr,
        long underruns,
        double cpuSeconds,
        double load,
        long seed,
        List<String> failures) {
    private static final int SETTLE_MILLIS = 3000;
    private static final int TAIL_MILLIS = 2000;

    /// So many of those that missed something are named in the failures.
    private static final int MAX_NAMED = 10;

    public record Quantiles(int p50, int p99, int p999, int max) {}

    /// @param count how often a listener lost its parent and heard a new one
    public record Repair(long count, int p50, int p99, int max) {}

    /// Who was there.
    ///
    /// @param listeners processes that were started
    /// @param peers in this JVM that were started before everybody listened
    /// @param killed without a word
    /// @param joined peers that came later
    /// @param left peers that went before the end
    record Cast(int listeners, int peers, int killed, int joined, int left) {
        /// Who should have heard the programme to its end.
        int survivors() {
            return listeners + peers + joined - killed - left;
        }
    }

    /// Sums up the reports of all nodes that lived to write one.
    ///
    /// @param survivors what they found; who is not among them has heard nothing
    static MeshReport of(SourceReport source, List<Hearing> survivors, Cast cast, long seed) {
        Millis delay = new Millis();
        Millis repair = new Millis();
        Map<Integer, Integer> hops = new TreeMap<>();
        long wanted = 0;
        long had = 0;
        long missed = 0;
        long late = 0;
        long bytesDown = 0;
        long audioBytes = 0;
        long received = 0;
        long duplicates = 0;
        long outOfOrder = 0;
        long underruns = 0;
        List<String> failures = new ArrayList<>();
        for (Hearing client : survivors) {
            Window window = Window.of(source, client);
            long missing = window.missing(client);
            if (missing > 0 && failures.size() < MAX_NAMED) {
                failures.add(window.fault(client, missing));
            }
            wanted += window.size();
            had += window.size() - missing;
            missed += missing;
            late += window.count(client.lateSequences());
            delay.addAll(client.delayCounts());
            repair.addAll(client.outageCounts());
            hops.merge(client.hop(), 1, Integer::sum);
            bytesDown += client.bytesDown();
            audioBytes += client.audioBytes();
            received += client.chunksReceived();
            duplicates += client.chunksDuplicate();
            outOfOrder += client.outOfOrderToPlayer();
            underruns += client.underruns();
        }
        // Those who wrote no report count as having heard nothing of an average window.
        double share =
                wanted == 0 ? 0 : (double) had / wanted * survivors.size() / cast.survivors();
        return new MeshReport(
                cast.listeners(),
                cast.peers(),
                cast.killed(),
                cast.survivors(),
                cast.joined(),
                cast.left(),
                share,
                missed,
                late,
                duplicates,
                outOfOrder,
                source.childrenPeak(),
                source.bytesUp(),
                ratio(source.bytesUp(), source.streamBytes()),
                hops.keySet().stream().mapToInt(Integer::intValue).max().orElse(0),
                hops,
                meanHop(hops),
                new Quantiles(
                        delay.quantile(.5), delay.quantile(.99), delay.quantile(.999), delay.max()),
                new Repair(repair.count(), repair.quantile(.5), repair.quantile(.99), repair.max()),
                ratio(bytesDown, audioBytes),
                ratio(duplicates, received),
                underruns,
                0,
                0,
                seed,
                failures);
    }

    MeshReport with(List<String> more) {
        List<String> all = new ArrayList<>(failures);
        all.addAll(more);
        return with(cpuSeconds, load, all);
    }

    /// @param usedSeconds processor time of all nodes while everybody listened
    /// @param ofMachine the average load over the minute before
    MeshReport withCost(double usedSeconds, double ofMachine) {
        return with(usedSeconds, ofMachine, failures);
    }

    private MeshReport with(double usedSeconds, double ofMachine, List<String> all) {
        return new MeshReport(
                listeners,
                peers,
                killed,
                survivors,
                joined,
                left,
                delivered,
                missed,
                late,
                duplicates,
                outOfOrder,
                sourceChildrenPeak,
                sourceBytesUp,
                sourceEgressRatio,
                depthMax,
                hop,
                meanHop,
                delayMillis,
                repairMillis,
                bytesPerListenerRatio,
                rmr,
                underruns,
                usedSeconds,
                ofMachine,
                seed,
                all);
    }

    /// Of those that have a way to the source.
    private static double meanHop(Map<Integer, Integer> hops) {
        long links = 0;
        long count = 0;
        for (Map.Entry<Integer, Integer> hop : hops.entrySet()) {
            if (hop.getKey() >= 0) {
                links += (long) hop.getKey() * hop.getValue();
                count += hop.getValue();
            }
        }
        return ratio(links, count);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : Math.round(1000.0 * part / whole) / 1000.0;
    }

    /// The sequence numbers that a listener should have: from 3 s after its start until 2 s before
    /// the source's last chunk.
    ///
    /// @param to exclusive
    private record Window(long from, long to) {
        static Window of(SourceReport source, Hearing client) {
            long since = client.startedUnixMillis() + SETTLE_MILLIS - source.anchorUnixMillis();
            long from = Math.max(0, Math.ceilDiv(since, source.chunkMillis()));
            long to = source.chunksPublished() - TAIL_MILLIS / source.chunkMillis();
            return new Window(from, Math.max(from, to));
        }

        long size() {
            return to - from;
        }

        long missing(Hearing client) {
            if (client.firstSequence() < 0) {
                return size();
            }
            long before = Math.clamp(client.firstSequence() - from, 0, size());
            long after = Math.clamp(to - 1 - client.lastSequence(), 0, size());
            return Math.min(size(), before + after + count(client.missingSequences()));
        }

        String fault(Hearing client, long missing) {
            return "%s missed %d of chunks %d to %d; it heard %d to %d, without %s"
                    .formatted(
                            client.name(),
                            missing,
                            from,
                            to - 1,
                            client.firstSequence(),
                            client.lastSequence(),
                            client.missingSequences().stream().limit(MAX_NAMED).toList());
        }

        long count(List<Long> sequences) {
            return sequences.stream().filter(n -> n >= from && n < to).count();
        }
    }
}
