package radio.simulation.swarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sums up a run that has come to its end.
final class Reporter {
    private static final long TAIL_NANOS = 2 * Network.SECOND;
    private static final long FIRST_NANOS = 30 * Network.SECOND;
    private static final long LIFE_SIGN_NANOS = 5 * Network.SECOND;
    private static final long LINK_GRACE_NANOS = 5 * Network.SECOND;
    private static final int LIMIT_MILLIS = 66_000;

    /// A hole is given up so long before its playout, as in `radio.peer`.
    private static final int GIVE_UP_MILLIS = 50;

    private static final List<String> TYPES =
            List.of(
                    "0",
                    "Hello",
                    "Proof",
                    "Welcome",
                    "Bye",
                    "Ping",
                    "Pong",
                    "Graft",
                    "Grafted",
                    "Refused",
                    "Path",
                    "Alternatives",
                    "Prune",
                    "Header",
                    "Push",
                    "Have",
                    "Pull",
                    "Join",
                    "ForwardJoin",
                    "Neighbour",
                    "NeighbourReply",
                    "Shuffle",
                    "ShuffleReply",
                    "23",
                    "Move",
                    "Redirect");

    private final Swarm swarm;
    private final Run run;
    private final OnAir air;
    private final Histogram delay = new Histogram(LIMIT_MILLIS);
    private final Histogram delayFirst = new Histogram(LIMIT_MILLIS);
    private final Histogram delayAfter = new Histogram(LIMIT_MILLIS);
    private final Histogram recovery = new Histogram(LIMIT_MILLIS);
    private long wanted;
    private long had;
    private long late;
    private long inWindow;
    private long over500;
    private long over1000;
    private int lossless;
    private long veteransMissed;
    private long outOfOrder;

    Reporter(Swarm swarm, Run run) {
        this.swarm = swarm;
        this.run = run;
        this.air = swarm.air();
    }

    SwarmReport report() {
        List<Node> survivors = swarm.listeners(node -> !node.forger);
        long listeners = swarm.nodes().size() - 1L;
        survivors.forEach(this::hearing);

        long receptions = 0;
        long deliveries = 0;
        long bytesDown = 0;
        long reordered = 0;
        int forged = 0;
        int isolated = 0;
        long queuePeak = 0;
        double measuredSeconds = (swarm.now() - swarm.measureFromNanos()) / 1e9;
        List<Long> up = new ArrayList<>();
        List<Long> down = new ArrayList<>();
        for (Node node : swarm.nodes()) {
            queuePeak = Math.max(queuePeak, node.uplink.mostWaitingBytes());
            forged += node.forgedDelivered;
            if (node.isSource) {
                continue;
            }
            receptions += node.receptions - node.receptionsAtStart;
            deliveries += node.deliveries - node.deliveriesAtStart;
            bytesDown += node.bytesDown - node.bytesDownAtStart;
            reordered += node.reordered;
            if (node.alive && node.joinedNanos <= swarm.measureFromNanos()) {
                up.add((long) ((node.bytesUp - node.bytesUpAtStart) * 8 / measuredSeconds));
                down.add((long) ((node.bytesDown - node.bytesDownAtStart) * 8 / measuredSeconds));
            }
        }
        for (Node node : survivors) {
            boolean longEnough = node.joinedNanos < swarm.now() - LIFE_SIGN_NANOS;
            boolean heard =
                    node.lastSoundNanos != Node.NEVER
                            && node.lastSoundNanos >= swarm.now() - LIFE_SIGN_NANOS;
            isolated += longEnough && !heard && !run.isSilent() ? 1 : 0;
        }
        Node source = swarm.source();
        long streamBytes =
                (long) (air.size() - air.firstFrom(swarm.measureFromNanos())) * OnAir.CHUNK_BYTES;
        Graph graph = new Graph(swarm.nodes(), swarm.now(), LINK_GRACE_NANOS);
        Graph.Paths paths = graph.paths();
        Histogram bound = lowerBound();
        return new SwarmReport(
                swarm.options().scenario(),
                (int) listeners,
                swarm.nodes().size(),
                (int) listeners - swarm.listeners(_ -> true).size(),
                survivors.size(),
                ratio(had, wanted),
                wanted - had,
                late,
                ratio(lossless, survivors.size()),
                Math.max(0, receptions - deliveries),
                outOfOrder,
                reordered,
                quantiles(delay),
                quantiles(delayFirst),
                quantiles(delayAfter),
                new SwarmReport.Bound(
                        bound.quantile(.5), bound.quantile(.99), bound.quantile(.999)),
                ratio(over500, inWindow),
                ratio(over1000, inWindow),
                quantiles(recovery),
                recovered(5_000, survivors.size()),
                recovered(15_000, survivors.size()),
                repairs(),
                isolated,
                veteransMissed,
                sound(),
                deliveries == 0 ? 0 : round(ratio(receptions, deliveries) - 1),
                new SwarmReport.Hops(
                        round(swarm.hops().mean()), swarm.hops().max(), swarm.hops().counts()),
                round(lastDeliveryHop()),
                swarm.hops().max(),
                ratio(source.pushBytesUp - source.pushBytesUpAtStart, streamBytes),
                source.childrenPeak,
                source.bytesUp,
                peak(0),
                run.eventNanos() == Node.NEVER ? 0 : peak(run.eventNanos() / Network.SECOND),
                ratio(bytesDown, deliveries * OnAir.AUDIO_BYTES),
                rates(up),
                rates(down),
                queuePeak,
                swarm.network().tooSlow(),
                swarm.network().expired(),
                round(graph.clustering()),
                round(paths.average()),
                round(paths.depth()),
                round(graph.meanDegree()),
                round(paths.unreached()),
                graph.asymmetric(),
                forged,
                swarm.network().repeatedForgeries(),
                ratio(swarm.shufflesBegun(), listeners),
                byType(swarm.network().messages()),
                byType(swarm.network().messageBytes()),
                swarm.counters(),
                swarm.notices(),
                swarm.events(),
                swarm.now() / 1e9,
                swarm.options().seed(),
                swarm.faults(),
                0);
    }

    /// What one survivor heard of what it should have heard.
    private void hearing(Node node) {
        long end = swarm.now() - TAIL_NANOS;
        int from = air.firstFrom(swarm.measuredFrom(node));
        int to = air.firstFrom(end);
        int missing = 0;
        long recovered = 0;
        int playoutMillis = (int) (OnAir.PLAYOUT_NANOS / Network.MILLI);
        int heardUpTo = -1;
        for (int number = from; number < to; number++) {
            long captured = air.capturedNanos(number);
            int millis = node.delayMillis(number);
            boolean inTime = millis >= 0 && millis <= playoutMillis;
            if (millis >= 0) {
                delay.add(millis);
                (captured < swarm.measureFromNanos() + FIRST_NANOS ? delayFirst : delayAfter)
                        .add(millis);
                late += inTime ? 0 : 1;
                if (millis <= playoutMillis - GIVE_UP_MILLIS) {
                    // What the gate before the ear lets out, in order by its nature.
                    outOfOrder += number <= heardUpTo ? 1 : 0;
                    heardUpTo = number;
                }
            } else {
                missing++;
            }
            if (captured >= run.windowFromNanos() && captured < run.windowUntilNanos()) {
                inWindow++;
                over500 += millis < 0 || millis > 500 ? 1 : 0;
                over1000 += millis < 0 || millis > 1000 ? 1 : 0;
            }
            if (!inTime && captured >= run.eventNanos()) {
                recovered = captured + OnAir.CHUNK_NANOS - run.eventNanos();
            }
        }
        wanted += to - from;
        had += to - from - missing;
        lossless += missing == 0 ? 1 : 0;
        if (run.eventNanos() != Node.NEVER) {
            recovery.add(recovered / Network.MILLI);
            veteransMissed += node.joinedNanos < run.eventNanos() ? missing : 0;
        }
    }

    private double recovered(int millis, int survivors) {
        long within = 0;
        for (Map.Entry<Integer, Long> entry : recovery.counts().entrySet()) {
            within += entry.getKey() <= millis ? entry.getValue() : 0;
        }
        return run.eventNanos() == Node.NEVER ? 1 : ratio(within, survivors);
    }

    private SwarmReport.Repair repairs() {
        Histogram millis = new Histogram(LIMIT_MILLIS);
        for (long nanos : swarm.repairsNanos()) {
            millis.add(nanos / Network.MILLI);
        }
        return new SwarmReport.Repair(
                millis.count(),
                millis.quantile(.5),
                millis.quantile(.99),
                millis.quantile(.999),
                millis.max());
    }

    private SwarmReport.Sound sound() {
        Histogram millis = new Histogram(LIMIT_MILLIS);
        int never = 0;
        long within1 = 0;
        long within3 = 0;
        for (Node node : swarm.nodes()) {
            boolean counts = !node.isSource && node.joinedNanos >= run.soundFromNanos();
            if (counts && node.firstSoundNanos != Node.NEVER) {
                long took = node.firstSoundNanos - node.joinedNanos;
                millis.add(took / Network.MILLI);
                within1 += took <= Network.SECOND ? 1 : 0;
                within3 += took <= 3 * Network.SECOND ? 1 : 0;
            } else if (counts
                    && node.alive
                    && node.joinedNanos < swarm.now() - 3 * Network.SECOND) {
                millis.add(LIMIT_MILLIS);
                never++;
            }
        }
        return new SwarmReport.Sound(
                millis.quantile(.5),
                millis.quantile(.99),
                millis.max(),
                ratio(within1, millis.count()),
                ratio(within3, millis.count()),
                never);
    }

    private double lastDeliveryHop() {
        long sum = 0;
        int from = air.firstFrom(swarm.measureFromNanos());
        int to = air.firstFrom(swarm.now() - TAIL_NANOS);
        for (int number = from; number < to; number++) {
            sum += swarm.lastHop(number);
        }
        return to <= from ? 0 : (double) sum / (to - from);
    }

    private Histogram lowerBound() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(swarm.source());
        nodes.addAll(swarm.listeners(_ -> true));
        return LowerBound.millis(swarm.network(), nodes);
    }

    private int peak(long fromSecond) {
        int peak = 0;
        for (long second = fromSecond; second < swarm.sourceConnects().size(); second++) {
            peak = Math.max(peak, swarm.sourceConnects().get((int) second));
        }
        return peak;
    }

    private static SwarmReport.Quantiles quantiles(Histogram of) {
        return new SwarmReport.Quantiles(
                of.quantile(.5), of.quantile(.99), of.quantile(.999), of.max());
    }

    private static SwarmReport.Rates rates(List<Long> of) {
        long[] sorted = of.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? new SwarmReport.Rates(0, 0, 0)
                : new SwarmReport.Rates(
                        sorted[sorted.length / 2],
                        sorted[sorted.length * 99 / 100],
                        sorted[sorted.length - 1]);
    }

    private static Map<String, Long> byType(long[] counts) {
        Map<String, Long> map = new TreeMap<>();
        for (int type = 0; type < TYPES.size(); type++) {
            if (counts[type] > 0) {
                map.put(TYPES.get(type), counts[type]);
            }
        }
        return map;
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : round((double) part / whole);
    }

    /// Six digits are enough for two in ten thousand of a few.
    private static double round(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
