package radio.overlay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
/// oldest are named first, so that the tree grows in breadth. Nobody is named more often than it
/// probably has room, so that nobody is overrun; when there is nobody left to be named the stranger
/// has to come again.
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
        /// 20, 5 (guesses), 4096 (four seconds of 1,000 joins a second), 0.8 s, 15 s, 4
        /// (simulated).
        public static final Settings DEFAULT =
                new Settings(20, 5, 4096, 800_000_000L, 15_000_000_000L, 4);

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
        NOTHING,
        /// There is not even upload left to talk to strangers.
        SPENT
    }

    /// From so many on, between two calls of [#known], only one is named to each: a thousand
    /// redirects a second would take an uplink of a megabit otherwise.
    private static final int CROWD = 50;

    /// How often an acquaintance is named between two calls of [#known]: simulated; it need not
    /// have room, but knows others.
    private static final int ACQUAINTED = 30;

    /// What a redirect takes on the wire, and each contact in it, about.
    private static final int REDIRECT_BYTES = 14;

    private static final int CONTACT_BYTES = 46;

    private static final class Newcomer {
        final Contact contact;
        final long sinceNanos;
        int namings;

        Newcomer(Contact contact, long sinceNanos) {
            this.contact = contact;
            this.sinceNanos = sinceNanos;
        }
    }

    /// Somebody to be named so many times until the next list.
    private static final class Known {
        final Contact contact;
        int namings;

        Known(Contact contact, int namings) {
            this.contact = contact;
            this.namings = namings;
        }
    }

    private final Settings settings;
    private final boolean isSource;
    private final ArrayDeque<Newcomer> newcomers = new ArrayDeque<>();
    private final Set<PeerId> remembered = new LinkedHashSet<>();
    private final ArrayDeque<Known> openings = new ArrayDeque<>();
    private final ArrayDeque<Known> acquaintances = new ArrayDeque<>();
    private Room room = Room.CHILDREN;
    private double allowance;
    private long allowanceNanos;
    private int sentOn;
    private int sentBytes;

    Door(Settings settings, boolean isSource) {
        this.settings = settings;
        this.isSource = isSource;
    }

    // ---- Told by the overlay ----

    synchronized void room(Room now) {
        room = now;
    }

    /// Whom to name until the next call.
    ///
    /// @param below children, and how many slots are free below each
    /// @param others who may know more than we do
    synchronized void known(List<Contact> below, List<Contact> others) {
        openings.clear();
        below.forEach(contact -> openings.add(new Known(contact, contact.freeSlots())));
        acquaintances.clear();
        others.forEach(contact -> acquaintances.add(new Known(contact, ACQUAINTED)));
    }

    /// What those who were sent on since the last call have cost, in bytes.
    synchronized int takeSentBytes() {
        int taken = sentBytes;
        sentBytes = 0;
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
                    switch (room) {
                        case LINKS -> settings.linkPerSecond();
                        case NOTHING -> settings.fullPerSecond();
                        default -> 1;
                    };
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

    /// Whom to name to a stranger that is not let in, best first: two at most, nobody if all that
    /// are known have been named often enough for the moment.
    public synchronized List<Contact> others(Contact stranger, long nowNanos) {
        List<Contact> named = new ArrayList<>(2);
        if (room != Room.SPENT) {
            // What is free below us changes as we speak, and it is a long way down from the source.
            int most = ++sentOn > CROWD ? 1 : 2;
            if (isSource) {
                newcomer(stranger, nowNanos, named);
            }
            if (named.size() < most) {
                known(openings, stranger, named);
            }
            if (named.size() < most && !isSource) {
                newcomer(stranger, nowNanos, named);
            }
            if (named.isEmpty()) {
                known(acquaintances, stranger, named);
            }
            sentBytes += REDIRECT_BYTES + named.size() * CONTACT_BYTES;
        }
        remember(stranger, nowNanos);
        return named;
    }

    private void newcomer(Contact stranger, long nowNanos, List<Contact> named) {
        while (!newcomers.isEmpty()
                && (newcomers.getFirst().namings >= settings.namings()
                        || nowNanos - newcomers.getFirst().sinceNanos > settings.freshNanos())) {
            forget();
        }
        for (Newcomer newcomer : newcomers) {
            if (nowNanos - newcomer.sinceNanos < settings.settledNanos()) {
                return;
            }
            if (!newcomer.contact.peer().equals(stranger.peer())) {
                newcomer.namings++;
                named.add(
                        new Contact(
                                newcomer.contact.peer(),
                                newcomer.contact.candidates(),
                                newcomer.contact.reachable(),
                                1));
                return;
            }
        }
    }

    /// In turn, until each has been named as often as it may.
    private static void known(ArrayDeque<Known> from, Contact stranger, List<Contact> named) {
        for (int i = from.size(); i > 0; i--) {
            Known next = from.removeFirst();
            boolean itself = next.contact.peer().equals(stranger.peer());
            if (itself || --next.namings > 0) {
                from.add(next);
            }
            if (!itself) {
                named.add(next.contact);
                return;
            }
        }
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
