package radio.simulation.swarm;

/// How the network behaves between any two nodes.
///
/// @param leastMillis least one-way latency of a pair
/// @param mostMillis greatest one-way latency of a pair
/// @param jitterMillis what a message may take longer than that
/// @param loss share of messages lost; on a stream carrier that shows as a delay
record NetworkSettings(int leastMillis, int mostMillis, int jitterMillis, double loss) {
    static final NetworkSettings DEFAULT = new NetworkSettings(10, 100, 0, 0);

    /// A message takes 4 ms there, as measured with `scripts/local-mesh` on two cores: a chunk is
    /// 83 ms old at 4 peers (one hop), 94 ms at 200 (3.6 hops).
    static final NetworkSettings ONE_MACHINE = new NetworkSettings(4, 4, 0, 0);

    NetworkSettings {
        if (leastMillis < 1
                || mostMillis < leastMillis
                || jitterMillis < 0
                || loss < 0
                || loss > .5) {
            throw new IllegalArgumentException("no such network");
        }
    }
}
