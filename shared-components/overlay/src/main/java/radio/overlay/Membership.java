package radio.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Reason;

/// Which links a node keeps, and whom it could turn to: HyParView (Leitao, Pereira, Rodrigues, DSN
/// 2007).
///
/// The active view are the links both sides have agreed to keep; they are open connections, so that
/// a loss is noticed and the view is symmetric by construction. The passive view are addresses of
/// others, kept fresh by shuffles; when a link is lost, one of them is promoted. Newcomers are made
/// known on random walks.
///
/// Three things are not as in the paper. Who is full never gives up a link for a newcomer, but lets
/// the walk go on: otherwise every join disturbs somebody. Every link has a heartbeat
/// ([Heartbeat]). And the answer to a shuffle walks back the way it came, so that no connection is
/// opened for it and a node that takes none is answered too.
///
/// Links of the tree (parent, children) are in the active view and are never given up for others.
public final class Membership {
    /// @param linksLeast the active view is filled up to this many links
    /// @param spare links that push nothing that a node tries to have beside those of the tree
    /// @param spareMost and so many it accepts
    /// @param walks on how many walks a newcomer is sent
    /// @param walkEveryNanos not more than one newcomer is sent on walks in so long
    /// @param passive the most addresses kept
    /// @param joinHops length of a newcomer's walk
    /// @param passiveHops where on its walk a newcomer is put into a passive view, counted from the
    ///   end
    /// @param shuffleHops length of a shuffle's walk
    /// @param shuffleNanos from one shuffle to the next
    /// @param dials links being opened at a time
    /// @param answerNanos how long a dial or an answer may take
    /// @param unreachableNanos how long a peer that could not be reached is left alone
    /// @param perRange the most links to one range of public addresses (IPv4 /24, IPv6 /48)
    public record Settings(
            int linksLeast,
            int spare,
            int spareMost,
            int walks,
            long walkEveryNanos,
            int passive,
            int joinHops,
            int passiveHops,
            int shuffleHops,
            long shuffleNanos,
            int dials,
            long answerNanos,
            long unreachableNanos,
            int perRange) {
        /// 5 (design; the paper's fan-out of 4 and one more), 3 (design), 6 (so that leaves, who
        /// cannot be dialled, find links; simulated), 3 (the paper walks over every link; at a
        /// source that is joined by hundreds a second that alone fills an uplink), 50 ms (guess),
        /// 30 (design; paper, table 1), 6, 3, 6 (paper: ARWL, PRWL, and the shuffle's time to
        /// live), 30 s (guess: a walk and its answers are 5 kB), 3 (guess), 1.5 s, 10 s (guesses),
        /// 2 (design).
        public static final Settings DEFAULT =
                new Settings(
                        5,
                        3,
                        6,
                        3,
                        50_000_000L,
                        30,
                        6,
                        3,
                        6,
                        30_000_000_000L,
                        3,
                        1_500_000_000L,
                        10_000_000_000L,
                        2);

        /// The same with other numbers of links.
        public Settings withLinks(int least, int tried, int accepted) {
            return new Settings(
                    least,
                    tried,
                    accepted,
                    walks,
                    walkEveryNanos,
                    passive,
                    joinHops,
                    passiveHops,
                    shuffleHops,
                    shuffleNanos,
                    dials,
                    answerNanos,
                    unreachableNanos,
                    perRange);
        }

        public Settings {
            if (linksLeast < 1
                    || spare < 1
                    || spareMost < spare
                    || passive < 1
                    || joinHops > MessageCodec.MAX_WALK
                    || shuffleHops > MessageCodec.MAX_WALK
                    || shuffleNanos < 1
                    || dials < 1) {
                throw new IllegalArgumentException("membership settings out of range");
            }
        }
    }

    /// Of a shuffle: so many of the active view beside oneself, the rest from the passive one
    /// (paper, table 1: ka 3, kp 4).
    private static final int SHUFFLED_ACTIVE = 3;

    /// A passive view that full says that the swarm is large. A guess.
    private static final double MANY_OF_PASSIVE = .8;

    /// Between two attempts at one more link: a guess. At most 64 times as long after refusals.
    private static final long PAUSE_NANOS = 100_000_000L;

    /// Who has links enough looks at their number that often.
    private static final long CONTENT_NANOS = 1_000_000_000L;

    private static final int MOST_DOUBLINGS = 6;
    private static final int MOST_DOUBLINGS_POOR = 3;

    /// Who has fewer links than this asks for one urgently: somebody gives one up for it. The paper
    /// does so for the last one only. Of three, a crash of one in ten takes all from ten nodes of
    /// ten thousand.
    private static final int POOR = 4;

    /// By then a newcomer has heard of somebody far away. A guess: two shuffles.
    private static final long NEW_NANOS = 4_000_000_000L;

    /// Between two shuffles at least. A guess: a walk and its way back.
    private static final long SOON_NANOS = 1_000_000_000L;

    /// Named beside a refusal of a link: there are many of those, and addresses are long.
    private static final int OTHERS = 2;

    /// Shuffles under way whose way back is remembered.
    private static final int ROUTES = 64;

    private record Dial(List<Candidate> candidates, long untilNanos) {}

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Bans bans;
    private final Upload upload;
    private final Contact self;
    private final PassiveView passive;
    private final Map<PeerId, Dial> dials = new LinkedHashMap<>();

    /// Shuffle id to the neighbour it came from; ours to ourselves.
    private final Map<Integer, PeerId> routes = new LinkedHashMap<>();

    /// Children this node could still take.
    private IntSupplier freeSlots = () -> 0;

    private long walkedNanos = Long.MIN_VALUE / 2;
    private long startedNanos;
    private long shuffleAtNanos;

    /// When it may be done at the earliest.
    private long soonNanos;

    private long dialAtNanos;

    /// Doubles with every link that was refused, so that a node does not ask full ones for ever.
    private int refusals;

    Membership(
            Turn turn, Neighbours neighbours, Route route, Bans bans, Upload upload, Contact self) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.bans = bans;
        this.upload = upload;
        this.self = self;
        this.passive = new PassiveView(turn, neighbours, route, bans, self.peer());
    }

    private Settings settings() {
        return turn.settings().membership();
    }

    void freeSlots(IntSupplier asked) {
        freeSlots = asked;
    }

    void start(List<Contact> remembered) {
        startedNanos = turn.now();
        shuffleAtNanos = turn.now() + turn.random().nextLong(settings().shuffleNanos());
        remembered.forEach(this::learn);
    }

    // ---- The active view ----

    /// The most links kept.
    private int most() {
        return Math.max(settings().linksLeast(), turn.settings().slots() + settings().spareMost());
    }

    /// How many links a node tries to have.
    private int wanted() {
        int tree = 0;
        for (Neighbour each : neighbours.each()) {
            tree += isTree(each) ? 1 : 0;
        }
        return Math.min(most(), Math.max(settings().linksLeast(), tree + settings().spare()));
    }

    private boolean isTree(Neighbour neighbour) {
        return neighbour.isChild() || route.feeds(neighbour);
    }

    int links() {
        int count = 0;
        for (Neighbour each : neighbours.each()) {
            count += each.agreed ? 1 : 0;
        }
        return count;
    }

    boolean hasRoom() {
        return links() < most();
    }

    /// A connection is open. If it is one we opened and we want more links, we ask for one.
    ///
    /// @return whether it was opened for the sake of a link
    boolean up(Neighbour neighbour) {
        boolean ours = dials.remove(neighbour.id) != null;
        passive.reached(neighbour.id);
        if (neighbour.dialled && neighbour.speaksSwarm() && links() < wanted()) {
            boolean alone = links() == 0;
            turn.send(
                    neighbour,
                    alone
                            ? new Message.Join(turn.settings().slots())
                            : new Message.Neighbour(isPoor()));
            neighbour.asked = true;
            neighbour.leaseNanos = turn.now() + settings().answerNanos();
        }
        return ours;
    }

    /// Nobody needs this connection for the moment: keep it as a link, or close it.
    void leftOver(Neighbour neighbour, String text) {
        if (neighbour.agreed || neighbour.asked) {
            return;
        }
        if (neighbour.speaksSwarm() && takesAny() && rangeAllows(neighbour)) {
            turn.send(neighbour, new Message.Neighbour(isPoor()));
            neighbour.asked = true;
            neighbour.leaseNanos = turn.now() + settings().answerNanos();
        } else {
            neighbours.drop(neighbour, Reason.LEAVING, text, Notice.Loss.CLOSED);
        }
    }

    /// Chunks go over this link from now on: it is kept, and another one given up if there are too
    /// many.
    void joinsTree(Neighbour neighbour) {
        if (neighbour.speaksSwarm()) {
            agree(neighbour);
        }
    }

    private void agree(Neighbour neighbour) {
        neighbour.agreed = true;
        neighbour.asked = false;
        refusals = 0;
        passive.remove(neighbour.id);
        while (links() > most()) {
            Optional<Neighbour> victim = anyLink(neighbour);
            if (victim.isEmpty()) {
                return;
            }
            draw(victim.get().described());
            neighbours.drop(victim.get(), Reason.LEAVING, "too many links", Notice.Loss.CLOSED);
        }
    }

    /// A link that is not of the tree, drawn at random; to a node that can be dialled if there is
    /// such a one, for it finds another soon.
    private Optional<Neighbour> anyLink(Neighbour butNot) {
        List<Neighbour> idle = new ArrayList<>();
        List<Neighbour> dialable = new ArrayList<>();
        for (Neighbour each : neighbours.each()) {
            if (each.agreed && each != butNot && !isTree(each)) {
                (each.contact.candidates().isEmpty() ? idle : dialable).add(each);
            }
        }
        return any(dialable.isEmpty() ? idle : dialable);
    }

    /// Whether there are so few links that one crash in ten leaves such a node alone now and then.
    private boolean isPoor() {
        return links() < POOR;
    }

    /// Whether even one that lives near us is better than nobody. A newcomer knows no others yet;
    /// were it to link itself to those, a crowd would be a heap of clusters, and a crash would take
    /// all links of many at once.
    private boolean takesAny() {
        return isPoor() && turn.now() - startedNanos >= NEW_NANOS;
    }

    private <T> Optional<T> any(List<T> list) {
        return list.isEmpty()
                ? Optional.empty()
                : Optional.of(list.get(turn.random().nextInt(list.size())));
    }

    /// Whether one more link to where this neighbour lives may be kept. Addresses of private
    /// networks and of this machine are not counted: many nodes of one house look alike.
    boolean rangeAllows(Neighbour neighbour) {
        long range = neighbour.range;
        if (range == Neighbour.NO_RANGE) {
            return true;
        }
        int there = 0;
        for (Neighbour each : neighbours.each()) {
            there += each != neighbour && each.agreed && each.range == range ? 1 : 0;
        }
        return there < settings().perRange();
    }

    void onJoin(Neighbour from, Message.Join join) {
        Contact newcomer = described(from, join.slots());
        // In a crowd newcomers find each other by shuffles and by the alternatives they are told;
        // walks for all of them would fill the uplink of the one whom everybody asks first.
        boolean quiet =
                turn.now() - walkedNanos >= settings().walkEveryNanos() && !upload.isSpent();
        if (!newcomer.candidates().isEmpty() && quiet) {
            walkedNanos = turn.now();
            List<Neighbour> links = new ArrayList<>();
            for (Neighbour each : neighbours.each()) {
                if (each.agreed && each != from) {
                    links.add(each);
                }
            }
            for (Neighbour each :
                    turn.shuffled(links).subList(0, Math.min(settings().walks(), links.size()))) {
                turn.send(each, new Message.ForwardJoin(settings().joinHops(), newcomer));
            }
        }
        // If it becomes our child there is a link too. Otherwise it will be below one of ours, and
        // a link here would close a triangle. Only the source keeps those links: whom else to ask
        // it learns from nobody.
        boolean room = route.isSource() && links() < most() && rangeAllows(from);
        if (room) {
            agree(from);
        } else {
            learn(newcomer);
        }
        turn.send(from, new Message.NeighbourReply(room, List.of()));
    }

    private static Contact described(Neighbour from, int slots) {
        return new Contact(from.id, from.contact.candidates(), from.contact.reachable(), slots);
    }

    private void answer(Neighbour from, boolean accepted) {
        List<Contact> all = accepted || upload.isSpent() ? List.<Contact>of() : sample(from.id);
        List<Contact> others = all.subList(0, Math.min(OTHERS, all.size()));
        if (accepted) {
            agree(from);
        }
        turn.send(from, new Message.NeighbourReply(accepted, others));
    }

    void onForwardJoin(Neighbour from, Message.ForwardJoin join) {
        Contact newcomer = join.newcomer();
        boolean known =
                newcomer.peer().equals(self.peer()) || neighbours.get(newcomer.peer()) != null;
        if (join.hopsLeft() == settings().passiveHops() && !known) {
            draw(newcomer);
        }
        List<Neighbour> onward = onward(from, newcomer.peer());
        boolean ends = join.hopsLeft() == 0 || onward.isEmpty();
        if (!ends) {
            any(onward)
                    .ifPresent(next ->
                            turn.send(
                                    next, new Message.ForwardJoin(join.hopsLeft() - 1, newcomer)));
        } else if (!known && links() + dials.size() < most()) {
            dial(newcomer);
        }
    }

    void onNeighbour(Neighbour from, Message.Neighbour request) {
        boolean room = links() < most() || request.urgent() && anyLink(from).isPresent();
        answer(from, from.agreed || room && rangeAllows(from));
    }

    void onReply(Neighbour from, Message.NeighbourReply reply) {
        reply.contacts().forEach(this::learn);
        if (!from.asked) {
            turn.count(Counter.UNEXPECTED);
            return;
        }
        from.asked = false;
        if (reply.accepted()) {
            agree(from);
        } else {
            refusals = Math.min(refusals + 1, MOST_DOUBLINGS);
            dialAtNanos = turn.now() + pauseNanos();
        }
        // Otherwise its lease ends soon, unless somebody needs the connection.
    }

    /// A connection has ended.
    void gone(Neighbour neighbour, Notice.Loss why) {
        if (neighbour.agreed && (why == Notice.Loss.CLOSED || why == Notice.Loss.PRUNED)) {
            passive.add(neighbour.described(), !isTree(neighbour));
        } else if (why != Notice.Loss.REPLACED) {
            passive.remove(neighbour.id);
        }
        if (neighbour.agreed) {
            refusals = 0;
            dialAtNanos = Math.min(dialAtNanos, turn.now() + pauseNanos());
        }
    }

    /// What an effect Connect asked for did not come about.
    void dialFailed(List<Candidate> candidates, List<Contact> alternatives) {
        for (Map.Entry<PeerId, Dial> each : dials.entrySet()) {
            if (each.getValue().candidates().equals(candidates)) {
                failed(each.getKey());
                break;
            }
        }
        alternatives.forEach(this::learn);
    }

    private void failed(PeerId peer) {
        dials.remove(peer);
        unreached(peer);
    }

    /// This peer cannot be reached: it is forgotten.
    void unreached(PeerId peer) {
        passive.unreached(peer);
    }

    /// @param searching whether a parent is looked for: then links come of the connections opened
    ///   for that, and nobody is dialled twice
    void tick(boolean searching) {
        for (PeerId peer : List.copyOf(dials.keySet())) {
            Dial dial = dials.get(peer);
            if (dial != null && turn.now() >= dial.untilNanos()) {
                failed(peer);
            }
        }
        if (turn.now() >= dialAtNanos) {
            hurry();
            // A little apart, and not at the same time as everybody else who lost the same one.
            boolean enough = links() + dials.size() >= wanted();
            dialAtNanos = turn.now() + (enough ? CONTENT_NANOS : pauseNanos());
            if (!searching && !enough && !passive.isEmpty() && dials.size() < settings().dials()) {
                promote();
            }
        }
        if (turn.now() >= shuffleAtNanos) {
            long period = settings().shuffleNanos();
            shuffleAtNanos = turn.now() + period / 2 + turn.random().nextLong(period);
            soonNanos = turn.now() + SOON_NANOS + turn.random().nextLong(SOON_NANOS);
            shuffle();
        }
    }

    /// Who wants links, and has heard of nobody far away, asks for a sample before its time.
    private void hurry() {
        if (links() > 0 && links() < wanted() && !passive.hasDrawn()) {
            shuffleAtNanos = Math.min(shuffleAtNanos, soonNanos);
        }
    }

    private long pauseNanos() {
        int doublings = isPoor() ? Math.min(refusals, MOST_DOUBLINGS_POOR) : refusals;
        long pause = PAUSE_NANOS << doublings;
        return pause + turn.random().nextLong(pause);
    }

    long nextNanos() {
        return Math.min(shuffleAtNanos, passive.isEmpty() ? Neighbour.NEVER : dialAtNanos);
    }

    private void promote() {
        List<Contact> able = new ArrayList<>();
        for (PassiveView.Known each : passive.all()) {
            Contact contact = each.contact();
            Neighbour connected = neighbours.get(contact.peer());
            if (connected == null && !dials.containsKey(contact.peer())) {
                if (each.drawn() || takesAny()) {
                    able.add(contact);
                }
            } else if (connected != null && !connected.agreed) {
                leftOver(connected, "nothing to do here");
            }
        }
        any(able).ifPresent(this::dial);
    }

    private void dial(Contact contact) {
        if (contact.candidates().isEmpty()
                || dials.containsKey(contact.peer())
                || neighbours.get(contact.peer()) != null
                || bans.banned(contact.peer())) {
            return;
        }
        dials.put(
                contact.peer(),
                new Dial(contact.candidates(), turn.now() + settings().answerNanos()));
        turn.connect(Optional.of(contact.peer()), contact.candidates());
    }

    // ---- Whom else we know, and what we tell of it ----

    /// Somebody was named by whom we asked for a parent; kept if it can be dialled.
    void learn(Contact contact) {
        passive.add(contact, false);
    }

    /// A walk has brought somebody here.
    private void draw(Contact contact) {
        passive.add(contact, true);
    }

    /// Everybody this node could turn to, those said to have room first, in an order drawn anew.
    List<Contact> acquaintances() {
        return passive.roomyFirst();
    }

    /// Some of whom we know, for a stranger: links with room first.
    List<Contact> sample(@Nullable PeerId notThis) {
        List<Contact> list = new ArrayList<>();
        for (Contact contact : turn.shuffled(linked())) {
            if (contact.freeSlots() > 0) {
                list.add(contact);
            }
        }
        list.addAll(passive.roomyFirst());
        list.removeIf(contact -> contact.peer().equals(notThis));
        return list.subList(0, Math.min(list.size(), MessageCodec.MAX_SAMPLE));
    }

    private List<Contact> linked() {
        List<Contact> list = new ArrayList<>();
        for (Neighbour each : neighbours.each()) {
            if (each.agreed && !each.contact.candidates().isEmpty() && !route.isSource(each.id)) {
                list.add(each.described());
            }
        }
        return list;
    }

    private void shuffle() {
        List<Neighbour> partners = new ArrayList<>();
        for (Neighbour each : neighbours.each()) {
            if (each.agreed) {
                partners.add(each);
            }
        }
        any(partners)
                .ifPresent(partner -> {
                    int id = turn.random().nextInt(Integer.MAX_VALUE);
                    remember(id, self.peer());
                    List<Contact> contacts = new ArrayList<>();
                    contacts.add(
                            new Contact(
                                    self.peer(),
                                    self.candidates(),
                                    self.reachable(),
                                    freeSlots.getAsInt()));
                    addSome(contacts, partner.id);
                    turn.send(partner, new Message.Shuffle(id, settings().shuffleHops(), contacts));
                });
    }

    private void addSome(List<Contact> contacts, PeerId notThis) {
        int ends = contacts.size() + SHUFFLED_ACTIVE;
        for (Contact contact : turn.shuffled(linked())) {
            if (contacts.size() < ends && !contact.peer().equals(notThis)) {
                contacts.add(contact);
            }
        }
        for (Contact contact : passive.known(true)) {
            if (contacts.size() < MessageCodec.MAX_SAMPLE && !contact.peer().equals(notThis)) {
                contacts.add(contact);
            }
        }
    }

    /// Whether a link closes a triangle, as its own shuffle shows, and neither needs it: one to
    /// somebody far away is of more use to both. A crash takes neighbours together, and what comes
    /// over two of the three they tell each other twice. In a small swarm everybody is near.
    private boolean isTooNear(Neighbour from, Message.Shuffle shuffle) {
        if (!from.agreed
                || isTree(from)
                || isPoor()
                || passive.size() < settings().passive() * MANY_OF_PASSIVE) {
            return false;
        }
        List<Contact> contacts = shuffle.contacts();
        for (int i = 1; i < Math.min(contacts.size(), 1 + SHUFFLED_ACTIVE); i++) {
            Neighbour shared = neighbours.get(contacts.get(i).peer());
            if (shared != null && shared.agreed) {
                return true;
            }
        }
        return false;
    }

    private void remember(int id, PeerId from) {
        if (routes.size() >= ROUTES) {
            routes.remove(routes.keySet().iterator().next());
        }
        routes.put(id, from);
    }

    void onShuffle(Neighbour from, Message.Shuffle shuffle) {
        PeerId origin =
                shuffle.contacts().isEmpty() ? from.id : shuffle.contacts().getFirst().peer();
        if (shuffle.hopsLeft() == settings().shuffleHops() && isTooNear(from, shuffle)) {
            turn.count(Counter.TOO_NEAR);
            neighbours.drop(from, Reason.LEAVING, "we share a neighbour", Notice.Loss.CLOSED);
            return;
        }
        List<Neighbour> onward = onward(from, origin);
        if (shuffle.hopsLeft() > 0 && !onward.isEmpty() && !routes.containsKey(shuffle.id())) {
            remember(shuffle.id(), from.id);
            any(onward)
                    .ifPresent(next ->
                            turn.send(
                                    next,
                                    new Message.Shuffle(
                                            shuffle.id(),
                                            shuffle.hopsLeft() - 1,
                                            shuffle.contacts())));
            return;
        }
        List<Contact> answer = new ArrayList<>();
        addSome(answer, from.id);
        turn.send(from, new Message.ShuffleReply(shuffle.id(), answer));
        if (shuffle.hopsLeft() == 0) {
            shuffle.contacts().forEach(this::draw);
        } else {
            // It ended before its time, where there was no way on: we are near to where it came
            // from.
            shuffle.contacts().forEach(this::learn);
        }
    }

    /// Where a walk may go from here. Most children have no other link yet, and a walk would end
    /// there: they come last.
    private List<Neighbour> onward(Neighbour from, PeerId notThis) {
        List<Neighbour> others = new ArrayList<>();
        List<Neighbour> children = new ArrayList<>();
        for (Neighbour each : neighbours.each()) {
            if (each.agreed && each != from && !each.id.equals(notThis)) {
                (each.isChild() ? children : others).add(each);
            }
        }
        return others.isEmpty() ? children : others;
    }

    void onShuffleReply(Neighbour from, Message.ShuffleReply reply) {
        PeerId origin = routes.remove(reply.id());
        Neighbour back = origin == null ? null : neighbours.get(origin);
        if (self.peer().equals(origin)) {
            reply.contacts().forEach(this::draw);
        } else if (back != null) {
            turn.send(back, reply);
        } else {
            turn.count(Counter.UNEXPECTED);
        }
    }
}
