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
    private final Prospects prospects;
    private final Repair repair;
    private final Intake intake;
    private final Route route;
    private final Cursors cursors;
    private final SourceClock clock;
    private final Timing timing;
    private final Children children;
    private final Heartbeat heartbeat;
    private final ParentSearch search;
    private final Door door;
    private final Parents parents;
    private boolean started;
    private boolean left;
    private long wakeNanos = Neighbour.NEVER;

    /// When something is due, as far as routine events do not change it.
    private long dueNanos;

    private long doorAtNanos;

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
        this.timing = new Timing(turn, route, this.station, clock);
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
        this.prospects = new Prospects(turn, neighbours, route, this.station, window, timing);
        this.repair =
                new Repair(
                        turn,
                        neighbours,
                        route,
                        this.station,
                        window,
                        children,
                        upload,
                        timing,
                        prospects);
        this.intake =
                new Intake(
                        turn,
                        neighbours,
                        this.station,
                        window,
                        bans,
                        cursors,
                        repair,
                        timing,
                        prospects,
                        route);
        this.heartbeat = new Heartbeat(turn, neighbours, route, children, clock);
        this.search =
                new ParentSearch(turn, neighbours, route, bans, membership, prospects, self.peer());
        this.parents =
                new Parents(
                        turn,
                        neighbours,
                        route,
                        this.station,
                        membership,
                        children,
                        repair,
                        prospects,
                        intake,
                        timing,
                        heartbeat,
                        clock,
                        search);
        this.door = new Door(settings.door(), isSource);
    }

    /// Takes in one event and says what to do.
    ///
    /// @param nowNanos monotonic; never less than in the call before
    /// @return the effects, to be carried out in order
    public List<Effect> handle(Event event, long nowNanos) {
        turn.begin(nowNanos);
        if (left) {
            return turn.effects();
        }
        if (heartbeat.isTardy(wakeNanos)) {
            search.stoodStill(heartbeat.stoodStill(wakeNanos));
            wakeNanos = Neighbour.NEVER;
        }
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
            case Event.Slept(long nanos) -> slept(nanos);
            case Event.TimerFired _ -> {} // What is due is done after every event.
            case Event.Leave _ -> leave();
        }
        if (!left) {
            if (isRoutine(event) && turn.now() < dueNanos && !parents.restless()) {
                soon();
            } else {
                due();
                wake();
            }
        }
        return turn.effects();
    }

    private void slept(long nanos) {
        clock.slept(nanos);
        heartbeat.forgetPings();
        turn.count(Counter.STOOD_STILL);
        turn.happened(new Notice.StoodStill(nanos));
    }

    /// What comes dozens of times a second and changes nothing but what [#soon] looks at: then
    /// everything else that is due is not looked for before its time.
    private static boolean isRoutine(Event event) {
        return event instanceof Event.TimerFired
                || event instanceof Event.Received(PeerId _, Message message)
                        && (message instanceof Message.Push
                                || message instanceof Message.Have
                                || message instanceof Message.Ping
                                || message instanceof Message.Pong);
    }

    /// What may be due within the time from one chunk to the next.
    private void soon() {
        intake.tick();
        repair.tick();
        cursors.pump();
        if (turn.now() < dueNanos) {
            wakeAt(Math.min(dueNanos, soonestNanos()));
        } else {
            due();
            wake();
        }
    }

    private long soonestNanos() {
        return Math.min(repair.nextNanos(), Math.min(intake.nextNanos(), cursors.nextNanos()));
    }

    // ---- What is due ----

    private void due() {
        heartbeat.tick();
        neighbours.endLeases();
        parents.tick();
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

    private void wake() {
        long next = Math.min(heartbeat.nextNanos(), neighbours.nextLeaseNanos());
        next = Math.min(next, Math.min(parents.nextNanos(), children.nextNanos()));
        next = Math.min(next, membership.nextNanos());
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
        if (started) {
            throw new IllegalStateException("started twice");
        }
        started = true;
        membership.start(start.remembered());
        if (!isSource) {
            parents.start(start.bootstrap());
        }
    }

    private void leave() {
        children.farewell();
        parents.farewell();
        for (Neighbour neighbour : neighbours.all()) {
            turn.disconnect(neighbour.id, Reason.LEAVING, "leaving");
        }
        left = true;
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
        parents.gone(neighbour, why);
        // Also when a routine event was the cause, such as a forged chunk.
        dueNanos = turn.now();
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
            parents.handOver();
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

    /// What comes dozens of times a second: kept out of the switch over all kinds of messages,
    /// which is slow.
    private boolean routine(Neighbour from, Message message) {
        if (message instanceof Message.Have have) {
            repair.onHave(from, have);
            if (have.freeSlots() > 0 && parents.offered(from)) {
                dueNanos = turn.now();
            }
        } else if (message instanceof Message.Ping ping) {
            heartbeat.onPing(from, ping);
        } else if (message instanceof Message.Pong pong) {
            heartbeat.onPong(from, pong);
        } else if (message instanceof Message.Push push && from.agreed) {
            intake.extra(from, push);
            parents.handOver();
        } else {
            return false;
        }
        return true;
    }

    private void seldom(Neighbour from, Message message) {
        switch (message) {
            case Message.Graft graft -> {
                children.onGraft(from, graft);
                repair.ownUp(from);
                doorAtNanos = from.isChild() ? turn.now() : doorAtNanos;
            }
            case Message.Grafted grafted -> parents.onGrafted(from, grafted);
            case Message.Refused refused -> parents.onRefused(from, refused);
            case Message.Path path -> parents.onPath(from, path);
            case Message.Alternatives others -> parents.onAlternatives(from, others);
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
            case Message.Move move -> parents.onMove(from, move);
            case Message.ForwardJoin _, Message.Shuffle _ -> turn.count(Counter.UNEXPECTED);
            case Message.Ping _, Message.Pong _, Message.Have _ -> {} // Routine.
            case Message.Redirect _, Message.Unknown _ -> turn.count(Counter.UNKNOWN_MESSAGE);
            case Message.Hello _, Message.Proof _, Message.Welcome _, Message.Bye _ ->
                    turn.count(Counter.UNEXPECTED);
        }
    }

    /// One that pushes to us will do so no longer, or one that we push to wants nothing any more.
    private void prune(Neighbour from) {
        if (parents.onPrune(from)) {
            return;
        }
        if (from.isChild()) {
            children.release(from);
        } else {
            turn.count(Counter.UNEXPECTED);
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
                    prospects.restart();
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
        if (left) {
            return Phase.LEFT;
        }
        if (!started) {
            return Phase.NEW;
        }
        return isSource ? Phase.ON_AIR : parents.phase();
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
