package radio.simulation.swarm;

import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// How early a chunk could reach the listeners over the same uplinks, slots and latencies, if
/// somebody who knows them all laid out the tree.
///
/// Greedy: again and again the listener joins that can be reached earliest, by whichever node that
/// has a slot left. A node's k-th child gets the chunk after k times the time it takes to send one,
/// and one latency. Listeners without slots pass nothing on. This is not the least possible (a
/// planner would serve those first that can serve others), but no protocol without such knowledge
/// comes close. In large swarms each sender looks at a sample of those who still wait.
final class LowerBound {
    private static final int SAMPLE = 512;

    private record Offer(long nanos, int sender, int receiver) implements Comparable<Offer> {
        @Override
        public int compareTo(Offer other) {
            int order = Long.compare(nanos, other.nanos);
            return order != 0 ? order : Integer.compare(receiver, other.receiver);
        }
    }

    private final Network network;
    private final List<Node> nodes;
    private final long[] arrivalNanos;
    private final int[] served;
    private final int[] waiting;
    private final int[] place;
    private final SplittableRandom random = new SplittableRandom(1);
    private int waitingCount;

    /// @param nodes the source first
    private LowerBound(Network network, List<Node> nodes) {
        this.network = network;
        this.nodes = nodes;
        arrivalNanos = new long[nodes.size()];
        served = new int[nodes.size()];
        waiting = new int[nodes.size()];
        place = new int[nodes.size()];
        for (int i = 1; i < nodes.size(); i++) {
            place[i] = waitingCount;
            waiting[waitingCount++] = i;
        }
    }

    /// @param nodes the source first
    static Histogram millis(Network network, List<Node> nodes) {
        return new LowerBound(network, nodes).grow();
    }

    private Histogram grow() {
        Histogram millis = new Histogram(60_000);
        PriorityQueue<Offer> offers = new PriorityQueue<>();
        offer(0, offers);
        while (!offers.isEmpty()) {
            Offer best = offers.remove();
            if (place[best.receiver()] < 0) {
                offer(best.sender(), offers);
                continue;
            }
            int last = waiting[--waitingCount];
            waiting[place[best.receiver()]] = last;
            place[last] = place[best.receiver()];
            place[best.receiver()] = -1;
            arrivalNanos[best.receiver()] = best.nanos();
            millis.add(best.nanos() / Network.MILLI);
            served[best.sender()]++;
            offer(best.sender(), offers);
            offer(best.receiver(), offers);
        }
        return millis;
    }

    private void offer(int sender, PriorityQueue<Offer> offers) {
        Kind kind = nodes.get(sender).kind;
        if (served[sender] >= kind.slots() || waitingCount == 0) {
            return;
        }
        int from = waitingCount <= SAMPLE ? 0 : random.nextInt(waitingCount - SAMPLE);
        long least = Long.MAX_VALUE;
        int receiver = -1;
        for (int i = from; i < Math.min(waitingCount, from + SAMPLE); i++) {
            long latency = network.latencyNanos(nodes.get(sender), nodes.get(waiting[i]));
            if (latency < least) {
                least = latency;
                receiver = waiting[i];
            }
        }
        double sendNanos =
                kind.uplinkBitsPerSecond() == 0
                        ? 0
                        : 8e9 * OnAir.CHUNK_BYTES / kind.uplinkBitsPerSecond();
        long leaves = arrivalNanos[sender] + (long) ((served[sender] + 1) * sendNanos);
        offers.add(new Offer(leaves + least, sender, receiver));
    }
}
