package radio.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import radio.axon.Clock;
import radio.net.EventLoops;
import radio.overlay.OverlaySettings;
import radio.peer.StartException;
import radio.wire.StationLink;

/// Many whole listeners in this JVM that hear a station on loopback, among them such as come, go
/// and are killed. Used from one thread; closing it ends every one of them.
final class Swarm implements AutoCloseable {
    /// For all sockets of all peers.
    private static final int NETWORK_THREADS = 2;

    /// Between two that start: a source takes 100 handshakes a second, and a cold JVM not even
    /// that.
    private static final Duration BETWEEN_STARTS = Duration.ofMillis(40);

    private static final double MINUTE_NANOS = 60e9;

    private final StationLink link;
    private final Settings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final EventLoops loops = new EventLoops(NETWORK_THREADS, "radio-net");
    private final List<LocalPeer> present = new ArrayList<>();
    private final List<LocalPeer> gone = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int started;
    private int decoding;
    private int leaves;
    private int killed;
    private int joinedLater;
    private int leftEarly;
    private long nextJoinNanos;
    private long nextLeaveNanos;

    /// @param decoding how many of the peers decode what they hear
    /// @param leafShare 0 to 1, of the peers: take no connections and serve nobody
    /// @param overlay of every peer that is no leaf
    /// @param buffer how long after capture they play
    record Settings(int decoding, double leafShare, OverlaySettings overlay, Duration buffer) {}

    /// @param random draws who is killed, and who leaves when
    Swarm(String link, Settings settings, RandomGenerator random, Clock clock) {
        this.link = StationLink.parse(link);
        this.settings = settings;
        this.random = random;
        this.clock = clock;
    }

    /// Starts so many, one after the other; does not wait until they hear.
    void start(int peers) throws InterruptedException {
        for (int i = 0; i < peers; i++) {
            add();
            Thread.sleep(BETWEEN_STARTS);
        }
    }

    /// Those that have neither left nor been killed.
    List<LocalPeer> present() {
        return List.copyOf(present);
    }

    boolean everybodyHears() {
        return present.stream().allMatch(LocalPeer::hears);
    }

    /// All that ever were.
    int started() {
        return started;
    }

    int killed() {
        return killed;
    }

    int joinedLater() {
        return joinedLater;
    }

    int leftEarly() {
        return leftEarly;
    }

    /// Kills this share of them all at once, drawn from the seed.
    ///
    /// @param share 0 to 1
    /// @return how many
    int kill(double share) {
        int count = (int) Math.round(share * present.size());
        List<LocalPeer> victims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            victims.add(present.remove(random.nextInt(present.size())));
        }
        victims.forEach(LocalPeer::kill);
        gone.addAll(victims);
        killed += count;
        return count;
    }

    /// Lets those come and go whose time has come: as many leave as join, at moments drawn from the
    /// seed; every other one leaves without a word. To be called again and again.
    ///
    /// @param perMinute how many join, and how many leave; 0 for none
    void churn(double perMinute) {
        long now = clock.nanoTime();
        if (perMinute <= 0) {
            return;
        }
        if (nextJoinNanos == 0) {
            nextJoinNanos = now + untilNext(perMinute);
            nextLeaveNanos = now + untilNext(perMinute);
        }
        if (now >= nextJoinNanos) {
            nextJoinNanos += untilNext(perMinute);
            joinedLater++;
            add();
        }
        if (now >= nextLeaveNanos && !present.isEmpty()) {
            nextLeaveNanos += untilNext(perMinute);
            LocalPeer leaver = present.remove(random.nextInt(present.size()));
            gone.add(leaver);
            if (leftEarly++ % 2 == 0) {
                leaver.leave();
            } else {
                leaver.kill();
            }
        }
    }

    /// Notes how they stand while the programme is still on air.
    void noteBeforeTheEnd() {
        present.forEach(LocalPeer::noteBeforeTheEnd);
    }

    /// Ends all in good order; the programme has ended before.
    void end() throws InterruptedException {
        present.forEach(LocalPeer::leave);
        for (LocalPeer peer : present) {
            if (!peer.awaitEnd()) {
                failures.add(peer.name() + " did not end in good order " + peer.node().failures());
            }
        }
    }

    /// What those found that are there at the end.
    List<Hearing> hearings() {
        return present.stream().map(LocalPeer::hearing).toList();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        List<LocalPeer> all = new ArrayList<>(present);
        all.addAll(gone);
        all.forEach(LocalPeer::kill);
        all.forEach(LocalPeer::close);
        loops.close();
    }

    /// The first few decode; leaves are spread evenly among the others.
    private void add() {
        started++;
        boolean leaf = leaves + 1 <= settings.leafShare() * started;
        leaves += leaf ? 1 : 0;
        boolean decodes = decoding < settings.decoding();
        decoding += decodes ? 1 : 0;
        try {
            present.add(
                    new LocalPeer(
                            "peer-" + started,
                            link,
                            new LocalPeer.Settings(
                                    settings.overlay(), leaf, decodes, settings.buffer()),
                            loops,
                            clock));
        } catch (StartException e) {
            failures.add("peer-" + started + ": " + e.getMessage());
        }
    }

    /// Comings and goings that know nothing of each other (a Poisson process).
    private long untilNext(double perMinute) {
        return (long) (random.nextExponential() * MINUTE_NANOS / perMinute);
    }
}
