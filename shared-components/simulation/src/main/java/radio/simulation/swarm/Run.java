package radio.simulation.swarm;

import java.util.List;

/// One run of a scenario: the swarm, and the moments that its report is about.
final class Run {
    private static final long LEAST_JOINING_NANOS = 6 * Network.SECOND;
    private static final long MOST_JOINING_NANOS = 20 * Network.SECOND;

    /// So many come by the source's own link, at most a thousand a second: many more handshakes do
    /// not go through its uplink. A larger audience is one where listeners tell their friends: it
    /// grows by a tenth a second.
    private static final int MOST_AT_SOURCE = 10_000;

    private static final double GROWTH_PER_SECOND = .1;

    /// For the last ones to hear something.
    private static final long LAST_ONES_NANOS = 3 * Network.SECOND;

    private final Swarm swarm;
    private final SwarmOptions options;
    private final Mix mix;
    private long eventNanos = Node.NEVER;
    private long windowFromNanos;
    private long windowUntilNanos = Node.NEVER;
    private long soundFromNanos;
    private boolean silent;

    Run(SwarmOptions options, Scenario scenario) {
        this.options = options;
        this.mix = scenario.mix();
        this.swarm = new Swarm(options.also(scenario.settings()), scenario.network());
    }

    static SwarmReport of(Scenario scenario, SwarmOptions options) {
        Run run = new Run(options, scenario);
        scenario.script().accept(run);
        SwarmReport report = new Reporter(run.swarm, run).report();
        Checks checks = new Checks();
        checks.failures().addAll(report.failures());
        scenario.bounds().accept(report, checks);
        return report.with(checks.failures(), 0);
    }

    Swarm swarm() {
        return swarm;
    }

    int peers() {
        return options.peers();
    }

    long nanos() {
        return options.nanos();
    }

    int seconds() {
        return options.seconds();
    }

    /// The source goes on air, everybody joins, and then the measured time begins.
    void settle() {
        settle(options.peers());
    }

    void settle(int peers) {
        swarm.source(Kind.SOURCE, false);
        int first = Math.min(peers, MOST_AT_SOURCE);
        long joining =
                Math.clamp(2L * first * Network.MILLI, LEAST_JOINING_NANOS, MOST_JOINING_NANOS);
        join(first, joining);
        for (int i = first; i < peers; i++) {
            Kind kind = mix.draw(swarm.random());
            swarm.at(joining + growingNanos(first, i), () -> swarm.joinByFriends(kind));
        }
        swarm.run(joining + growingNanos(first, peers) + LAST_ONES_NANOS);
        swarm.startMeasuring();
    }

    private static long growingNanos(int from, int to) {
        double seconds = Math.log((double) to / from) / Math.log1p(GROWTH_PER_SECOND);
        return (long) (seconds * Network.SECOND);
    }

    /// So many listeners, evenly from now on.
    void join(int peers, long withinNanos) {
        long begin = swarm.now();
        for (int i = 0; i < peers; i++) {
            Kind kind = mix.draw(swarm.random());
            swarm.at(begin + withinNanos / peers * i, () -> swarm.join(kind));
        }
    }

    Kind drawKind() {
        return mix.draw(swarm.random());
    }

    /// Now it happens; the window is what follows.
    void event(long windowNanos) {
        eventNanos = swarm.now();
        windowFromNanos = eventNanos;
        windowUntilNanos = eventNanos + windowNanos;
    }

    /// Only those count for the time to sound who join from now on.
    void countNewcomers() {
        soundFromNanos = swarm.now();
    }

    /// Runs for a share of the measured time.
    void pass(double share) {
        passNanos((long) (share * nanos()));
    }

    void passNanos(long nanos) {
        swarm.run(swarm.now() + nanos);
    }

    /// So large a share of the listeners falls silent at once.
    void crash(double share) {
        List<Node> victims = swarm.draw((int) Math.round(share * options.peers()));
        victims.forEach(swarm::crash);
    }

    /// Nothing is broadcast.
    void beSilent() {
        silent = true;
    }

    boolean isSilent() {
        return silent;
    }

    long eventNanos() {
        return eventNanos;
    }

    long windowFromNanos() {
        return windowFromNanos;
    }

    long windowUntilNanos() {
        return windowUntilNanos;
    }

    long soundFromNanos() {
        return soundFromNanos;
    }
}
