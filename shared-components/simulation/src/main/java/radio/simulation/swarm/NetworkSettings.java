package radio.simulation.swarm;

/// How the network behaves between any two nodes.
///
/// @param leastMillis least one-way latency of a pair
/// @param mostMillis greatest one-way latency of a pair
/// @param jitterMillis what a message may take longer than that
/// @param loss share of messages lost; on a stream carrier that shows as a delay
record NetworkSettings(int leastMillis, int mostMillis, int jitterMillis, double loss) {
    static final NetworkSettings DEFAULT = new NetworkSettings(10, 100, 0, 0);

    /// A message takes a millisecond there: a guess at what threads and sockets cost.
    static final NetworkSettings ONE_MACHINE = new NetworkSettings(1, 1, 0, 0);

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
