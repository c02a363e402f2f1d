package radio.overlay;

import org.jspecify.annotations.Nullable;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.ChunkId;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.StationHeader;

/// What comes in: chunks, from the parent or pulled from others, each checked before it is
/// delivered and passed on.
///
/// The cheap questions come first, the signature last; one bad signature ends the acquaintance.
final class Intake {
    /// Chunks that another parent may be ahead for a change without a break; 1 s at 100 ms.
    static final int MOST_AHEAD = 10;

    private final Turn turn;
    private final Neighbours neighbours;
    private final Station station;
    private final Window window;
    private final Bans bans;
    private final Cursors cursors;
    private final Repair repair;
    private final Timing timing;
    private final Prospects prospects;
    private final Route route;

    /// The first chunk we asked a parent for; -1 if it may begin where it likes.
    private long askedNext = -1;

    /// What the present parent said it would begin with, until its first chunk has come.
    private boolean fresh;

    private long promised;

    /// The class of the last chunk taken from the present parent.
    private @Nullable ChunkClass lastClass;

    /// Whether the present parent has begun to send what has been, and something is still missing.
    private boolean catchingUp;

    /// Since when something has been missing before the newest chunk, and nothing of it has come.
    private long holeSince = Neighbour.NEVER;

    private long holeAt = -1;

    Intake(
            Turn turn,
            Neighbours neighbours,
            Station station,
            Window window,
            Bans bans,
            Cursors cursors,
            Repair repair,
            Timing timing,
            Prospects prospects,
            Route route) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.station = station;
        this.window = window;
        this.bans = bans;
        this.cursors = cursors;
        this.repair = repair;
        this.timing = timing;
        this.prospects = prospects;
        this.route = route;
    }

    /// A new parent begins to push.
    void begin(long firstSequence) {
        fresh = true;
        promised = firstSequence;
        lastClass = null;
        catchingUp = false;
    }

    /// The second parent is the parent now; it has been pushing all the time.
    void promoted() {
        fresh = false;
        lastClass = ChunkClass.LIVE;
    }

    /// Another epoch has begun.
    void restart() {
        window.clear();
        askedNext = -1;
        holeSince = Neighbour.NEVER;
    }

    /// What to ask a parent for.
    Message.Graft graft() {
        // What takes longer than the playout delay to come nobody would hear.
        boolean resumable =
                !window.isEmpty()
                        && timing.breakNanos(window.newest(), playoutDelayNanos())
                                <= worthwhileNanos();
        if (!resumable) {
            askedNext = -1;
            return new Message.Graft(turn.stream(), 0, 0);
        }
        // What is missing before the newest is pulled if it can be; nobody sends us the rest twice.
        askedNext = repair.canPullAll() ? window.newest() + 1 : window.next();
        return new Message.Graft(turn.stream(), station.epoch(), askedNext);
    }

    /// What to ask a parent for while the one we have goes on: what it will get a moment from now,
    /// so that nothing comes twice and nothing is late; unless that is too far ahead to be waited
    /// for.
    Message.Graft graftBeside(Neighbour peer, Message.Have have) {
        long passed = turn.now() - peer.haveNanos + peer.roundTripNanos();
        long edge = have.newest() + passed / Math.max(1, station.chunkNanos()) + 2;
        if (window.isEmpty() || edge - window.next() > MOST_AHEAD) {
            return graft();
        }
        askedNext = Math.max(edge, window.newest() + 1);
        return new Message.Graft(turn.stream(), station.epoch(), askedNext);
    }

    /// Sound that the station wants played so much later is not yet too old.
    private long worthwhileNanos() {
        return Math.max(turn.settings().catchUpNanos(), playoutDelayNanos());
    }

    private long playoutDelayNanos() {
        return station.header().map(StationHeader::playoutDelayNanos).orElse(0L);
    }

    /// A chunk that we made.
    void broadcast(PeerId self, Chunk chunk) {
        if (admissible(chunk.id())) {
            take(chunk, self, 0, true);
            settleHole(true);
        }
    }

    /// A chunk from our parent.
    void push(Neighbour parent, Message.Push push) {
        Chunk chunk = push.chunk();
        boolean admitted = admissible(chunk.id());
        if (push.chunkClass() == ChunkClass.LIVE) {
            timing.pushed(chunk.id(), admitted);
        }
        if (!admitted) {
            return;
        }
        if (!chunk.verify(station.id(), station.verifier())) {
            forged(parent);
            return;
        }
        long before = window.isEmpty() ? -1 : Math.max(window.next(), askedNext);
        take(chunk, parent.id, Math.max(1, push.hops()), push.chunkClass() == ChunkClass.LIVE);
        prospects.pushed(chunk.id().sequence());
        // Only a catch-up may be overtaken by live chunks; anywhere else what was left out will not
        // come any more.
        boolean overtaking = fresh || lastClass != ChunkClass.LIVE;
        if (fresh) {
            arrived(before, chunk.id().sequence());
        }
        told(push.chunkClass(), chunk.id().sequence());
        settleHole(!overtaking && holeSince == Neighbour.NEVER && !repair.canPull());
    }

    /// A chunk from somebody else: the second parent's, one that we pulled, or that was under way
    /// when we changed parents.
    void extra(Neighbour from, Message.Push push) {
        Chunk chunk = push.chunk();
        if (window.isEmpty() || !admissible(chunk.id())) {
            return;
        }
        if (!chunk.verify(station.id(), station.verifier())) {
            forged(from);
            return;
        }
        boolean live = route.isSecond(from) && push.chunkClass() == ChunkClass.LIVE;
        take(chunk, from.id, Math.max(1, push.hops()), live);
        prospects.elsewhere(chunk.id().sequence());
        settleHole(false);
    }

    void forged(Neighbour from) {
        turn.count(Counter.FORGED);
        bans.ban(from.id, turn.settings().bans().forgedNanos());
        neighbours.drop(from, Reason.FORGED, "a bad signature", Notice.Loss.FORGED);
    }

    private boolean admissible(ChunkId id) {
        if (id.stream() != turn.stream()) {
            turn.count(Counter.UNKNOWN_STREAM);
        } else if (id.epoch() < station.epoch()) {
            turn.count(Counter.REPLAYED);
        } else if (id.epoch() > station.epoch() || station.epoch() == 0) {
            turn.count(Counter.UNKNOWN_EPOCH);
        } else if (!station.lists(id.stream())) {
            turn.count(Counter.UNKNOWN_STREAM);
        } else if (!window.wants(id.sequence())) {
            turn.count(Counter.DUPLICATE_CHUNK);
        } else {
            return true;
        }
        return false;
    }

    private void take(Chunk chunk, PeerId from, int hops, boolean live) {
        window.add(chunk.id().sequence());
        turn.add(new Effect.Deliver(chunk, from, hops));
        cursors.took(chunk.id().sequence());
        repair.took(chunk, live);
    }

    /// The first chunk of a new parent: it shows where the stream goes on.
    ///
    /// @param before what we wanted until now; -1 if nothing has come in this epoch
    private void arrived(long before, long sequence) {
        fresh = false;
        if (before < 0) {
            // The burst that was promised, overtaken by a live chunk. A parent that holds nothing
            // itself promises 0; a claim far from what came is not believed.
            long burst =
                    turn.settings().cursors().burstNanos() / station.chunkNanos()
                            + turn.settings().cursors().creditChunks();
            if (promised > 0 && promised < sequence && sequence - promised <= burst) {
                window.beginAt(promised);
            }
        } else if (promised > before
                && promised <= sequence
                && (askedNext < 0 || !repair.canPullAll())) {
            turn.happened(new Notice.SkippedToLive(promised - before, promised));
            window.giveUpTo(promised);
        } else {
            turn.happened(new Notice.Resumed(sequence));
        }
    }

    private void told(ChunkClass chunkClass, long sequence) {
        boolean history = chunkClass == ChunkClass.HISTORY;
        if (history) {
            repair.broughtHistory(sequence);
        }
        if (history && lastClass == null) {
            catchingUp = true;
            turn.happened(new Notice.CatchingUp(sequence));
        } else if (!history && catchingUp && !window.hasHole()) {
            catchingUp = false;
            turn.happened(new Notice.CaughtUp(sequence));
        }
        lastClass = chunkClass;
    }

    private void settleHole(boolean atOnce) {
        if (window.hasHole() && atOnce) {
            giveUp();
        }
        if (!window.hasHole()) {
            holeSince = Neighbour.NEVER;
        } else if (holeSince == Neighbour.NEVER || holeAt != window.next()) {
            holeSince = turn.now();
            holeAt = window.next();
        }
    }

    private void giveUp() {
        long first = window.next();
        long lost = window.giveUpHole();
        turn.happened(new Notice.SkippedToLive(lost, first + lost));
        for (long i = Math.min(lost, window.capacity()); i > 0; i--) {
            turn.count(Counter.HOLE);
        }
    }

    /// Gives up what has been missing for too long.
    void tick() {
        if (turn.now() >= nextNanos()) {
            giveUp();
            holeSince = window.hasHole() ? turn.now() : Neighbour.NEVER;
        }
    }

    long nextNanos() {
        if (holeSince == Neighbour.NEVER) {
            return Neighbour.NEVER;
        }
        long hole = turn.settings().cursors().holeNanos();
        return holeSince + (repair.canPull() ? Math.max(hole, worthwhileNanos()) : hole);
    }

    /// The first sequence number that has not come; -1 in an epoch in which nothing has.
    long wanted() {
        return window.next();
    }
}
