package radio.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import radio.wire.Contact;
import radio.wire.PeerId;

/// Who is let in, and whom the others are sent to before anybody knows who they are.
///
/// Proving who one is costs both sides a signature and the one who is asked three times the bytes
/// of a redirect. A node that has no slot to give therefore lets only a few in a second, for links;
/// the rest are sent on at once. In a crowd the best to be sent to are those of the crowd that came
/// a moment ago: each brings slots along, and together they bring more than the crowd needs. The
/// oldest are named first, so that the tree grows in breadth, and each only a few times, so that
/// nobody is overrun.
///
/// May be used from any thread: strangers are looked at where their bytes arrive.
public final class Door {
    /// @param linkPerSecond strangers let in each second while there is room for links only
    /// @param fullPerSecond the same while there is room for nothing
    /// @param newcomers the most strangers remembered, to be named to others
    /// @param settledNanos how long ago a stranger must have come to be named: by then it has a
    ///   parent
    /// @param freshNanos how long ago it may have come: later its slots are known by other ways
    /// @param namings how often a stranger is named
    public record Settings(
            int linkPerSecond,
            int fullPerSecond,
            int newcomers,
            long settledNanos,
            long freshNanos,
            int namings) {
        /// 20, 5 (guesses), 4096 (four seconds of 1,000 joins a second), 1.5 s, 15 s, 4
        /// (simulated).
        public static final Settings DEFAULT =
                new Settings(20, 5, 4096, 1_500_000_000L, 15_000_000_000L, 4);

        public Settings {
            if (linkPerSecond < 1 || fullPerSecond < 1 || newcomers < 1 || namings < 1) {
                throw new IllegalArgumentException("door settings out of range");
            }
        }
    }

    /// For what there is room here.
    enum Room {
        CHILDREN,
        LINKS,
        NOTHING
    }

    /// Named in one answer: more do not fit into a redirect.
    private static final int NAMED = 2;

    private static final class Newcomer {
        final Contact contact;
        final long sinceNanos;
        int namings;

        Newcomer(Contact contact, long sinceNanos) {
            this.contact = contact;
            this.sinceNanos = sinceNanos;
        }
    }

    private final Settings settings;
    private final ArrayDeque<Newcomer> newcomers = new ArrayDeque<>();
    private final Set<PeerId> remembered = new HashSet<>();
    private Room room = Room.CHILDREN;
    private List<Contact> known = List.of();
    private int nextKnown;
    private double allowance;
    private long allowanceNanos;
    private int sentOn;

    Door(Settings settings) {
        this.settings = settings;
    }

    // ---- Told by the overlay ----

    synchronized void room(Room now) {
        room = now;
    }

    /// @param contacts who could take somebody, or knows others
    synchronized void known(List<Contact> contacts) {
        known = List.copyOf(contacts);
    }

    /// How many were sent on since the last call.
    synchronized int takeSentOn() {
        int taken = sentOn;
        sentOn = 0;
        return taken;
    }

    // ---- Asked by the carrier ----

    /// A stranger has said HELLO: whether it may go on and prove who it is.
    ///
    /// @param stranger as it claims to be, with the addresses it was seen to have; no candidates if
    ///   it takes no connections
    /// @param nowNanos monotonic
    public synchronized boolean admits(Contact stranger, long nowNanos) {
        if (room != Room.CHILDREN) {
            double perSecond =
                    room == Room.LINKS ? settings.linkPerSecond() : settings.fullPerSecond();
            double earned = (nowNanos - allowanceNanos) * 1e-9 * perSecond;
            allowance = Math.min(perSecond, allowance + Math.max(0, earned));
            allowanceNanos = nowNanos;
            if (allowance < 1) {
                return false;
            }
            allowance--;
        }
        remember(stranger, nowNanos);
        return true;
    }

    /// Whom to name to a stranger that is not let in, best first; two at most.
    public synchronized List<Contact> others(Contact stranger, long nowNanos) {
        sentOn++;
        List<Contact> named = new ArrayList<>();
        while (!newcomers.isEmpty()
                && (newcomers.getFirst().namings >= settings.namings()
                        || nowNanos - newcomers.getFirst().sinceNanos > settings.freshNanos())) {
            forget();
        }
        for (Newcomer newcomer : newcomers) {
            if (named.size() == NAMED || nowNanos - newcomer.sinceNanos < settings.settledNanos()) {
                break;
            }
            if (newcomer.namings < settings.namings()
                    && !newcomer.contact.peer().equals(stranger.peer())) {
                newcomer.namings++;
                named.add(newcomer.contact);
            }
        }
        for (int i = 0; i < known.size() && named.size() < NAMED; i++) {
            nextKnown = (nextKnown + 1) % known.size();
            Contact contact = known.get(nextKnown);
            if (!contact.peer().equals(stranger.peer()) && !named.contains(contact)) {
                named.add(contact);
            }
        }
        remember(stranger, nowNanos);
        return named;
    }

    private void remember(Contact stranger, long nowNanos) {
        if (!stranger.candidates().isEmpty() && remembered.add(stranger.peer())) {
            if (newcomers.size() >= settings.newcomers()) {
                forget();
            }
            newcomers.add(new Newcomer(stranger, nowNanos));
        }
    }

    private void forget() {
        remembered.remove(newcomers.removeFirst().contact.peer());
    }
}
