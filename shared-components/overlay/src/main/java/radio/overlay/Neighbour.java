package radio.overlay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import radio.wire.Contact;
import radio.wire.PeerId;

/// One open connection: who is there and what it has told us. A neighbour may be our parent, a
/// child, or neither; who is neither stays only until its lease ends.
final class Neighbour {
    static final long NEVER = Long.MAX_VALUE;

    final PeerId id;
    final Contact contact;
    final boolean dialled;
    final Quotas quotas;

    /// When it last said anything.
    long heardNanos;

    /// When anything was last said to it.
    long sentNanos;

    /// When it was last pinged, and with what; the answer may still be under way.
    long pingedNanos;

    int pingId;
    boolean pingOpen;

    /// Until when it may stay without being parent or child.
    long leaseNanos;

    /// Children its subtree could still take, as it said last.
    int freeSlots;

    /// Whether it has ever had room for a child: one that never had serves nobody.
    boolean offered;

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
            Quotas.Settings quotas) {
        this.id = id;
        this.contact = contact;
        this.dialled = dialled;
        this.heardNanos = nowNanos;
        this.sentNanos = nowNanos;
        this.pingedNanos = nowNanos;
        this.leaseNanos = leaseNanos;
        this.quotas = new Quotas(quotas, nowNanos);
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
