package radio.overlay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.Refusal;

/// The peers that this node pushes to: at most as many as it has slots.
///
/// Whoever asks for a slot is answered at once. If there is none, the answer names others to ask;
/// nobody is queued. A slot is free the moment its child is gone. One rule keeps the tree from
/// filling up with nodes that serve nobody: when everything below is full, a child that never
/// served anybody makes room for an asker that can (design: "may be displaced by a peer that
/// relays").
public final class Children {
    /// @param alternatives the most peers named to somebody else
    /// @param alternativesEveryNanos how often children are told whom else to ask, if that changed
    /// @param idleLeaseNanos how long a connection may stay that never asked for anything
    /// @param refusedLeaseNanos how long a connection may stay after a refusal or a farewell
    /// @param displaceEveryNanos not more than one child is displaced in so long
    /// @param rotateNanos how often the source asks the child it has served longest to go, if
    ///   others had to be sent away: no place there is for ever
    /// @param graceNanos how long a child that is displaced is still served
    /// @param fullRetryMillis when to ask again after FULL
    /// @param noRouteRetryMillis when to ask again after NO_ROUTE
    public record Settings(
            int alternatives,
            long alternativesEveryNanos,
            long idleLeaseNanos,
            long refusedLeaseNanos,
            long displaceEveryNanos,
            long rotateNanos,
            long graceNanos,
            int fullRetryMillis,
            int noRouteRetryMillis) {
        /// 5, 2 s, 5 s, 1 s, 200 ms, 5 min (a mean session; all below the one that moves are a hop
        /// later for some seconds), 2 s, 250 ms, 500 ms (guesses).
        public static final Settings DEFAULT =
                new Settings(
                        5,
                        2_000_000_000L,
                        5_000_000_000L,
                        1_000_000_000L,
                        200_000_000L,
                        300_000_000_000L,
                        2_000_000_000L,
                        250,
                        500);

        public Settings {
            if (alternatives < 1 || alternatives > MessageCodec.MAX_ALTERNATIVES) {
                throw new IllegalArgumentException("alternatives " + alternatives);
            }
        }
    }

    /// Children named before acquaintances.
    private static final int DRAWN = 2;

    /// Somebody who was sent away so lately would come back if there were room.
    private static final long WANTED_NANOS = 5_000_000_000L;

    private static final int RARELY_MILLIS = 60_000;

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Station station;
    private final Cursors cursors;
    private final SourceClock clock;
    private final Upload upload;
    private final Membership membership;
    private final PeerId self;
    private long refreshedNanos = Long.MIN_VALUE / 2;
    private long displacedNanos = Long.MIN_VALUE / 2;
    private long rotateAtNanos = Neighbour.NEVER;
    private long sentAwayNanos = Long.MIN_VALUE / 2;

    Children(
            Turn turn,
            Neighbours neighbours,
            Route route,
            Station station,
            Cursors cursors,
            SourceClock clock,
            Upload upload,
            Membership membership,
            PeerId self) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.station = station;
        this.cursors = cursors;
        this.clock = clock;
        this.upload = upload;
        this.membership = membership;
        this.self = self;
    }

    private Settings settings() {
        return turn.settings().children();
    }

    List<Neighbour> all() {
        List<Neighbour> children = new ArrayList<>();
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.isChild()) {
                children.add(neighbour);
            }
        }
        return children;
    }

    /// Children that this node and all below it could still take, as far as we know.
    int freeSlots() {
        int free = upload.slots();
        if (free == 0 || route.hasRoute() && !route.mayHaveChildren()) {
            return 0;
        }
        for (Neighbour child : all()) {
            free += child.usableSlots() - 1;
        }
        return Math.clamp(free, 0, 0xFFFF);
    }

    /// Children that this node itself could still take.
    int ownFreeSlots() {
        boolean able = route.hasRoute() && route.mayHaveChildren();
        return able ? Math.max(0, upload.slots() - staying()) : 0;
    }

    void onGraft(Neighbour asker, Message.Graft graft) {
        if (graft.stream() != turn.stream()) {
            refuse(asker, Refusal.NO_STREAM, RARELY_MILLIS, List.of());
        } else if (route.feeds(asker) || route.passes(asker.id)) {
            refuse(asker, Refusal.LOOP, settings().noRouteRetryMillis(), above(asker.id));
        } else if (upload.slots() == 0) {
            refuse(asker, Refusal.LEAF, RARELY_MILLIS, above(asker.id));
        } else if (!route.mayHaveChildren() || graft.epoch() > station.epoch()) {
            release(asker);
            refuse(asker, Refusal.NO_ROUTE, settings().noRouteRetryMillis(), above(asker.id));
        } else if (!asker.isChild() && !membership.rangeAllows(asker)) {
            turn.count(Counter.CROWDED_RANGE);
            refuse(asker, Refusal.FULL, RARELY_MILLIS, below(asker.id));
        } else if (asker.isChild() || staying() < upload.slots() || displace(asker)) {
            accept(asker, graft);
        } else {
            sentAway();
            refuse(asker, Refusal.FULL, settings().fullRetryMillis(), below(asker.id));
        }
    }

    private void accept(Neighbour asker, Message.Graft graft) {
        boolean joined = !asker.isChild();
        if (joined) {
            makeRoom();
        }
        Cursor cursor = cursors.begin(graft.epoch(), graft.nextSequence());
        asker.cursor = cursor;
        asker.movesNanos = Neighbour.NEVER;
        asker.leaseNanos = Neighbour.NEVER;
        station.header().ifPresent(header -> turn.send(asker, new Message.Header(header)));
        turn.send(
                asker,
                new Message.Grafted(
                        turn.stream(),
                        station.epoch(),
                        cursor.next,
                        clock.wireNanos(),
                        route.path()));
        membership.joinsTree(asker);
        if (joined) {
            turn.happened(new Notice.ChildJoined(asker.id));
        }
        tellAlternatives(asker);
    }

    /// Children that have not been asked to go and are not missing.
    private int staying() {
        int count = 0;
        for (Neighbour each : neighbours.each()) {
            count +=
                    each.isChild() && each.movesNanos == Neighbour.NEVER && !isMissing(each)
                            ? 1
                            : 0;
        }
        return count;
    }

    /// Whether a child has not said for so long that it is there that its place may be taken,
    /// though it is not dead yet: after a crash every place high up in the tree counts.
    private boolean isMissing(Neighbour child) {
        return turn.now() - child.heardNanos >= turn.settings().heartbeat().idleNanos() * 3 / 2;
    }

    /// Somebody comes: in the place of a child that is missing, or else of one that was asked to
    /// go; only one of those may stay until its time is over.
    private void makeRoom() {
        List<Neighbour> children = all();
        if (children.size() < upload.slots()) {
            return;
        }
        for (Neighbour child : children) {
            if (isMissing(child)) {
                turn.count(Counter.SILENT_PEER);
                neighbours.drop(child, Reason.TIMEOUT, "silent", Notice.Loss.SILENT);
                return;
            }
        }
        for (Neighbour child : children) {
            if (children.size() > upload.slots() && child.movesNanos != Neighbour.NEVER) {
                end(child);
                return;
            }
        }
    }

    private void end(Neighbour child) {
        turn.send(child, new Message.Prune(turn.stream()));
        release(child);
    }

    private void refuse(Neighbour asker, Refusal refusal, int retryMillis, List<Contact> others) {
        turn.count(
                switch (refusal) {
                    case FULL -> Counter.REFUSED_FULL;
                    case LOOP -> Counter.REFUSED_LOOP;
                    case NO_ROUTE -> Counter.REFUSED_NO_ROUTE;
                    case NO_STREAM -> Counter.REFUSED_NO_STREAM;
                    case LEAF -> Counter.REFUSED_LEAF;
                });
        turn.send(asker, new Message.Refused(turn.stream(), refusal, retryMillis, others));
        turn.happened(new Notice.Refusing(asker.id, refusal));
        if (!route.feeds(asker) && !asker.isChild()) {
            asker.leaseNanos = turn.now() + settings().refusedLeaseNanos();
        }
    }

    /// Makes room for an asker that can serve others, if nobody below could take it.
    private boolean displace(Neighbour asker) {
        if (asker.usableSlots() == 0
                || !upload.carries(staying() + 1)
                || turn.now() - displacedNanos < settings().displaceEveryNanos()) {
            return false;
        }
        Neighbour idle = null;
        for (Neighbour child : all()) {
            if (child.movesNanos != Neighbour.NEVER) {
                return false; // One at a time: there is only upload for one more.
            }
            if (child.usableSlots() > 0 && !asker.speaksSwarm()) {
                return false;
            }
            idle = child.serves() ? idle : child;
        }
        if (idle == null) {
            return false;
        }
        displacedNanos = turn.now();
        turn.count(Counter.DISPLACED);
        List<Contact> others = new ArrayList<>(List.of(asker.described()));
        others.addAll(below(idle.id));
        dismiss(idle, bounded(others, idle.id));
        return true;
    }

    /// Somebody was sent away; at the source that sets the clock for the next rotation.
    void sentAway() {
        sentAwayNanos = turn.now();
        if (route.isSource() && rotateAtNanos == Neighbour.NEVER) {
            rotateAtNanos = turn.now() + settings().rotateNanos();
        }
    }

    private void rotate() {
        rotateAtNanos = Neighbour.NEVER;
        Neighbour longest = null;
        long since = Neighbour.NEVER;
        for (Neighbour child : all()) {
            Cursor cursor = child.cursor;
            if (child.movesNanos != Neighbour.NEVER) {
                return; // There is a place to be had.
            }
            if (cursor != null && child.speaksSwarm() && cursor.sinceNanos < since) {
                longest = child;
                since = cursor.sinceNanos;
            }
        }
        if (longest != null && staying() >= upload.slots() && upload.carries(staying() + 1)) {
            turn.count(Counter.ROTATED);
            dismiss(longest, below(longest.id));
        }
    }

    /// One too many for what turned out to be our upload.
    private void dismissNewest() {
        Neighbour newest = null;
        long since = Long.MIN_VALUE;
        for (Neighbour child : all()) {
            Cursor cursor = child.cursor;
            if (cursor != null
                    && child.movesNanos == Neighbour.NEVER
                    && cursor.sinceNanos >= since) {
                newest = child;
                since = cursor.sinceNanos;
            }
        }
        if (newest != null) {
            dismiss(newest, below(newest.id));
        }
    }

    /// Gives a child's slot away and tells it whom to ask instead.
    private void dismiss(Neighbour child, List<Contact> others) {
        if (child.speaksSwarm()) {
            child.movesNanos = turn.now() + settings().graceNanos();
            turn.send(
                    child,
                    new Message.Move(
                            turn.stream(), (int) (settings().graceNanos() / 1_000_000L), others));
            return;
        }
        turn.send(child, new Message.Alternatives(turn.stream(), others));
        end(child);
    }

    /// A child wants nothing any more, or gets nothing any more; it may stay connected for a
    /// moment.
    void release(Neighbour child) {
        if (child.isChild()) {
            child.movesNanos = Neighbour.NEVER;
            child.cursor = null;
            child.leaseNanos = turn.now() + settings().refusedLeaseNanos();
            turn.happened(new Notice.ChildLeft(child.id));
        }
    }

    /// Tells every child that our path has changed; if it is too long now for anybody to be below
    /// us, sends them away.
    void tellPath() {
        for (Neighbour child : all()) {
            if (route.hasRoute() && !route.mayHaveChildren()) {
                dismiss(child, above(child.id));
            } else {
                turn.send(child, new Message.Path(turn.stream(), route.path()));
            }
        }
    }

    void tellHeader() {
        station.header()
                .ifPresent(header -> {
                    for (Neighbour child : all()) {
                        turn.send(child, new Message.Header(header));
                    }
                });
    }

    /// The node leaves: tells children whom to ask, for the last time.
    void farewell() {
        for (Neighbour child : all()) {
            if (child.speaksSwarm()) {
                turn.send(child, new Message.Alternatives(turn.stream(), below(child.id)));
            } else {
                tellAlternatives(child);
            }
        }
    }

    void tick() {
        for (Neighbour child : all()) {
            if (turn.now() >= child.movesNanos) {
                end(child);
            }
        }
        if (turn.now() >= rotateAtNanos) {
            rotate();
        }
        if (upload.isMeasured()) {
            upload.probe().tick(staying(), turn.now() - sentAwayNanos < WANTED_NANOS);
            if (staying() > upload.slots()) {
                dismissNewest();
            }
        }
        if (turn.now() >= refreshedNanos + settings().alternativesEveryNanos()) {
            refreshedNanos = turn.now();
            all().forEach(this::tellAlternatives);
        }
    }

    long nextNanos() {
        long next = upload.isMeasured() ? upload.probe().nextNanos() : Neighbour.NEVER;
        next = Math.min(next, rotateAtNanos);
        for (Neighbour neighbour : neighbours.each()) {
            if (neighbour.isChild()) {
                next = Math.min(next, refreshedNanos + settings().alternativesEveryNanos());
                next = Math.min(next, neighbour.movesNanos);
            }
        }
        return next;
    }

    private void tellAlternatives(Neighbour child) {
        if (child.speaksSwarm()) {
            return; // It has a passive view of its own.
        }
        List<Contact> others = siblings(child.id);
        others.addAll(route.alternatives());
        others = bounded(others, child.id);
        List<PeerId> peers = others.stream().map(Contact::peer).toList();
        if (!peers.equals(child.toldAlternatives)) {
            child.toldAlternatives = peers;
            turn.send(child, new Message.Alternatives(turn.stream(), others));
        }
    }

    /// For one that could be below us: children with room below them, drawn by how much there is,
    /// so that askers spread as the room does; then others we know of.
    private List<Contact> below(PeerId asker) {
        List<Contact> others = drawn(openings());
        others.addAll(membership.sample(asker));
        others.addAll(turn.shuffled(siblings(asker)));
        others.addAll(turn.shuffled(route.alternatives()));
        others.addAll(ancestors());
        return bounded(others, asker);
    }

    /// The first ones of them, a contact with twice the room being drawn twice as often.
    private List<Contact> drawn(List<Contact> open) {
        List<Contact> chosen = new ArrayList<>();
        while (!open.isEmpty() && chosen.size() < DRAWN) {
            int sum = 0;
            for (Contact contact : open) {
                sum += contact.freeSlots();
            }
            int at = turn.random().nextInt(sum);
            int i = 0;
            while (at >= open.get(i).freeSlots()) {
                at -= open.get(i++).freeSlots();
            }
            chosen.add(open.remove(i));
        }
        return chosen;
    }

    /// For one that cannot be below us: others we know of, none of them a descendant of ours.
    private List<Contact> above(PeerId asker) {
        List<Contact> others = new ArrayList<>(turn.shuffled(route.alternatives()));
        others.addAll(membership.sample(asker));
        others.addAll(ancestors());
        return bounded(others, asker);
    }

    /// Children that serve, without the one this is for, in the order in which they came.
    private List<Contact> siblings(PeerId notThis) {
        List<Contact> contacts = new ArrayList<>();
        for (Neighbour child : all()) {
            if (child.serves() && !child.id.equals(notThis)) {
                contacts.add(child.described());
            }
        }
        return contacts;
    }

    /// Children below whom there is room.
    List<Contact> openings() {
        List<Contact> open = new ArrayList<>();
        for (Neighbour child : all()) {
            if (child.usableSlots() > 0) {
                open.add(child.described());
            }
        }
        return open;
    }

    /// Parent first; the source is left out.
    private List<Contact> ancestors() {
        Neighbour parent = route.parent();
        List<Contact> contacts = new ArrayList<>();
        if (parent != null) {
            contacts.add(parent.described());
        }
        contacts.addAll(route.ancestors());
        contacts.removeIf(contact -> route.isSource(contact.peer()));
        return contacts;
    }

    private List<Contact> bounded(List<Contact> contacts, @Nullable PeerId asker) {
        List<Contact> chosen = new ArrayList<>();
        for (Contact contact : contacts) {
            boolean known =
                    contact.peer().equals(asker)
                            || contact.peer().equals(self)
                            || contact.candidates().isEmpty();
            for (Contact earlier : chosen) {
                known |= earlier.peer().equals(contact.peer());
            }
            if (!known && chosen.size() < settings().alternatives()) {
                chosen.add(contact);
            }
        }
        return chosen;
    }
}
