package radio.simulation.swarm;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The graph of open connections between nodes that live, and what describes it.
final class Graph {
    private static final int CLUSTERING_SAMPLE = 5_000;
    private static final int PATH_SAMPLE = 40;

    private final int[][] links;
    private final int[] living;

    /// Links that only one side believes in, though the other closed it a while ago.
    private int asymmetric;

    Graph(List<Node> nodes, long nowNanos, long graceNanos) {
        links = new int[nodes.size()][];
        living = nodes.stream().filter(node -> node.alive).mapToInt(node -> node.index).toArray();
        for (int index : living) {
            Node node = nodes.get(index);
            int[] to = new int[node.connections()];
            int count = 0;
            for (int i = 0; i < node.connections(); i++) {
                End end = node.connection(i);
                Node peer = end.other().node;
                if (end.other().open && peer.alive) {
                    to[count++] = peer.index;
                } else if (nowNanos - Math.max(end.other().closedNanos, end.openedNanos)
                        > graceNanos) {
                    asymmetric++;
                }
            }
            links[index] = Arrays.copyOf(to, count);
            Arrays.sort(links[index]);
        }
    }

    int asymmetric() {
        return asymmetric;
    }

    double meanDegree() {
        long sum = 0;
        for (int index : living) {
            sum += links[index].length;
        }
        return living.length == 0 ? 0 : (double) sum / living.length;
    }

    /// The mean share of pairs of a node's neighbours that are neighbours themselves (nodes with
    /// fewer than two count 0).
    double clustering() {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        int sample = Math.min(living.length, CLUSTERING_SAMPLE);
        for (int n = 0; n < sample; n++) {
            int index = living[sample == living.length ? n : random.nextInt(living.length)];
            int[] own = links[index];
            long pairs = 0;
            for (int i = 0; i < own.length; i++) {
                for (int j = i + 1; j < own.length; j++) {
                    pairs += linked(own[i], own[j]) ? 1 : 0;
                }
            }
            sum += own.length < 2 ? 0 : 2.0 * pairs / ((double) own.length * (own.length - 1));
        }
        return sample == 0 ? 0 : sum / sample;
    }

    private boolean linked(int one, int other) {
        return links[one] != null && Arrays.binarySearch(links[one], other) >= 0;
    }

    /// @param average links on the shortest way between two nodes, mean
    /// @param depth the most links from a node to any other, mean: the last delivery hop of a flood
    /// @param unreached nodes without a way to another, mean
    record Paths(double average, double depth, double unreached) {}

    /// Searches from a few nodes, drawn.
    Paths paths() {
        SplittableRandom random = new SplittableRandom(2);
        int sample = Math.min(living.length, PATH_SAMPLE);
        long sum = 0;
        long reached = 0;
        long depths = 0;
        int[] distance = new int[links.length];
        int[] queue = new int[living.length];
        for (int n = 0; n < sample; n++) {
            Arrays.fill(distance, -1);
            int start = living[random.nextInt(living.length)];
            distance[start] = 0;
            queue[0] = start;
            int last = 1;
            for (int first = 0; first < last; first++) {
                for (int to : links[queue[first]]) {
                    if (distance[to] < 0) {
                        distance[to] = distance[queue[first]] + 1;
                        sum += distance[to];
                        queue[last++] = to;
                    }
                }
            }
            reached += last - 1;
            depths += distance[queue[last - 1]];
        }
        return new Paths(
                reached == 0 ? 0 : (double) sum / reached,
                sample == 0 ? 0 : (double) depths / sample,
                sample == 0 ? 0 : living.length - 1 - (double) reached / sample);
    }
}
