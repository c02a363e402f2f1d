package radio.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import radio.wire.Contact;
import radio.wire.PeerId;

/// The passive view of HyParView: whom this node could turn to, and who could not be reached
/// lately. A bounded set; who is one too many takes the place of another, drawn at random.
final class PassiveView {
    /// Somebody in it.
    ///
    /// @param drawn whether a walk has brought it here, from anywhere; others have been named by
    ///   somebody whom we asked for a parent, and live near us
    record Known(Contact contact, boolean drawn) {}

    private final Turn turn;
    private final Neighbours neighbours;
    private final Route route;
    private final Bans bans;
    private final PeerId self;
    private final Map<PeerId, Known> known = new LinkedHashMap<>();

    /// Until when each is left alone.
    private final Map<PeerId, Long> unreachable = new LinkedHashMap<>();

    PassiveView(Turn turn, Neighbours neighbours, Route route, Bans bans, PeerId self) {
        this.turn = turn;
        this.neighbours = neighbours;
        this.route = route;
        this.bans = bans;
        this.self = self;
    }

    private Membership.Settings settings() {
        return turn.settings().membership();
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    int size() {
        return known.size();
    }

    /// Kept if it can be dialled, and is not a link already.
    void add(Contact contact, boolean drawn) {
        Long until = unreachable.get(contact.peer());
        Neighbour connected = neighbours.get(contact.peer());
        if (contact.candidates().isEmpty()
                || contact.peer().equals(self)
                || route.isSource(contact.peer())
                || connected != null && connected.agreed
                || until != null && turn.now() < until
                || bans.banned(contact.peer())) {
            return;
        }
        Known before = known.remove(contact.peer());
        if (known.size() >= settings().passive()) {
            int victim = turn.random().nextInt(known.size());
            known.remove(new ArrayList<>(known.keySet()).get(victim));
        }
        known.put(contact.peer(), new Known(contact, drawn || before != null && before.drawn()));
    }

    void remove(PeerId peer) {
        known.remove(peer);
    }

    void reached(PeerId peer) {
        unreachable.remove(peer);
    }

    /// It is forgotten, and not learnt anew for a while.
    void unreached(PeerId peer) {
        known.remove(peer);
        unreachable.remove(peer);
        if (unreachable.size() >= settings().passive()) {
            unreachable.remove(unreachable.keySet().iterator().next());
        }
        unreachable.put(peer, turn.now() + settings().unreachableNanos());
    }

    /// A copy, in the order in which they came.
    List<Known> all() {
        return List.copyOf(known.values());
    }

    /// Those it holds, in an order drawn anew.
    ///
    /// @param onlyDrawn without those who live near us
    List<Contact> known(boolean onlyDrawn) {
        List<Contact> contacts = new ArrayList<>();
        for (Known each : known.values()) {
            if (each.drawn() || !onlyDrawn) {
                contacts.add(each.contact());
            }
        }
        return turn.shuffled(contacts);
    }

    /// Whether there is somebody from far away who is not connected.
    boolean hasDrawn() {
        for (Known each : known.values()) {
            if (each.drawn() && neighbours.get(each.contact().peer()) == null) {
                return true;
            }
        }
        return false;
    }

    /// All, those said to have room first, otherwise in an order drawn anew.
    List<Contact> roomyFirst() {
        List<Contact> roomy = new ArrayList<>();
        List<Contact> others = new ArrayList<>();
        for (Contact contact : known(false)) {
            (contact.freeSlots() > 0 ? roomy : others).add(contact);
        }
        roomy.addAll(others);
        return roomy;
    }
}
