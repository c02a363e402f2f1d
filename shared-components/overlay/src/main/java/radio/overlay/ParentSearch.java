package radio.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Refusal;

/// How a node without a parent finds one.
///
/// In rounds. A round asks, each peer at most once: the grandparent (the natural heir) and those
/// said to have room; then further ancestors and others the last parent named; then peers that were
/// parents before; last the bootstrap addresses. Whoever refuses names others, who are asked after
/// those at hand: breadth first. A few connections are opened side by side, a little apart (RFC
/// 8305, "Happy Eyeballs"); only one peer at a time is asked for a slot, so that no slot is taken
/// in vain. When nobody is left, the node pauses, longer each time, for a time drawn at random, and
/// begins again.
public final class ParentSearch {
    /// @param attempts connections opened or used side by side
    /// @param staggerNanos from one attempt to the next while the first is undecided
    /// @param dialLimitNanos how long opening a connection may take
    /// @param graftLimitNanos how long the answer to a graft may take
    /// @param pauseFirstNanos the pause after the first round; it doubles with each one
    /// @param pauseMostNanos no pause is longer
    /// @param patienceNanos how long to wait for a parent that has lost its way to the source
    /// @param patienceSpreadNanos up to so much longer, drawn at random, so that a subtree does not
    ///   set out at once
    /// @param unreachableNanos how long a peer that could not be reached is left alone
    /// @param improveNanos how often a better parent is looked for among the links
    /// @param displacedNanos how long a parent that asked us to go is left alone, up to twice that
    /// @param remembered former parents kept
    /// @param askedMost the most peers asked in a round, and the most kept to be asked
    public record Settings(
            int attempts,
            long staggerNanos,
            long dialLimitNanos,
            long graftLimitNanos,
            long pauseFirstNanos,
            long pauseMostNanos,
            long patienceNanos,
            long patienceSpreadNanos,
            long unreachableNanos,
            long improveNanos,
            long displacedNanos,
            int remembered,
            int askedMost) {
        /// 3 (guess), 250 ms (RFC 8305), 2 s, 1 s (guesses), 200 ms and 3 s (so that everybody is
        /// back within 5 s of a source's return), 6 s, 2 s, 10 s, 2 s (guesses), 30 s (design: 30
        /// to 60 s), 16, 64 (guesses).
        public static final Settings DEFAULT =
                new Settings(
                        3,
                        250_000_000L,
                        2_000_000_000L,
                        1_000_000_000L,
                        200_000_000L,
                        3_000_000_000L,
                        6_000_000_000L,
                        2_000_000_000L,
                        10_000_000_000L,
                        2_000_000_000L,
                        30_000_000_000L,
                        16,
                        64);

        public Settings {
            if (attempts < 1
                    || pauseFirstNanos < 1
                    || pauseMostNanos < pauseFirstNanos
                    || patienceSpreadNanos < 1
                    || remembered < 1
                    || askedMost < 1) {
                throw new IllegalArgumentException("search settings out of range");
            }
        }
    }

    /// What is looked for.
    private enum Aim {
        NOTHING,
        PARENT,
        /// One peer is asked whether it would be a better parent.
        BETTER,
        /// Another parent beside the one there is.
        SECOND
    }

    /// A connection being opened.
    private record Dial(
            Optional<PeerId> expected,
            List<Candidate> candidates,
            Optional<Bootstrap> bootstrap,
            long untilNanos) {}

    /// A peer that was asked for a slot and has not answered.
    private record Asked(Neighbour peer, long sinceNanos, long untilNanos) {}

    /// A bootstrap address, and who was there last.
    private static final class Bootstrap {
        final Candidate address;
        @Nullable PeerId met;
        long notBeforeNanos = Long.MIN_VALUE;

        Bootstrap(Candidate address) {
            this.address = address;
        }
    }

    /// A dial that has taken so long does not keep others back any more: a guess, more than two
    /// round trips across the world. There may be so many times as many of them.
    private static final long SLOW_NANOS = 500_000_000L;

    private static final int SLOW_TIMES = 3;

    /// With room or by right; told by somebody; remembered.
    private static final int TIERS = 3;

    /// Rounds in which a refusal for lack of room keeps pauses short: room appears when peers
    /// notice who is gone.
    private static final int HOPEFUL_ROUNDS = 8;

    /// A neighbour that we hear from all the time answers at once, or is no longer there. Guess.
    private static final long LINK_LIMIT_NANOS = 200_000_000L;

    private static final int HOPEFUL_DOUBLINGS = 2;
    private static final int MOST_DOUBLINGS = 10;

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Bans bans;
    private final Membership membership;
    private final Prospects prospects;
    private final PeerId self;
    private final List<Bootstrap> bootstraps = new ArrayList<>();
    private final Map<PeerId, Contact> remembered = new LinkedHashMap<>();

    /// Until when to leave whom alone: because it said so, or because it could not be reached.
    private final Map<PeerId, Long> notBefore = new LinkedHashMap<>();

    private final Map<PeerId, Long> unreachable = new LinkedHashMap<>();

    private final List<Deque<Contact>> tiers = new ArrayList<>();
    private final Deque<Bootstrap> addresses = new ArrayDeque<>();
    private final Set<PeerId> asked = new LinkedHashSet<>();

    /// Of those, who refused because they had no way to the source.
    private final Set<PeerId> noRoute = new LinkedHashSet<>();

    private final List<Dial> dials = new ArrayList<>();
    private final Deque<Neighbour> ready = new ArrayDeque<>();
    private @Nullable Asked open;
    private Aim aim = Aim.NOTHING;

    private int round;
    private int doublings;
    private boolean heardRoute;
    private long launchNanos;
    private long pauseUntilNanos = Neighbour.NEVER;

    ParentSearch(
            Turn turn,
            Neighbours neighbours,
            Route route,
            Bans bans,
            Membership membership,
            Prospects prospects,
            PeerId self) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.bans = bans;
        this.membership = membership;
        this.prospects = prospects;
        this.self = self;
        for (int i = 0; i < TIERS; i++) {
            tiers.add(new ArrayDeque<>());
        }
    }

    private Settings settings() {
        return turn.settings().search();
    }

    boolean active() {
        return aim != Aim.NOTHING;
    }

    /// Whether it is a second parent that is looked for.
    boolean forSecond() {
        return aim == Aim.SECOND;
    }

    void bootstrap(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (bootstraps.size() < settings().askedMost()) {
                bootstraps.add(new Bootstrap(candidate));
            }
        }
    }

    /// Sets out, unless already under way.
    void begin() {
        if (aim != Aim.PARENT) {
            begin(Aim.PARENT);
        }
    }

    /// Sets out for a second parent, unless already under way for anything.
    void beginSecond() {
        if (!active()) {
            begin(Aim.SECOND);
        }
    }

    private void begin(Aim wanted) {
        aim = wanted;
        round = 0;
        doublings = 0;
        nextRound();
    }

    /// Asks this one whether it would be a better parent; nobody else if it will not.
    void consider(Contact contact) {
        if (!active() && eligible(contact.peer()) && passed(unreachable, contact.peer())) {
            aim = Aim.BETTER;
            pauseUntilNanos = Neighbour.NEVER;
            clear();
            turnTo(contact);
        }
    }

    /// A link says that it has room: whoever looks for a parent asks it, even if it refused because
    /// it had no way to the source itself.
    void offered(Neighbour neighbour) {
        if (aim != Aim.PARENT || expects(neighbour) || ready.contains(neighbour)) {
            return;
        }
        if (noRoute.remove(neighbour.id)) {
            asked.remove(neighbour.id);
            notBefore.remove(neighbour.id);
        }
        if (eligible(neighbour.id)) {
            asked.add(neighbour.id);
            ready.addFirst(neighbour);
            pauseUntilNanos = Neighbour.NEVER;
        }
    }

    /// Whether this one may be asked now.
    boolean mayAsk(Neighbour neighbour) {
        return passed(notBefore, neighbour.id) && passed(unreachable, neighbour.id);
    }

    /// Leave this peer alone for so long: it asked us to go.
    void avoid(PeerId peer, long nanos) {
        put(notBefore, peer, turn.now() + nanos);
    }

    private void nextRound() {
        round++;
        heardRoute = false;
        pauseUntilNanos = Neighbour.NEVER;
        launchNanos = turn.now();
        clear();
        turn.happened(new Notice.Searching(round));
        // Those at the other end of our links first: nothing has to be opened, and they have just
        // said what they hold.
        List<Neighbour> later = new ArrayList<>();
        for (Neighbour neighbour : prospects.candidates()) {
            if (!prospects.keepsPace(neighbour)) {
                later.add(neighbour);
            } else if (eligible(neighbour.id)) {
                asked.add(neighbour.id);
                ready.add(neighbour);
            }
        }
        List<Contact> ancestors = route.ancestors();
        ancestors.stream().limit(1).forEach(contact -> offer(contact, 0));
        later.forEach(neighbour -> offer(neighbour.described(), 0));
        for (Contact contact : turn.shuffled(route.alternatives())) {
            offer(contact, contact.freeSlots() > 0 ? 0 : 1);
        }
        ancestors.stream().skip(1).forEach(contact -> offer(contact, 1));
        remembered.values().forEach(contact -> offer(contact, 2));
        membership.acquaintances().forEach(contact -> offer(contact, 2));
        if (aim == Aim.PARENT) {
            // Nobody calls there for a second one: it is where those meet who have none.
            addresses.addAll(bootstraps);
        }
        // Another one first next time.
        if (!bootstraps.isEmpty()) {
            bootstraps.add(bootstraps.removeFirst());
        }
    }

    private void clear() {
        tiers.forEach(Deque::clear);
        addresses.clear();
        asked.clear();
        noRoute.clear();
    }

    /// Others to ask; if one of them has not been asked yet, there is no reason to pause.
    private void offerAll(List<Contact> contacts) {
        for (Contact contact : contacts) {
            membership.learn(contact);
            offer(contact, contact.freeSlots() > 0 ? 0 : 1);
            if (eligible(contact.peer()) && passed(unreachable, contact.peer())) {
                pauseUntilNanos = Neighbour.NEVER;
            }
        }
    }

    private void offer(Contact contact, int tier) {
        Deque<Contact> queue = tiers.get(tier);
        if (!contact.candidates().isEmpty() && queue.size() < settings().askedMost()) {
            queue.add(contact);
        }
    }

    /// The search is over: this is our parent, or the old one has found its way.
    void end() {
        aim = Aim.NOTHING;
        open = null;
        clear();
        dials.clear();
        ready.clear();
        pauseUntilNanos = Neighbour.NEVER;
        for (Neighbour neighbour : neighbours.all()) {
            if (neighbour.dialled && !neighbour.isChild() && !route.feeds(neighbour)) {
                membership.leftOver(neighbour, "found another parent");
            }
        }
    }

    void remember(Contact contact) {
        remembered.remove(contact.peer());
        if (remembered.size() >= settings().remembered()) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(contact.peer(), contact);
    }

    /// A connection is open: perhaps one we wanted.
    ///
    /// @param forLink whether it was opened to have one more link
    void up(Neighbour neighbour, boolean wasParent, boolean forLink) {
        if (neighbour.dialled) {
            matching(neighbour)
                    .ifPresent(dial -> {
                        dials.remove(dial);
                        dial.bootstrap().ifPresent(entry -> entry.met = neighbour.id);
                    });
            if (!active()) {
                if (!forLink) {
                    membership.leftOver(neighbour, "wanted no longer");
                }
                return;
            }
        }
        unreachable.remove(neighbour.id);
        boolean wanted = neighbour.dialled && !(forLink && asked.contains(neighbour.id));
        if (active() && (wanted || wasParent && aim != Aim.BETTER)) {
            asked.add(neighbour.id);
            ready.add(neighbour);
        }
    }

    private Optional<Dial> matching(Neighbour neighbour) {
        Optional<Dial> likely = Optional.empty();
        for (Dial dial : dials) {
            if (dial.expected().isPresent()) {
                if (dial.expected().get().equals(neighbour.id)) {
                    return Optional.of(dial);
                }
            } else if (neighbour.contact.candidates().contains(dial.candidates().getFirst())) {
                return Optional.of(dial);
            } else if (likely.isEmpty()) {
                likely = Optional.of(dial);
            }
        }
        return likely;
    }

    /// @param retryMillis after which the peer there wants to be asked again; 0 if it did not
    ///   answer
    /// @param alternatives whom it named
    void dialFailed(List<Candidate> candidates, int retryMillis, List<Contact> alternatives) {
        for (Dial dial : dials) {
            if (dial.candidates().equals(candidates)) {
                dials.remove(dial);
                long wait = Math.min(retryMillis * 1_000_000L, settings().pauseMostNanos());
                dial.bootstrap().ifPresent(entry -> entry.notBeforeNanos = turn.now() + wait);
                if (retryMillis > 0) {
                    dial.expected().ifPresent(peer -> put(notBefore, peer, turn.now() + wait));
                } else {
                    dial.expected().ifPresent(this::unreached);
                }
                break;
            }
        }
        offerAll(alternatives);
        launchNanos = turn.now();
    }

    private void unreached(PeerId peer) {
        Neighbour connected = neighbours.get(peer);
        if (connected != null) {
            // It dialled us at the same time, and its connection stayed.
            ready.add(connected);
        } else {
            leaveAlone(peer);
            membership.unreached(peer);
        }
    }

    private void leaveAlone(PeerId peer) {
        put(unreachable, peer, turn.now() + settings().unreachableNanos());
    }

    private void put(Map<PeerId, Long> map, PeerId peer, long untilNanos) {
        map.remove(peer);
        if (map.size() >= settings().askedMost()) {
            map.remove(map.keySet().iterator().next());
        }
        map.put(peer, untilNanos);
    }

    /// A connection has ended.
    void gone(Neighbour neighbour) {
        ready.remove(neighbour);
        if (open != null && open.peer() == neighbour) {
            open = null;
            launchNanos = turn.now();
        }
    }

    /// Whether an answer of this peer is what we wait for.
    boolean expects(Neighbour neighbour) {
        return open != null && open.peer() == neighbour;
    }

    /// How long ago the open graft was sent.
    long graftAgeNanos() {
        return open == null ? 0 : turn.now() - open.sinceNanos();
    }

    void refused(Neighbour neighbour, Message.Refused refused) {
        turn.happened(new Notice.RefusedBy(neighbour.id, refused.refusal()));
        long wait = Math.min(refused.retryAfterMillis() * 1_000_000L, settings().pauseMostNanos());
        put(notBefore, neighbour.id, turn.now() + wait);
        if (refused.refusal() == Refusal.FULL) {
            heardRoute = true;
            remember(neighbour.contact);
        } else if (refused.refusal() == Refusal.NO_ROUTE) {
            noRoute.add(neighbour.id);
        }
        offerAll(refused.alternatives());
        giveUp(neighbour);
    }

    /// Asks this peer no more in this round.
    void giveUp(Neighbour neighbour) {
        gone(neighbour);
        if (!neighbour.isChild() && !route.feeds(neighbour)) {
            membership.leftOver(neighbour, "looking for another parent");
        }
    }

    /// Goes on as far as it can at this moment.
    ///
    /// @return the peer that was asked for a slot just now
    Optional<Neighbour> tick() {
        expire();
        if (!active()) {
            return Optional.empty();
        }
        if (turn.now() >= pauseUntilNanos) {
            nextRound();
        }
        Optional<Neighbour> next = nextToAsk();
        if (aim == Aim.BETTER) {
            if (underWay() == 0) {
                end();
            }
            return next;
        }
        if (pauseUntilNanos == Neighbour.NEVER) {
            while (mayLaunch() && launch()) {
                launchNanos = turn.now() + settings().staggerNanos();
            }
            if (next.isEmpty()) {
                // It may have taken up a connection that is open already.
                next = nextToAsk();
            }
            if (underWay() == 0) {
                pause();
            }
        }
        return next;
    }

    private Optional<Neighbour> nextToAsk() {
        while (open == null && !ready.isEmpty()) {
            Neighbour next = ready.removeFirst();
            if (neighbours.get(next.id) == next && !next.isChild() && !route.feeds(next)) {
                long limit =
                        next.agreed && next.roundTripKnown()
                                ? Math.min(
                                        settings().graftLimitNanos(),
                                        2 * next.roundTripNanos() + LINK_LIMIT_NANOS)
                                : settings().graftLimitNanos();
                open = new Asked(next, turn.now(), turn.now() + limit);
                next.leaseNanos = turn.now() + 2 * settings().graftLimitNanos();
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private int underWay() {
        return dials.size() + ready.size() + (open == null ? 0 : 1);
    }

    private boolean mayLaunch() {
        return hopeful() < settings().attempts()
                && dials.size() < SLOW_TIMES * settings().attempts()
                && (underWay() == 0 || turn.now() >= launchNanos);
    }

    /// What is under way without the dials that have taken so long that probably nobody is there.
    private int hopeful() {
        int slow = 0;
        for (Dial dial : dials) {
            slow += turn.now() >= slowNanos(dial) ? 1 : 0;
        }
        return underWay() - slow;
    }

    private long slowNanos(Dial dial) {
        return dial.untilNanos() - settings().dialLimitNanos() + SLOW_NANOS;
    }

    /// Turns to the next peer; false if there is none left in this round.
    private boolean launch() {
        if (asked.size() >= settings().askedMost()) {
            tiers.forEach(Deque::clear);
        }
        for (Deque<Contact> tier : tiers) {
            while (!tier.isEmpty()) {
                Contact contact = tier.removeFirst();
                if (eligible(contact.peer()) && passed(unreachable, contact.peer())) {
                    turnTo(contact);
                    return true;
                }
            }
        }
        while (!addresses.isEmpty()) {
            Bootstrap entry = addresses.removeFirst();
            PeerId met = entry.met;
            // Who is alone calls there even if it was asked to leave: it will be told of others.
            boolean may = met == null || eligible(met) || neighbours.size() == 0;
            if (turn.now() >= entry.notBeforeNanos && may) {
                dial(Optional.empty(), List.of(entry.address), Optional.of(entry));
                return true;
            }
        }
        return false;
    }

    private boolean eligible(PeerId peer) {
        Neighbour connected = neighbours.get(peer);
        boolean ours = connected != null && (connected.isChild() || route.feeds(connected));
        // A second parent on the way of the first would be gone together with it.
        boolean inVain = aim == Aim.SECOND && route.passes(peer);
        return !ours
                && !inVain
                && !peer.equals(self)
                && !asked.contains(peer)
                && !bans.banned(peer)
                && passed(notBefore, peer);
    }

    private boolean passed(Map<PeerId, Long> map, PeerId peer) {
        Long until = map.get(peer);
        return until == null || turn.now() >= until;
    }

    private void turnTo(Contact contact) {
        asked.add(contact.peer());
        Neighbour connected = neighbours.get(contact.peer());
        if (connected != null) {
            ready.add(connected);
        } else {
            dial(Optional.of(contact.peer()), contact.candidates(), Optional.empty());
        }
    }

    private void dial(
            Optional<PeerId> expected, List<Candidate> candidates, Optional<Bootstrap> entry) {
        dials.add(new Dial(expected, candidates, entry, turn.now() + settings().dialLimitNanos()));
        turn.connect(expected, candidates);
    }

    private void pause() {
        long most = settings().pauseMostNanos();
        long pause = Math.min(most, settings().pauseFirstNanos() << doublings);
        boolean hopeful = heardRoute && round < HOPEFUL_ROUNDS;
        doublings = Math.min(doublings + 1, hopeful ? HOPEFUL_DOUBLINGS : MOST_DOUBLINGS);
        // Between half and all of it, so that those who lost the same parent do not meet again.
        pauseUntilNanos = turn.now() + pause / 2 + turn.random().nextLong(pause / 2 + 1);
        for (Bootstrap entry : bootstraps) {
            if (aim == Aim.PARENT && entry.notBeforeNanos > turn.now()) {
                // There the station lives: it said itself when to come again.
                pauseUntilNanos = Math.min(pauseUntilNanos, entry.notBeforeNanos);
            }
        }
    }

    private void expire() {
        for (Dial dial : List.copyOf(dials)) {
            if (turn.now() >= dial.untilNanos()) {
                dials.remove(dial);
                dial.expected().ifPresent(this::leaveAlone);
                turn.count(Counter.NO_ANSWER);
            }
        }
        Asked late = open;
        if (late != null && turn.now() >= late.untilNanos()) {
            turn.count(Counter.NO_ANSWER);
            turn.send(late.peer(), new Message.Prune(turn.stream()));
            leaveAlone(late.peer().id);
            giveUp(late.peer());
        }
    }

    /// This node stood still for so long: what it waits for gets that time back.
    void stoodStill(long nanos) {
        dials.replaceAll(dial ->
                new Dial(
                        dial.expected(),
                        dial.candidates(),
                        dial.bootstrap(),
                        dial.untilNanos() + nanos));
        Asked waiting = open;
        if (waiting != null) {
            open = new Asked(waiting.peer(), waiting.sinceNanos(), waiting.untilNanos() + nanos);
        }
    }

    long nextNanos() {
        if (!active()) {
            return Neighbour.NEVER;
        }
        long next = pauseUntilNanos;
        for (Dial dial : dials) {
            long slow = slowNanos(dial);
            next = Math.min(next, slow > turn.now() ? slow : dial.untilNanos());
        }
        next = open == null ? next : Math.min(next, open.untilNanos());
        boolean more = !addresses.isEmpty();
        for (Deque<Contact> tier : tiers) {
            more |= !tier.isEmpty();
        }
        if (more
                && hopeful() < settings().attempts()
                && dials.size() < SLOW_TIMES * settings().attempts()
                && pauseUntilNanos == Neighbour.NEVER) {
            next = Math.min(next, launchNanos);
        }
        return next;
    }
}
