package radio.simulation;

/// A runtime for things that pass messages to each other, as `scripts/bench axon` measures it: ours
/// or a peer's. Each has a JVM of its own, and there one case; what it builds for it stays until
/// the end.
///
/// What is built must be able to hold its messages within a bound: about 1024 wait at most for each
/// receiver.
interface Contender extends AutoCloseable {
    /// What goes round: made anew by whoever is its source, then handed on as it is.
    ///
    /// @param number since the beginning of the course
    record Message(long number) {}

    /// Something built that messages can be sent through, again and again.
    interface Course {
        /// Sends its messages through; returns when the last one has arrived.
        void pass() throws InterruptedException;
    }

    /// A source, relays and a sink in a row.
    ///
    /// @param handOvers from one to the next, on the way from end to end
    /// @param messages that the source sends in one pass, as fast as the others let it
    Course pipeline(int handOvers, int messages);

    /// Nodes in a ring, each of which hands on what comes. The first one takes tokens out once all
    /// of them together have passed it as often as they should.
    ///
    /// @param tokens in one pass: 1, which begins at the first node, or one at each
    /// @param laps of each token, on average
    Course ring(int nodes, int tokens, int laps);

    /// A publisher and those who hear all it says.
    ///
    /// @param messages that it says in one pass, as fast as the others let it
    Course fanout(int subscribers, int messages);

    /// Makes so many that wait for a message; returns when all of them do, or are about to.
    void rest(int components) throws InterruptedException;

    @Override
    void close();
}
