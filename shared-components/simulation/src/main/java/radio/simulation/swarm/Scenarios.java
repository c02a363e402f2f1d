package radio.simulation.swarm;

import java.util.List;
import java.util.Optional;
import radio.overlay.Heartbeat;
import radio.overlay.OverlaySettings;
import radio.overlay.Resilience;

/// All the scenarios there are. The numbers asked for are the unless it says otherwise.
final class Scenarios {
    private static final long RUSH_NANOS = 10 * Network.SECOND;
    private static final long PARTED_NANOS = 15 * Network.SECOND;
    private static final long GONE_NANOS = 3 * Network.SECOND;
    private static final long CRASH_WINDOW_NANOS = 3 * Network.SECOND;
    private static final double MEAN_SESSION_NANOS = 300e9;
    private static final double BASE_SHARE = .05;
    private static final double FORGERS_SHARE = .01;
    private static final int SHUFFLES = 50;

    private Scenarios() {}

    static Optional<Scenario> named(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    static List<Scenario> all() {
        return List.of(
                steady(),
                flashCrowd(),
                churn(),
                crash(10),
                crash(30),
                crash(50),
                crash(80),
                crashOfTwice(),
                partition(),
                new Scenario(
                                "lossy",
                                "2 % loss and 50 ms of jitter everywhere",
                                Scenarios::uneventful,
                                Scenarios::nothingIsLost)
                        .on(new NetworkSettings(10, 100, 50, .02)),
                new Scenario(
                                "mixed-capacity",
                                "from phones to servers with 40 slots",
                                Scenarios::uneventful,
                                Scenarios::nothingIsLost)
                        .with(Mix.WIDE),
                new Scenario(
                                "leaf-heavy",
                                "four of five serve nobody",
                                Scenarios::uneventful,
                                Scenarios::nothingIsLost)
                        .with(Mix.LEAF_HEAVY),
                polluters(),
                new Scenario(
                                "measured-upload",
                                "nobody knows its own uplink",
                                Scenarios::uneventful,
                                (found, checks) -> {
                                    everybodyHears(found, checks);
                                    // Who finds its limit by trying goes over it at times.
                                    checks.atLeast("delivered", found.delivered(), .999);
                                    checks.atMost("closedTooSlow", found.closedTooSlow(), 0);
                                })
                        .with(Mix.WIDE)
                        .set(settings ->
                                settings.withUploadBitsPerSecond(OverlaySettings.MEASURED_UPLOAD)),
                sourceRestart(),
                sourceUplinkHalved(),
                oneMachine(),
                membership());
    }

    private static void uneventful(Run run) {
        run.settle();
        run.pass(1);
    }

    private static void nothingIsLost(SwarmReport found, Checks checks) {
        checks.atLeast("delivered", found.delivered(), 1);
        checks.atMost("late", found.late(), 0);
        everybodyHears(found, checks);
    }

    private static void everybodyHears(SwarmReport found, Checks checks) {
        checks.atMost("isolatedForGood", found.isolatedForGood(), 0);
        checks.atMost("timeToSoundMillis.never", found.timeToSoundMillis().never(), 0);
        checks.atMost("outOfOrder", found.outOfOrder(), 0);
        checks.atMost("asymmetricLinks", found.asymmetricLinks(), 0);
        checks.atMost("forgedDelivered", found.forgedDelivered(), 0);
        checks.atMost("sourceChildrenPeak", found.sourceChildrenPeak(), Kind.SOURCE.slots() + 1);
    }

    private static Scenario steady() {
        return new Scenario(
                "steady",
                "everybody joins, then nothing happens",
                Scenarios::uneventful,
                (found, checks) -> {
                    nothingIsLost(found, checks);
                    checks.atMost(
                            "delayFirst30Millis.p999", found.delayFirst30Millis().p999(), 900);
                    checks.atMost("delayAfterMillis.p999", found.delayAfterMillis().p999(), 700);
                    checks.atMost("rmr", found.rmr(), .06);
                    checks.atMost("sourceEgressRatio", found.sourceEgressRatio(), 5);
                });
    }

    private static Scenario flashCrowd() {
        return new Scenario(
                "flash-crowd",
                "a settled twentieth, then all the others within 10 s",
                run -> {
                    int base = (int) Math.max(2, Math.round(BASE_SHARE * run.peers()));
                    run.settle(base);
                    // The first ones shall have been there for a while.
                    run.passNanos(5 * Network.SECOND);
                    run.countNewcomers();
                    run.event(RUSH_NANOS);
                    run.join(run.peers() - base, RUSH_NANOS);
                    run.passNanos(Math.max(run.nanos(), RUSH_NANOS + 6 * Network.SECOND));
                },
                (found, checks) -> {
                    everybodyHears(found, checks);
                    checks.atLeast(
                            "timeToSoundMillis.within1Second",
                            found.timeToSoundMillis().within1Second(),
                            .5);
                    checks.atLeast(
                            "timeToSoundMillis.within3Seconds",
                            found.timeToSoundMillis().within3Seconds(),
                            .99);
                    checks.atMost("veteransMissed", found.veteransMissed(), 0);
                });
    }

    /// Arrivals are Poisson, as many as departures; the first ones' sessions are exponential too,
    /// which has no memory.
    private static Scenario churn() {
        return new Scenario(
                "churn",
                "people come and go, five minutes each on average",
                run -> {
                    run.settle();
                    Swarm swarm = run.swarm();
                    long end = swarm.now() + run.nanos();
                    swarm.listeners(_ -> true).forEach(node -> part(run, node, end));
                    double meanPauseNanos = MEAN_SESSION_NANOS / run.peers();
                    double at = swarm.now() + exponential(run, meanPauseNanos);
                    while (at < end) {
                        Kind kind = run.drawKind();
                        swarm.at((long) at, () -> part(run, swarm.join(kind), end));
                        at += exponential(run, meanPauseNanos);
                    }
                    run.pass(1);
                },
                (found, checks) -> {
                    everybodyHears(found, checks);
                    // A guess: leaving is announced half the time only.
                    checks.atLeast("delivered", found.delivered(), .9999);
                });
    }

    /// Every other one says goodbye, the rest just vanish.
    private static void part(Run run, Node node, long end) {
        double nanos = exponential(run, MEAN_SESSION_NANOS);
        boolean politely = run.swarm().random().nextBoolean();
        if (run.swarm().now() + nanos < end) {
            run.swarm()
                    .at(
                            run.swarm().now() + (long) nanos,
                            () -> {
                                if (politely) {
                                    run.swarm().leave(node);
                                } else {
                                    run.swarm().crash(node);
                                }
                            });
        }
    }

    private static double exponential(Run run, double mean) {
        return -mean * Math.log(1 - run.swarm().random().nextDouble());
    }

    private static Scenario crash(int percent) {
        return new Scenario(
                "crash" + percent,
                percent + " % fall silent at once, at half-time",
                run -> {
                    run.settle();
                    run.pass(.5);
                    run.event(CRASH_WINDOW_NANOS);
                    run.crash(percent / 100.0);
                    run.passNanos(Math.max(run.nanos() / 2, 20 * Network.SECOND));
                },
                (found, checks) -> crashBounds(percent, found, checks));
    }

    private static void crashBounds(int percent, SwarmReport found, Checks checks) {
        everybodyHears(found, checks);
        checks.atMost(
                "sourceConnectsPerSecondPeakAfter",
                found.sourceConnectsPerSecondPeakAfter(),
                Math.ceil(20 * Math.max(1, found.survivors() / 1000.0)));
        if (percent == 10) {
            checks.atMost("late1000", found.late1000(), .0002);
        }
        if (percent <= 50) {
            checks.atLeast("recoveredIn5Seconds", found.recoveredIn5Seconds(), .999);
        } else {
            checks.atLeast("recoveredIn15Seconds", found.recoveredIn15Seconds(), .999);
        }
    }

    private static Scenario crashOfTwice() {
        return new Scenario(
                        "crash10-dual",
                        "the same as crash10 where everybody has two parents",
                        crash(10).script(),
                        (found, checks) -> {
                            everybodyHears(found, checks);
                            checks.atLeast("lossless", found.lossless(), .999);
                            checks.atMost("late1000", found.late1000(), .0002);
                        })
                .set(settings -> settings.withResilience(Resilience.DUAL));
    }

    private static Scenario partition() {
        return new Scenario(
                "partition",
                "a third of the time in, one half cannot reach the other for 15 s",
                run -> {
                    run.settle();
                    run.pass(1 / 3.0);
                    for (Node node : run.swarm().draw(run.peers() / 2)) {
                        node.side = 1;
                    }
                    run.swarm().network().part();
                    run.passNanos(PARTED_NANOS);
                    run.swarm().network().heal();
                    run.event(CRASH_WINDOW_NANOS);
                    run.passNanos(
                            Math.max(run.nanos() * 2 / 3 - PARTED_NANOS, 20 * Network.SECOND));
                },
                (found, checks) -> {
                    everybodyHears(found, checks);
                    // A guess: as after the worst crash.
                    checks.atLeast("recoveredIn15Seconds", found.recoveredIn15Seconds(), .999);
                });
    }

    private static Scenario polluters() {
        return new Scenario(
                "polluters",
                "one in a hundred passes on chunks that the station has not signed",
                run -> {
                    run.settle();
                    for (Node node :
                            run.swarm()
                                    .draw(
                                            (int)
                                                    Math.max(
                                                            1,
                                                            Math.round(
                                                                    FORGERS_SHARE
                                                                            * run.peers())))) {
                        node.forger = true;
                    }
                    run.event(CRASH_WINDOW_NANOS);
                    run.pass(1);
                },
                (found, checks) -> {
                    everybodyHears(found, checks);
                    checks.atMost("repeatedForgeries", found.repeatedForgeries(), 0);
                    // A guess: being cut off from a forger is no worse than its crash.
                    checks.atLeast("delivered", found.delivered(), .9999);
                });
    }

    private static Scenario sourceRestart() {
        return new Scenario(
                "source-restart",
                "the source's process ends at half-time and is back after 3 s, in a new epoch",
                run -> {
                    run.settle();
                    run.pass(.5);
                    Node source = run.swarm().source();
                    run.swarm().kill(source);
                    run.passNanos(GONE_NANOS);
                    run.swarm().restart(source);
                    run.event(RUSH_NANOS);
                    run.passNanos(Math.max(run.nanos() / 2 - GONE_NANOS, 20 * Network.SECOND));
                },
                (found, checks) -> {
                    everybodyHears(found, checks);
                    checks.atLeast("recoveredIn15Seconds", found.recoveredIn15Seconds(), .999);
                });
    }

    private static Scenario sourceUplinkHalved() {
        return new Scenario(
                "source-uplink-halved",
                "at half-time the source's uplink is half as fast",
                run -> {
                    run.settle();
                    run.pass(.5);
                    run.swarm().source().uplink.rate(Kind.SOURCE.uplinkBitsPerSecond() / 2);
                    run.event(RUSH_NANOS);
                    run.pass(.5);
                },
                (found, checks) -> {
                    everybodyHears(found, checks);
                    checks.atLeast("delivered", found.delivered(), .9999);
                    checks.atLeast("recoveredIn15Seconds", found.recoveredIn15Seconds(), .999);
                });
    }

    /// The same network and the same peers as `scripts/local-mesh --peers` has, to be compared
    /// with.
    private static Scenario oneMachine() {
        return new Scenario(
                        "one-machine",
                        "all have four slots and are next to each other, as in scripts/local-mesh",
                        Scenarios::uneventful,
                        Scenarios::nothingIsLost)
                .on(NetworkSettings.ONE_MACHINE)
                .with(Mix.FOUR_SLOTS)
                .set(settings -> settings.withUploadBitsPerSecond(0));
    }

    /// The set-up of the reference numbers in the design: no broadcast; all join one by one through
    /// the same contact, then fifty shuffles each.
    private static Scenario membership() {
        return new Scenario(
                        "membership",
                        "no broadcast: joins through one contact, 50 shuffles, then the graph",
                        run -> {
                            run.beSilent();
                            Swarm swarm = run.swarm();
                            swarm.source(new Kind(2, 0), true);
                            long pause = 12 * Network.MILLI;
                            run.join(run.peers(), pause * run.peers());
                            swarm.run(pause * run.peers());
                            swarm.startMeasuring();
                            long limit = swarm.now() + Math.max(run.nanos(), 2000 * Network.SECOND);
                            long before = swarm.shufflesBegun();
                            long wanted = (long) SHUFFLES * run.peers();
                            do {
                                run.passNanos(Network.SECOND);
                            } while (swarm.shufflesBegun() > before
                                    && swarm.shufflesBegun() - before < wanted
                                    && swarm.now() < limit);
                        },
                        (found, checks) -> {
                            checks.atMost("asymmetricLinks", found.asymmetricLinks(), 0);
                            checks.atMost("unreached", found.unreached(), 0);
                            if (found.listeners() >= 9_000) {
                                checks.atMost("clustering", found.clustering(), .002);
                                checks.atMost(
                                        "averageShortestPath", found.averageShortestPath(), 7);
                                checks.atMost("floodHops", found.floodHops(), 10);
                            }
                        })
                .with(Mix.EQUAL)
                // Views of five for everybody, as in the paper. Nobody fails, so that links need
                // not
                // be watched closely.
                .set(settings ->
                        settings.withMembership(settings.membership().withLinks(5, 3, 3))
                                .withHeartbeat(
                                        new Heartbeat.Settings(
                                                5 * Network.SECOND,
                                                20 * Network.SECOND,
                                                Network.SECOND)));
    }
}
