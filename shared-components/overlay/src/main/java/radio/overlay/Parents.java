package radio.overlay;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.Reason;

/// Who pushes to this node: its parent, and perhaps a second one that takes the parent's place when
/// it is gone. What is asked of whom is up to [ParentSearch]; here is what comes of it.
final class Parents {
    /// Between two changes to a parent that is much nearer to the source. A guess: until the delay
    /// by way of the last one is known.
    private static final long LEAP_NANOS = 500_000_000L;

    /// A link with room is asked at once if it would bring chunks by so much of the delay sooner.
    /// Simulated: half of it leaves trees deep for seconds after a crash.
    private static final int LEAP_PART = 4;

    /// From the loss of a parent until its own parent gives its place away: [Children] waits for
    /// three quarters of a second, and everybody else who lost it does not come at the same time.
    private static final long HEIR_NANOS = 600_000_000L;

    private static final long HEIR_SPREAD_NANOS = 200_000_000L;

    /// A guess: what clocks and queues shake.
    private static final long WORTH_NANOS = 30_000_000L;

    /// Beside the time the missing chunks take, that much is a parent given that was left. A guess:
    /// a chunk and a round trip.
    private static final long HANDOVER_NANOS = 200_000_000L;

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Station station;
    private final Membership membership;
    private final Children children;
    private final Repair repair;
    private final Prospects prospects;
    private final Intake intake;
    private final Timing timing;
    private final Heartbeat heartbeat;
    private final SourceClock clock;
    private final ParentSearch search;
    private Phase phase = Phase.SEARCHING;
    private long patienceUntilNanos = Neighbour.NEVER;
    private long improveAtNanos;
    private long secondAtNanos;

    /// When a link with room may next be asked without waiting for the next look.
    private long leapAtNanos;

    /// Whose child a lost parent was, and when to ask whether we may have that place: who looked in
    /// haste is deeper now, and everybody below it with it.
    private @Nullable Contact grandparent;

    private long inheritAtNanos = Neighbour.NEVER;

    /// The parent we had, which still brings what is older than `leavingFrom`.
    private @Nullable Neighbour leaving;

    private long leavingFrom;
    private long leavingUntilNanos;

    /// Whether the search goes on only because the parent is silent.
    private boolean suspecting;

    Parents(
            Turn turn,
            Neighbours neighbours,
            Route route,
            Station station,
            Membership membership,
            Children children,
            Repair repair,
            Prospects prospects,
            Intake intake,
            Timing timing,
            Heartbeat heartbeat,
            SourceClock clock,
            ParentSearch search) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.station = station;
        this.membership = membership;
        this.children = children;
        this.repair = repair;
        this.prospects = prospects;
        this.intake = intake;
        this.timing = timing;
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.search = search;
    }

    /// [Phase#SEARCHING], [Phase#WAITING] or [Phase#ON_AIR].
    Phase phase() {
        return phase;
    }

    /// Sets out for the first time.
    void start(List<Candidate> bootstrap) {
        search.bootstrap(bootstrap);
        search.begin();
    }

    void farewell() {
        Neighbour parent = route.parent();
        if (parent != null) {
            turn.send(parent, new Message.Prune(turn.stream()));
        }
        leaveSecond();
    }

    // ---- What is due ----

    void tick() {
        handOver();
        if (turn.now() >= patienceUntilNanos) {
            patienceUntilNanos = Neighbour.NEVER;
            search.begin();
        }
        lookAtParent();
        lookForSecond();
        inherit();
        search.tick().ifPresent(this::ask);
    }

    long nextNanos() {
        long handover = leaving == null ? Neighbour.NEVER : leavingUntilNanos;
        long heir = search.active() ? Neighbour.NEVER : inheritAtNanos;
        return Math.min(Math.min(handover, heir), Math.min(patienceUntilNanos, search.nextNanos()));
    }

    /// Whether the parent has fallen silent or speaks again: that is not put off.
    boolean restless() {
        return phase == Phase.ON_AIR && prospects.parentSilent() != suspecting;
    }

    /// Looks for another parent if ours is silent, and now and then for a better one.
    private void lookAtParent() {
        if (phase != Phase.ON_AIR) {
            return;
        }
        Neighbour parent = route.parent();
        if (parent != null && prospects.parentSilent()) {
            if (route.second() != null) {
                leaveParent(parent, Notice.Loss.SILENT);
            } else if (!suspecting) {
                turn.count(Counter.SUSPECTED);
                suspecting = true;
                search.begin();
            }
        } else if (suspecting) {
            suspecting = false;
            search.end();
        } else if (turn.now() >= improveAtNanos) {
            improve();
        }
    }

    /// One that wants two parents looks for the second one now and then until there is one.
    private void lookForSecond() {
        if (turn.settings().resilience() == Resilience.DUAL
                && phase == Phase.ON_AIR
                && route.parent() != null
                && route.second() == null
                && !search.active()
                && turn.now() >= secondAtNanos) {
            long period = turn.settings().search().improveNanos();
            secondAtNanos = turn.now() + period / 2 + turn.random().nextLong(period);
            search.beginSecond();
        }
    }

    private void improve() {
        long period = turn.settings().search().improveNanos();
        improveAtNanos = turn.now() + period / 2 + turn.random().nextLong(period);
        for (Neighbour candidate : prospects.candidates()) {
            if (mayGain(candidate, worthNanos())) {
                improve(candidate);
                return;
            }
        }
    }

    /// A gain that is worth a change: a tenth, and more than the clocks may be wrong.
    private long worthNanos() {
        return timing.parentDelayNanos() / 10 + WORTH_NANOS;
    }

    private void improve(Neighbour candidate) {
        turn.count(Counter.IMPROVED);
        search.consider(candidate.described());
        leapAtNanos = turn.now() + LEAP_NANOS;
    }

    private void inherit() {
        Contact heritage = grandparent;
        if (turn.now() < inheritAtNanos || heritage == null || search.active()) {
            return;
        }
        forgetHeritage();
        if (phase == Phase.ON_AIR && route.second() == null) {
            search.consider(heritage);
        }
    }

    private void forgetHeritage() {
        grandparent = null;
        inheritAtNanos = Neighbour.NEVER;
    }

    /// Whether chunks would come that much sooner from there. What its delay is a neighbour says by
    /// its idea of the source's clock, which is wrong by what the ways there and back differ, and
    /// all below it inherit that: half of the gain has to have shown by our own clock.
    private boolean mayGain(Neighbour candidate, long nanos) {
        return candidate.roundTripKnown()
                && Prospects.expectedNanos(candidate) + nanos < timing.parentDelayNanos()
                && timing.leadNanos(candidate) > nanos / 2
                && search.mayAsk(candidate);
    }

    /// A link says that it has room. Who looks for a parent asks it; who has one asks it at once,
    /// and not at the next look, if that is much nearer to the source: such places become free when
    /// somebody has gone, and then everybody below them gets the sound sooner.
    ///
    /// @return whether it is asked
    boolean offered(Neighbour link) {
        if (search.active()) {
            if (prospects.able(link)) {
                search.offered(link);
                return true;
            }
        } else if (phase == Phase.ON_AIR
                && turn.now() >= leapAtNanos
                && mayGain(link, Math.max(worthNanos(), timing.parentDelayNanos() / LEAP_PART))
                && prospects.able(link)) {
            improve(link);
            return true;
        }
        return false;
    }

    private void ask(Neighbour peer) {
        // The ping tells how much room we bring along.
        heartbeat.ping(peer);
        Message.Have have = peer.have;
        if (have != null
                && route.parent() != null
                && !suspecting
                && !search.forSecond()
                && prospects.able(peer)
                && have.epoch() == station.epoch()) {
            turn.send(peer, intake.graftBeside(peer, have));
        } else {
            turn.send(peer, intake.graft());
        }
    }

    // ---- Lost and found ----

    /// A connection has ended, for whatever reason.
    void gone(Neighbour neighbour, Notice.Loss why) {
        if (neighbour == leaving) {
            leaving = null;
        }
        if (route.isParent(neighbour)) {
            parentLost(neighbour, why);
        } else if (route.isSecond(neighbour)) {
            secondLost(neighbour);
        }
    }

    private void parentLost(Neighbour parent, Notice.Loss why) {
        boolean hadRoute = route.hasRoute();
        suspecting = false;
        patienceUntilNanos = Neighbour.NEVER;
        turn.happened(new Notice.ParentLost(parent.id, why));
        if (promoteSecond()) {
            return;
        }
        route.leave();
        phase = Phase.SEARCHING;
        if (hadRoute) {
            children.tellPath();
        }
        search.begin();
    }

    /// The second parent takes the place of the first, which is gone or soon will be.
    private boolean promoteSecond() {
        Neighbour next = route.second();
        if (next == null) {
            return false;
        }
        turn.happened(new Notice.SecondLost(next.id));
        if (!route.promote()) {
            turn.send(next, new Message.Prune(turn.stream()));
            return false;
        }
        phase = Phase.ON_AIR;
        search.end();
        intake.promoted();
        clock.restart();
        turn.happened(new Notice.ParentFound(next.id, route.path().size() - 1));
        children.tellPath();
        return true;
    }

    private void secondLost(Neighbour second) {
        route.leaveSecond();
        turn.happened(new Notice.SecondLost(second.id));
    }

    private void leaveSecond() {
        Neighbour second = route.second();
        if (second != null) {
            secondLost(second);
            turn.send(second, new Message.Prune(turn.stream()));
            membership.leftOver(second, "needed no longer");
        }
    }

    /// Ends it with a parent that is still connected.
    private void leaveParent(Neighbour parent, Notice.Loss why) {
        turn.send(parent, new Message.Prune(turn.stream()));
        parentLost(parent, why);
        if (!parent.agreed) {
            neighbours.drop(parent, Reason.LEAVING, "found another parent", why);
        }
    }

    /// Another parent has taken us.
    ///
    /// @param from with which chunk it begins
    /// @param untilNanos until when the old one may take to bring those before
    private void change(Neighbour old, long from, long untilNanos) {
        finishHandover();
        route.leave();
        turn.happened(
                new Notice.ParentLost(
                        old.id, suspecting ? Notice.Loss.SILENT : Notice.Loss.BETTER));
        suspecting = false;
        leaving = old;
        leavingFrom = from;
        leavingUntilNanos = untilNanos;
        handOver();
    }

    /// Tells the parent that was left for a better one that it need not go on, as soon as it has
    /// brought all that the new one will not.
    void handOver() {
        if (leaving != null
                && (intake.wanted() >= leavingFrom || turn.now() >= leavingUntilNanos)) {
            finishHandover();
        }
    }

    /// We come back to this one: it shall go on.
    private void stays(Neighbour parent) {
        leaving = parent == leaving ? null : leaving;
    }

    private void finishHandover() {
        Neighbour old = leaving;
        leaving = null;
        if (old == null) {
            return;
        }
        turn.send(old, new Message.Prune(turn.stream()));
        if (!old.agreed) {
            neighbours.drop(old, Reason.LEAVING, "found another parent", Notice.Loss.BETTER);
        }
    }

    void onGrafted(Neighbour from, Message.Grafted grafted) {
        if (!search.expects(from)) {
            // Too late: give the slot back.
            turn.count(Counter.UNEXPECTED);
            if (!route.feeds(from)) {
                turn.send(from, new Message.Prune(turn.stream()));
            }
            return;
        }
        if (grafted.stream() != turn.stream()
                || !Route.plausible(grafted.path(), from.id)
                || route.loops(grafted.path())) {
            turn.count(Counter.LOOP);
            turn.send(from, new Message.Prune(turn.stream()));
            search.giveUp(from);
            return;
        }
        Neighbour old = route.parent();
        if (old != null && search.forSecond()) {
            takeSecond(from, grafted);
            return;
        }
        // After a loss: where we were, until the new path is known.
        Optional<Contact> heritage =
                old == null || suspecting ? route.grandparent() : Optional.empty();
        int depth = route.lastDepth();
        long roundTrip = search.graftAgeNanos();
        long missing = suspecting ? 0 : Math.max(0, grafted.firstSequence() - intake.wanted());
        long oldUntilNanos =
                old == null || missing == 0 || missing > Intake.MOST_AHEAD
                        ? turn.now()
                        : turn.now() + missing * station.chunkNanos() + HANDOVER_NANOS;
        stays(from);
        if (old != null) {
            change(old, grafted.firstSequence(), oldUntilNanos);
        }
        route.adopt(from, grafted.path());
        forgetHeritage();
        if (heritage.isPresent() && route.lastDepth() >= depth) {
            grandparent = heritage.get();
            inheritAtNanos = turn.now() + HEIR_NANOS + turn.random().nextLong(HEIR_SPREAD_NANOS);
        }
        from.leaseNanos = Neighbour.NEVER;
        membership.joinsTree(from);
        repair.newParent(grafted.firstSequence(), oldUntilNanos);
        phase = Phase.ON_AIR;
        patienceUntilNanos = Neighbour.NEVER;
        search.remember(from.contact);
        search.end();
        intake.begin(grafted.firstSequence());
        clock.restart();
        clock.sample(roundTrip, grafted.sourceUnixNanos());
        turn.happened(new Notice.ParentFound(from.id, route.path().size() - 1));
        children.tellPath();
    }

    private void takeSecond(Neighbour from, Message.Grafted grafted) {
        if (route.shares(from, grafted.path())) {
            turn.send(from, new Message.Prune(turn.stream()));
            search.avoid(from.id, turn.settings().search().displacedNanos());
            search.giveUp(from);
            return;
        }
        stays(from);
        route.adoptSecond(from, grafted.path());
        from.leaseNanos = Neighbour.NEVER;
        membership.joinsTree(from);
        search.remember(from.contact);
        search.end();
        turn.happened(new Notice.SecondFound(from.id));
    }

    void onRefused(Neighbour from, Message.Refused refused) {
        if (search.expects(from)) {
            search.refused(from, refused);
        } else {
            turn.count(Counter.UNEXPECTED);
        }
    }

    void onPath(Neighbour from, Message.Path message) {
        if (route.isSecond(from) && message.stream() == turn.stream()) {
            if (message.path().isEmpty()
                    || route.loops(message.path())
                    || !Route.plausible(message.path(), from.id)) {
                leaveSecond();
            } else {
                route.adoptSecond(from, message.path());
            }
        } else if (!route.isParent(from) || message.stream() != turn.stream()) {
            turn.count(Counter.UNEXPECTED);
        } else if (message.path().isEmpty() && route.second() != null) {
            leaveParent(from, Notice.Loss.NO_ROUTE);
        } else if (message.path().isEmpty()) {
            if (route.dry(turn.now())) {
                phase = Phase.WAITING;
                long spread = turn.settings().search().patienceSpreadNanos();
                patienceUntilNanos =
                        turn.now()
                                + turn.settings().search().patienceNanos()
                                + turn.random().nextLong(spread);
                turn.happened(new Notice.NoRoute(from.id));
                children.tellPath();
            }
        } else if (route.loops(message.path())) {
            turn.count(Counter.LOOP);
            leaveParent(from, Notice.Loss.LOOP);
        } else if (!Route.plausible(message.path(), from.id)) {
            turn.count(Counter.UNEXPECTED);
            leaveParent(from, Notice.Loss.PROTOCOL);
        } else {
            if (phase == Phase.WAITING) {
                phase = Phase.ON_AIR;
                patienceUntilNanos = Neighbour.NEVER;
                search.end();
                turn.happened(new Notice.ParentFound(from.id, message.path().size()));
            }
            if (route.follow(from, message.path())) {
                children.tellPath();
            }
        }
    }

    /// @return false if that is none of those who push to us
    boolean onPrune(Neighbour from) {
        if (route.isParent(from)) {
            parentLost(from, Notice.Loss.PRUNED);
            if (!from.agreed) {
                neighbours.drop(from, Reason.LEAVING, "pruned", Notice.Loss.PRUNED);
            }
        } else if (route.isSecond(from)) {
            secondLost(from);
        } else if (from == leaving) {
            leaving = null;
        } else {
            return false;
        }
        return true;
    }

    void onAlternatives(Neighbour from, Message.Alternatives others) {
        if (route.isParent(from) && others.stream() == turn.stream()) {
            route.alternatives(others.contacts());
        } else {
            turn.count(Counter.UNEXPECTED);
        }
    }

    /// The parent wants our slot for somebody else: we look around while it goes on pushing.
    void onMove(Neighbour from, Message.Move move) {
        if (!route.feeds(from) || move.stream() != turn.stream()) {
            turn.count(Counter.UNEXPECTED);
            return;
        }
        long away = turn.settings().search().displacedNanos();
        search.avoid(from.id, away + turn.random().nextLong(away));
        route.alternatives(move.contacts());
        if (route.isSecond(from)) {
            leaveSecond();
        } else if (route.second() != null) {
            leaveParent(from, Notice.Loss.PRUNED);
        } else {
            search.begin();
        }
    }
}
