package radio.overlay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;

/// One open connection: who is there and what it has told us. A neighbour may be our parent, a
/// child, a link of the active view, or nothing of all that; the last kind stays only until its
/// lease ends.
final class Neighbour {
    static final long NEVER = Long.MAX_VALUE;

    /// The range of an address that is not counted.
    static final long NO_RANGE = -1;

    /// The round trip to somebody who has answered no ping yet. Guess: across a continent.
    private static final long GUESSED_ROUND_TRIP_NANOS = 100_000_000L;

    final PeerId id;
    final Contact contact;
    final boolean dialled;
    final Quotas quotas;

    /// From which range of addresses it comes; [#NO_RANGE] for private ones.
    final long range;

    private final int minor;

    /// When it last said anything.
    long heardNanos;

    /// When anything was last said to it.
    long sentNanos;

    /// When it was last pinged, and with what; the answer may still be under way.
    long pingedNanos;

    int pingId;
    boolean pingOpen;

    /// When a child that was asked to go will be served no longer.
    long movesNanos = NEVER;

    /// Until when it may stay without being parent or child.
    long leaseNanos;

    /// Children its subtree could still take, as it said last.
    int freeSlots;

    /// Whether it has ever had room for a child: one that never had serves nobody.
    boolean offered;

    /// Whether both sides have agreed to keep this link: it is in the active view.
    boolean agreed;

    /// Whether we asked for that and have no answer yet.
    boolean asked;

    /// What it said last that it holds, and when.
    Message.@Nullable Have have;

    long haveNanos;

    /// How far it was ahead of our parent lately, and when that was found.
    long leadNanos;

    long leadAtNanos = Long.MIN_VALUE / 2;

    /// When we last told it what we hold.
    long haveSentNanos;

    /// When it last showed that it lacks chunks: it pulled some, or says twice running that it has
    /// nothing new while we have.
    long needyNanos = Long.MIN_VALUE / 2;

    /// The last epoch whose header it got because it had an older one.
    long headerToldEpoch;

    /// The shortest round trip seen; 0 while there was none.
    private long roundTripNanos;

    /// Whom else we told it to ask.
    List<PeerId> toldAlternatives = List.of();

    /// Where we are in serving it; present exactly while it is our child.
    @Nullable Cursor cursor;

    Neighbour(
            PeerId id,
            Contact contact,
            boolean dialled,
            long nowNanos,
            long leaseNanos,
            Quotas.Settings quotas,
            int minor,
            Candidate seenAt) {
        this.id = id;
        this.contact = contact;
        this.dialled = dialled;
        this.heardNanos = nowNanos;
        this.sentNanos = nowNanos;
        this.pingedNanos = nowNanos;
        this.leaseNanos = leaseNanos;
        this.quotas = new Quotas(quotas, nowNanos);
        this.minor = minor;
        this.range = seenAt.publicRange().orElse(NO_RANGE);
    }

    /// Whether it understands more than the tree: the messages of minor version 1.
    boolean speaksSwarm() {
        return minor >= 1;
    }

    void roundTrip(long nanos) {
        roundTripNanos = roundTripNanos == 0 ? nanos : Math.min(roundTripNanos, nanos);
    }

    boolean roundTripKnown() {
        return roundTripNanos > 0;
    }

    long roundTripNanos() {
        return roundTripNanos == 0 ? GUESSED_ROUND_TRIP_NANOS : roundTripNanos;
    }

    boolean isChild() {
        return cursor != null;
    }

    /// Room in its subtree that somebody else could use: nobody can reach a peer without an
    /// address.
    int usableSlots() {
        return contact.candidates().isEmpty() ? 0 : freeSlots;
    }

    /// Whether it takes children, now or when one leaves.
    boolean serves() {
        return offered && !contact.candidates().isEmpty();
    }

    /// How others are told about it.
    Contact described() {
        return new Contact(id, contact.candidates(), contact.reachable(), usableSlots());
    }
}
