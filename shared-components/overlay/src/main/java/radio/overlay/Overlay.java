package radio.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.Verifier;

/// One node's part in the overlay: a net of links ([Membership]), in it a tree along which every
/// listener passes on what it hears, and beside the tree the means to mend it ([Repair]).
///
/// A pure state machine. The Relay gives it every event with the time, and carries out the effects
/// it answers with; it does nothing by itself and is used by one thread. Whatever a neighbour says,
/// it does not throw, and its memory is bounded: by [OverlaySettings#maxPeers] connections, by the
/// ring, and by the limits in the settings of each mechanism.
///
/// The source is the same machine with [Event.Broadcast] instead of a parent.
public final class Overlay {
    /// HELLO, PROOF and WELCOME of one side, about.
    private static final int HANDSHAKE_BYTES = 220;

    /// From one look at whom to name at the door to the next: children say as often how much is
    /// free below them.
    private static final long DOOR_NANOS = 500_000_000L;

    private static final long SOON_NANOS = 1_000_000L;

    private final Contact self;
    private final boolean isSource;
    private final Turn turn;
    private final Neighbours neighbours;
    private final Station station;
    private final Window window;
    private final Bans bans;
    private final Membership membership;
    private final Upload upload;
    private final Repair repair;
    private final Intake intake;
    private final Route route;
    private final Cursors cursors;
    private final SourceClock clock;
    private final Children children;
    private final Heartbeat heartbeat;
    private final ParentSearch search;
    private final Door door;
    private Phase phase = Phase.NEW;
    private long wakeNanos = Neighbour.NEVER;

    /// When something is due, as far as routine events do not change it.
    private long dueNanos;

    private long patienceUntilNanos = Neighbour.NEVER;
    private long improveAtNanos;
    private long secondAtNanos;
    private long doorAtNanos;

    /// Whether the search goes on only because the parent is silent.
    private boolean suspecting;

    /// @param self who this node is and where it can be reached, as far as it knows itself
    /// @param station whose chunks it carries; others are not genuine
    /// @param random draws shuffles and pauses
    public Overlay(
            OverlaySettings settings,
            Contact self,
            StationId station,
            boolean isSource,
            Verifier verifier,
            RandomGenerator random) {
        this.self = self;
        this.isSource = isSource;
        this.turn = new Turn(settings, random);
        this.neighbours = new Neighbours(turn, this::gone);
        this.station = new Station(station, settings.stream(), verifier);
        this.window = new Window(settings.cursors().ringChunks());
        this.bans = new Bans(turn);
        this.route = new Route(isSource, self);
        this.upload = new Upload(turn, this.station, neighbours);
        this.membership = new Membership(turn, neighbours, route, bans, upload, self);
        this.cursors = new Cursors(turn, neighbours, this.station, window, upload);
        this.clock = new SourceClock(turn, isSource);
        this.children =
                new Children(
                        turn,
                        neighbours,
                        route,
                        this.station,
                        cursors,
                        clock,
                        upload,
                        membership,
                        self.peer());
        membership.freeSlots(children::ownFreeSlots);
        this.repair =
                new Repair(turn, neighbours, route, this.station, window, children, upload, clock);
        this.intake =
                new Intake(turn, neighbours, this.station, window, bans, cursors, repair, route);
        this.heartbeat = new Heartbeat(turn, neighbours, route, children, clock);
        this.search =
                new ParentSearch(turn, neighbours, route, bans, membership, repair, self.peer());
        this.door = new Door(settings.door(), isSource);
    }

    /// Takes in one event and says what to do.
    ///
    /// @param nowNanos monotonic; never less than in the call before
    /// @return the effects, to be carried out in order
    public List<Effect> handle(Event event, long nowNanos) {
        turn.begin(nowNanos);
        if (phase == Phase.LEFT) {
            return turn.effects();
        }
        heartbeat
                .stoodStill(wakeNanos)
                .ifPresent(late -> {
                    search.stoodStill(late);
                    wakeNanos = Neighbour.NEVER;
                });
        switch (event) {
            case Event.Start start -> start(start);
            case Event.PeerUp up -> peerUp(up);
            case Event.PeerLost lost -> peerLost(lost);
            case Event.DialFailed failed -> {
                turn.count(Counter.DIAL_FAILED);
                membership.dialFailed(failed.candidates(), failed.alternatives());
                search.dialFailed(
                        failed.candidates(), failed.retryAfterMillis(), failed.alternatives());
            }
            case Event.Received received -> received(received.peer(), received.message());
            case Event.Broadcast broadcast -> broadcast(broadcast);
            case Event.Announce announce -> announce(announce.header());
            case Event.TimerFired _ -> {} // What is due is done after every event.
            case Event.Leave _ -> leave();
        }
        if (phase != Phase.LEFT) {
            if (isRoutine(event) && turn.now() < Math.min(dueNanos, soonestNanos())) {
                wakeAt(soonestNanos());
            } else {
                due();
                wake();
            }
        }
        return turn.effects();
    }

    /// What comes dozens of times a second and changes nothing but what [#soonestNanos] looks at:
    /// then what is due is not looked for before its time.
    private static boolean isRoutine(Event event) {
        return event instanceof Event.Received(PeerId _, Message message)
                && (message instanceof Message.Push
                        || message instanceof Message.Have
                        || message instanceof Message.Ping
                        || message instanceof Message.Pong);
    }

    private long soonestNanos() {
        return Math.min(repair.nextNanos(), Math.min(intake.nextNanos(), cursors.nextNanos()));
    }

    // ---- What is due ----

    private void due() {
        heartbeat.tick();
        neighbours.endLeases();
        if (turn.now() >= patienceUntilNanos) {
            patienceUntilNanos = Neighbour.NEVER;
            search.begin();
        }
        lookAtParent();
        lookForSecond();
        search.tick().ifPresent(this::ask);
        intake.tick();
        repair.tick();
        membership.tick(search.active());
        cursors.pump();
        children.tick();
        lookAtDoor();
    }

    private void lookAtDoor() {
        door.room(
                children.ownFreeSlots() > 0
                        ? Door.Room.CHILDREN
                        : upload.isSpent()
                                ? Door.Room.SPENT
                                : membership.hasRoom() ? Door.Room.LINKS : Door.Room.NOTHING);
        if (turn.now() >= doorAtNanos) {
            doorAtNanos = turn.now() + DOOR_NANOS;
            int sentBytes = door.takeSentBytes();
            if (sentBytes > 0) {
                upload.spend(sentBytes);
                children.sentAway();
            }
            door.known(children.openings(), membership.sample(null));
        }
    }

    /// Looks for another parent if ours is silent, and now and then for a better one.
    private void lookAtParent() {
        if (isSource || phase != Phase.ON_AIR) {
            return;
        }
        Neighbour parent = route.parent();
        if (parent != null && repair.parentSilent()) {
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
        long own = repair.delayNanos();
        for (Neighbour candidate : repair.candidates()) {
            // A gain that is worth a change: a tenth, and more than the clocks may be wrong.
            if (own >= 0
                    && candidate.roundTripKnown()
                    && Repair.expectedNanos(candidate) + own / 10 + 30_000_000L < own
                    && search.mayAsk(candidate)) {
                turn.count(Counter.IMPROVED);
                search.consider(candidate);
                return;
            }
        }
    }

    private void ask(Neighbour peer) {
        // The ping tells how much room we bring along.
        heartbeat.ping(peer);
        turn.send(peer, intake.graft());
    }

    private void wake() {
        long next = Math.min(heartbeat.nextNanos(), neighbours.nextLeaseNanos());
        next = Math.min(next, Math.min(search.nextNanos(), children.nextNanos()));
        next = Math.min(next, Math.min(membership.nextNanos(), patienceUntilNanos));
        dueNanos = next;
        wakeAt(Math.min(next, soonestNanos()));
    }

    private void wakeAt(long due) {
        // What came to be due while this event was handled is done a moment later.
        long next = due == Neighbour.NEVER ? due : Math.max(due, turn.now() + SOON_NANOS);
        // A timer that fires too early does no harm; asking anew with every chunk would.
        if (next != Neighbour.NEVER && (next < wakeNanos || wakeNanos <= turn.now())) {
            wakeNanos = next;
            turn.add(new Effect.WakeAt(next));
        } else if (wakeNanos <= turn.now()) {
            wakeNanos = Neighbour.NEVER;
        }
    }

    // ---- Life ----

    private void start(Event.Start start) {
        if (phase != Phase.NEW) {
            throw new IllegalStateException("started twice");
        }
        phase = Phase.SEARCHING;
        membership.start(start.remembered());
        if (!isSource) {
            search.bootstrap(start.bootstrap());
            search.begin();
        }
    }

    private void leave() {
        children.farewell();
        Neighbour parent = route.parent();
        if (parent != null) {
            turn.send(parent, new Message.Prune(turn.stream()));
        }
        leaveSecond();
        for (Neighbour neighbour : neighbours.all()) {
            turn.disconnect(neighbour.id, Reason.LEAVING, "leaving");
        }
        phase = Phase.LEFT;
    }

    private void broadcast(Event.Broadcast broadcast) {
        if (!isSource) {
            throw new IllegalStateException("only a source broadcasts");
        }
        intake.broadcast(self.peer(), broadcast.chunk());
    }

    private void announce(StationHeader header) {
        if (!isSource) {
            throw new IllegalStateException("only a source announces");
        }
        took(station.announce(header), header);
    }

    // ---- Connections ----

    private void peerUp(Event.PeerUp up) {
        PeerId peer = up.peer();
        if (peer.equals(self.peer())) {
            turn.disconnect(peer, Reason.SELF, "that is me");
            return;
        }
        if (bans.banned(peer)) {
            turn.count(Counter.BANNED);
            turn.disconnect(peer, Reason.BANNED, "banned for a while");
            return;
        }
        Neighbour old = neighbours.get(peer);
        boolean wasParent = old != null && route.isParent(old);
        if (old != null) {
            neighbours.remove(old, Notice.Loss.REPLACED);
        }
        if (neighbours.size() >= turn.settings().maxPeers() && !makeRoom()) {
            turn.count(Counter.TOO_MANY_PEERS);
            turn.disconnect(peer, Reason.BUSY, "too many connections");
            return;
        }
        Neighbour neighbour =
                new Neighbour(
                        peer,
                        up.contact(),
                        up.dialled(),
                        turn.now(),
                        turn.now() + turn.settings().children().idleLeaseNanos(),
                        turn.settings().quotas(),
                        up.minor(),
                        up.seenAt());
        neighbours.add(neighbour);
        upload.spend(HANDSHAKE_BYTES);
        search.up(neighbour, wasParent, membership.up(neighbour));
    }

    /// Closes the oldest connection that is neither parent nor child nor one we opened.
    private boolean makeRoom() {
        for (Neighbour neighbour : neighbours.each()) {
            if (!neighbour.isChild()
                    && !route.feeds(neighbour)
                    && !neighbour.dialled
                    && !neighbour.agreed) {
                turn.count(Counter.TOO_MANY_PEERS);
                neighbours.drop(neighbour, Reason.BUSY, "too many connections", Notice.Loss.CLOSED);
                return true;
            }
        }
        return false;
    }

    private void peerLost(Event.PeerLost lost) {
        Neighbour neighbour = neighbours.get(lost.peer());
        if (neighbour == null) {
            return; // We closed it ourselves.
        }
        neighbours.remove(neighbour, Notice.Loss.CLOSED);
    }

    /// A connection has ended, for whatever reason: everybody forgets the neighbour.
    private void gone(Neighbour neighbour, Notice.Loss why) {
        search.gone(neighbour);
        membership.gone(neighbour, why);
        repair.gone(neighbour);
        children.release(neighbour);
        if (route.isParent(neighbour)) {
            parentLost(neighbour, why);
        } else if (route.isSecond(neighbour)) {
            secondLost(neighbour);
        }
    }

    // ---- The parent ----

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

    /// Another parent has taken us: the old one is told, nobody else needs to know.
    private void change(Neighbour old) {
        turn.send(old, new Message.Prune(turn.stream()));
        route.leave();
        turn.happened(
                new Notice.ParentLost(
                        old.id, suspecting ? Notice.Loss.SILENT : Notice.Loss.BETTER));
        suspecting = false;
        if (!old.agreed) {
            neighbours.drop(old, Reason.LEAVING, "found another parent", Notice.Loss.BETTER);
        }
    }

    private void grafted(Neighbour from, Message.Grafted grafted) {
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
        long roundTrip = search.graftAgeNanos();
        if (old != null) {
            change(old);
        }
        route.adopt(from, grafted.path());
        from.leaseNanos = Neighbour.NEVER;
        membership.joinsTree(from);
        repair.newParent();
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
        route.adoptSecond(from, grafted.path());
        from.leaseNanos = Neighbour.NEVER;
        membership.joinsTree(from);
        search.remember(from.contact);
        search.end();
        turn.happened(new Notice.SecondFound(from.id));
    }

    private void refused(Neighbour from, Message.Refused refused) {
        if (search.expects(from)) {
            search.refused(from, refused);
        } else {
            turn.count(Counter.UNEXPECTED);
        }
    }

    private void path(Neighbour from, Message.Path message) {
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

    private void prune(Neighbour from) {
        if (route.isParent(from)) {
            parentLost(from, Notice.Loss.PRUNED);
            if (!from.agreed) {
                neighbours.drop(from, Reason.LEAVING, "pruned", Notice.Loss.PRUNED);
            }
        } else if (route.isSecond(from)) {
            secondLost(from);
        } else if (from.isChild()) {
            children.release(from);
        } else {
            turn.count(Counter.UNEXPECTED);
        }
    }

    // ---- What neighbours say ----

    private void received(PeerId peer, Message message) {
        Neighbour from = neighbours.get(peer);
        if (from == null) {
            turn.count(Counter.STRAY);
            return;
        }
        from.heardNanos = turn.now();
        if (message instanceof Message.Push push && route.feeds(from)) {
            if (route.isParent(from)) {
                intake.push(from, push);
            } else {
                intake.extra(from, push);
            }
            return;
        }
        if (!from.quotas.admit(message, turn.now())) {
            turn.count(Counter.OVER_QUOTA);
            if (from.quotas.exhausted()) {
                bans.ban(peer, turn.settings().bans().floodNanos());
                neighbours.drop(from, Reason.PROTOCOL, "too much of it", Notice.Loss.PROTOCOL);
            }
            return;
        }
        if (!routine(from, message)) {
            seldom(from, message);
        }
    }

    /// What comes dozens of times a second; a switch over all kinds of messages takes ten times as
    /// long.
    private boolean routine(Neighbour from, Message message) {
        if (message instanceof Message.Have have) {
            repair.onHave(from, have);
            if (search.active() && repair.able(from)) {
                search.offered(from);
                dueNanos = turn.now();
            }
        } else if (message instanceof Message.Ping ping) {
            heartbeat.onPing(from, ping);
        } else if (message instanceof Message.Pong pong) {
            heartbeat.onPong(from, pong);
        } else if (message instanceof Message.Push push && from.agreed) {
            intake.extra(from, push);
        } else {
            return false;
        }
        return true;
    }

    private void seldom(Neighbour from, Message message) {
        switch (message) {
            case Message.Graft graft -> {
                children.onGraft(from, graft);
                doorAtNanos = from.isChild() ? turn.now() : doorAtNanos;
            }
            case Message.Grafted grafted -> grafted(from, grafted);
            case Message.Refused refused -> refused(from, refused);
            case Message.Path path -> path(from, path);
            case Message.Alternatives others -> alternatives(from, others);
            case Message.Prune _ -> prune(from);
            case Message.Header header -> header(from, header.header());
            case Message.Push _ -> turn.count(Counter.UNSOLICITED);
            case Message.Pull pull -> repair.onPull(from, pull);
            case Message.Join join -> membership.onJoin(from, join);
            case Message.ForwardJoin join when from.agreed -> membership.onForwardJoin(from, join);
            case Message.Neighbour request -> membership.onNeighbour(from, request);
            case Message.NeighbourReply reply -> membership.onReply(from, reply);
            case Message.Shuffle shuffle when from.agreed -> membership.onShuffle(from, shuffle);
            case Message.ShuffleReply reply -> membership.onShuffleReply(from, reply);
            case Message.Move move -> move(from, move);
            case Message.ForwardJoin _, Message.Shuffle _ -> turn.count(Counter.UNEXPECTED);
            case Message.Ping _, Message.Pong _, Message.Have _ -> {} // Routine.
            case Message.Redirect _, Message.Unknown _ -> turn.count(Counter.UNKNOWN_MESSAGE);
            case Message.Hello _, Message.Proof _, Message.Welcome _, Message.Bye _ ->
                    turn.count(Counter.UNEXPECTED);
        }
    }

    private void alternatives(Neighbour from, Message.Alternatives others) {
        if (route.isParent(from) && others.stream() == turn.stream()) {
            route.alternatives(others.contacts());
        } else {
            turn.count(Counter.UNEXPECTED);
        }
    }

    /// The parent wants our slot for somebody else: we look around while it goes on pushing.
    private void move(Neighbour from, Message.Move move) {
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

    private void header(Neighbour from, StationHeader header) {
        Station.Verdict verdict = station.offer(header);
        if (verdict == Station.Verdict.FORGED) {
            intake.forged(from);
        } else {
            took(verdict, header);
        }
    }

    private void took(Station.Verdict verdict, StationHeader header) {
        switch (verdict) {
            case NEW_EPOCH, NEW_REVISION -> {
                if (verdict == Station.Verdict.NEW_EPOCH) {
                    intake.restart();
                    cursors.restart();
                    upload.probe().restart();
                    repair.restart();
                    clock.distrust();
                }
                turn.add(new Effect.NewHeader(header));
                turn.happened(new Notice.HeaderChanged(header.epoch(), header.revision()));
                children.tellHeader();
            }
            case KNOWN -> {
                if (station.header().filter(known -> known.isNewerThan(header)).isPresent()) {
                    turn.count(Counter.STALE_HEADER);
                }
            }
            case WRONG_STATION -> turn.count(Counter.FOREIGN_HEADER);
            case FORGED -> turn.count(Counter.FORGED);
        }
    }

    // ---- For reports ----

    public Phase phase() {
        return isSource && phase == Phase.SEARCHING ? Phase.ON_AIR : phase;
    }

    public Optional<PeerId> parent() {
        return Optional.ofNullable(route.parent()).map(parent -> parent.id);
    }

    /// The one that pushes the same as the parent.
    public Optional<PeerId> secondParent() {
        return Optional.ofNullable(route.second()).map(second -> second.id);
    }

    /// Links between the source and this node: 0 at the source, empty without a way to it.
    public OptionalInt hop() {
        return route.hasRoute() ? OptionalInt.of(route.path().size() - 1) : OptionalInt.empty();
    }

    /// From the source to this node, both included; empty without a way to it.
    public List<Contact> path() {
        return route.path();
    }

    /// Those we push to, in the order in which their connections came up.
    public List<PeerId> children() {
        return children.all().stream().map(child -> child.id).toList();
    }

    /// Open connections.
    public int peers() {
        return neighbours.size();
    }

    /// The active view: links both sides keep, in the order in which they came up.
    public List<PeerId> links() {
        List<PeerId> links = new ArrayList<>();
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.agreed) {
                links.add(neighbour.id);
            }
        }
        return links;
    }

    /// Children that this node and all below it could still take, as far as it knows.
    public int freeSlots() {
        return children.freeSlots();
    }

    /// Whether a child is still catching up with chunks that are held here.
    public boolean owesChunks() {
        return cursors.pending();
    }

    /// The newest genuine header.
    public Optional<StationHeader> header() {
        return station.header();
    }

    /// Peers that a later life of this node could ask, best first: to be kept where it survives.
    public List<Contact> known() {
        List<Contact> known = new ArrayList<>();
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.agreed && !neighbour.contact.candidates().isEmpty()) {
                known.add(neighbour.described());
            }
        }
        known.addAll(membership.acquaintances());
        return known;
    }

    /// Who is let in; to be asked for every stranger, from any thread.
    public Door door() {
        return door;
    }

    /// What this node gives away at most, in bits per second, as configured or measured so far; 0
    /// for no limit.
    public long uploadBitsPerSecond() {
        return upload.bitsPerSecond();
    }

    /// How many of the newest sequence numbers the caller's ring must hold.
    public int ringChunks() {
        return window.capacity();
    }

    /// The first sequence number of the present epoch that is still wanted; empty before its first
    /// chunk.
    public OptionalLong nextSequence() {
        return window.isEmpty() ? OptionalLong.empty() : OptionalLong.of(window.next());
    }

    /// What time it is at the source, in nanoseconds since 1970; empty while nobody has told.
    public OptionalLong sourceUnixNanos(long nowNanos) {
        return clock.unixNanos(nowNanos);
    }
}
