package radio.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.wire.Contact;
import radio.wire.MessageCodec;
import radio.wire.PeerId;

/// The way from the source to this node: who our parent is, and everybody before it.
///
/// Each parent tells its children its own path, and every change of it. A node that finds itself on
/// its parent's path has become its own ancestor and leaves; one that lost its way tells its
/// children that there is none, so that nobody below takes it, or one of its descendants, for a way
/// out.
final class Route {
    private final boolean isSource;
    private final Contact self;
    private @Nullable Neighbour parent;

    /// Pushes the same as the parent, by another way; our path does not lead over it.
    private @Nullable Neighbour second;

    private List<Contact> secondPath = List.of();

    /// From the source to us, both included; empty while there is no way.
    private List<Contact> path;

    private List<Contact> lastPath = List.of();
    private List<Contact> alternatives = List.of();
    private long noRouteSince = Neighbour.NEVER;

    Route(boolean isSource, Contact self) {
        this.isSource = isSource;
        this.self = self;
        this.path = isSource ? List.of(self) : List.of();
    }

    boolean isSource() {
        return isSource;
    }

    @Nullable Neighbour parent() {
        return parent;
    }

    boolean isParent(Neighbour neighbour) {
        return parent == neighbour;
    }

    @Nullable Neighbour second() {
        return second;
    }

    boolean isSecond(Neighbour neighbour) {
        return second == neighbour;
    }

    /// Whether it pushes to us: our parent or the second one.
    boolean feeds(Neighbour neighbour) {
        return isParent(neighbour) || isSecond(neighbour);
    }

    List<Contact> path() {
        return path;
    }

    boolean hasRoute() {
        return !path.isEmpty();
    }

    /// Whether a child can be told our path: nobody may be deeper than the protocol can say.
    boolean mayHaveChildren() {
        return hasRoute() && path.size() <= MessageCodec.MAX_PATH;
    }

    /// Whether the peer is an ancestor of ours, or ourselves.
    boolean passes(PeerId peer) {
        return contains(path, peer);
    }

    /// Whether this is the source, as far as we know: everybody has its address from the start, and
    /// it must not be sent everybody.
    boolean isSource(PeerId peer) {
        return !lastPath.isEmpty() && lastPath.getFirst().peer().equals(peer);
    }

    /// Whether a parent with this path would have us as its own ancestor.
    boolean loops(List<Contact> parentPath) {
        return isSource || contains(parentPath, self.peer());
    }

    /// Whether this can be the path of that peer: it ends there and names nobody twice.
    static boolean plausible(List<Contact> path, PeerId last) {
        if (path.isEmpty() || !path.getLast().peer().equals(last)) {
            return false;
        }
        for (int i = 1; i < path.size(); i++) {
            if (contains(path.subList(0, i), path.get(i).peer())) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(List<Contact> path, PeerId peer) {
        for (Contact contact : path) {
            if (contact.peer().equals(peer)) {
                return true;
            }
        }
        return false;
    }

    /// Takes a parent.
    ///
    /// @param parentPath from the source to it, both included
    void adopt(Neighbour newParent, List<Contact> parentPath) {
        parent = newParent;
        alternatives = List.of();
        follow(newParent, parentPath);
    }

    /// Whether a second parent with this path would be gone together with the first, should one of
    /// the two crash. The source is no matter: without it there is nothing to hear.
    boolean shares(Neighbour candidate, List<Contact> candidatePath) {
        Neighbour first = parent;
        return passes(candidate.id)
                || first != null && !isSource(first.id) && contains(candidatePath, first.id);
    }

    void adoptSecond(Neighbour neighbour, List<Contact> itsPath) {
        second = neighbour;
        secondPath = itsPath;
    }

    void leaveSecond() {
        second = null;
        secondPath = List.of();
    }

    /// The second parent becomes the only one.
    ///
    /// @return false if there is none, or its way leads through us
    boolean promote() {
        Neighbour next = second;
        List<Contact> itsPath = secondPath;
        leaveSecond();
        if (next == null || loops(itsPath)) {
            return false;
        }
        adopt(next, itsPath);
        return true;
    }

    /// The parent's path has changed.
    ///
    /// @return whether ours has
    boolean follow(Neighbour from, List<Contact> parentPath) {
        List<Contact> ours = new ArrayList<>(parentPath);
        // How we reach our parent we know better than it does.
        ours.set(ours.size() - 1, from.described());
        ours.add(self);
        boolean changed = !peers(ours).equals(peers(path));
        path = List.copyOf(ours);
        lastPath = path;
        noRouteSince = Neighbour.NEVER;
        return changed;
    }

    /// The parent has no way to the source any more.
    ///
    /// @return whether we had one until now
    boolean dry(long nowNanos) {
        if (!hasRoute()) {
            return false;
        }
        path = List.of();
        noRouteSince = nowNanos;
        return true;
    }

    /// There is no parent any more.
    void leave() {
        parent = null;
        path = isSource ? path : List.of();
        noRouteSince = Neighbour.NEVER;
    }

    /// Since when the parent has had no way to the source.
    long noRouteSince() {
        return noRouteSince;
    }

    void alternatives(List<Contact> contacts) {
        alternatives = contacts;
    }

    /// Others to ask, as the last parent told.
    List<Contact> alternatives() {
        return alternatives;
    }

    /// The ancestors on the last path there was, nearest first, the parent left out, and the source
    /// too unless it is the grandparent.
    List<Contact> ancestors() {
        return lastPath.size() < 3
                ? List.of()
                : lastPath.subList(lastPath.size() == 3 ? 0 : 1, lastPath.size() - 2).reversed();
    }

    /// The parent's parent on the last path there was.
    Optional<Contact> grandparent() {
        return ancestors().stream().findFirst();
    }

    /// Nodes on the last path there was, source and this one included; 0 before the first.
    int lastDepth() {
        return lastPath.size();
    }

    private static List<PeerId> peers(List<Contact> contacts) {
        return contacts.stream().map(Contact::peer).toList();
    }
}
