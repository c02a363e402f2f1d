package radio.transport;

import java.util.ArrayList;
import java.util.List;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;

/// Whom this node names to those who come in a crowd, a few at a time and others each time, so that
/// the crowd is spread and nobody of the few is overrun. May be used from any thread.
final class Referrals {
    /// More are not kept. Guess.
    private static final int MAX = 64;

    private static final int EMPTY_BYTES = bytes();
    private static final int CONTACT_BYTES =
            bytes(new Contact(FrameReader.NOBODY, List.of(), false, 0)) - EMPTY_BYTES;
    private static final int CANDIDATE_HEAD_BYTES =
            bytes(new Contact(FrameReader.NOBODY, List.of(Addresses.UNKNOWN), false, 0))
                    - EMPTY_BYTES
                    - CONTACT_BYTES;

    private List<Contact> contacts = List.of();
    private int next;

    /// From now on these and nobody else; who has no address is left out.
    synchronized void set(List<Contact> fresh) {
        contacts =
                fresh.stream()
                        .filter(contact -> !contact.candidates().isEmpty())
                        .limit(MAX)
                        .toList();
        next = contacts.isEmpty() ? 0 : next % contacts.size();
    }

    /// As many as fit beside the rest of the message, each with as many of its addresses as fit.
    ///
    /// @param stranger who asks, and is not named to itself
    /// @param bytes of the whole message, at most
    synchronized Message.Redirect redirect(PeerId stranger, int retryAfterMillis, int bytes) {
        List<Contact> named = new ArrayList<>();
        int left = bytes - EMPTY_BYTES;
        int first = next;
        for (int i = 0; i < contacts.size() && named.size() < MessageCodec.MAX_SAMPLE; i++) {
            int place = (first + i) % contacts.size();
            Contact contact = contacts.get(place);
            Contact fitting = cut(contact, left);
            if (!fitting.candidates().isEmpty() && !contact.peer().equals(stranger)) {
                named.add(fitting);
                left -= size(fitting);
                next = (place + 1) % contacts.size();
            }
        }
        return new Message.Redirect(retryAfterMillis, named);
    }

    private static Contact cut(Contact contact, int bytes) {
        List<Candidate> some = new ArrayList<>();
        int left = bytes - CONTACT_BYTES;
        for (Candidate candidate : contact.candidates()) {
            if (size(candidate) <= left) {
                some.add(candidate);
                left -= size(candidate);
            }
        }
        return new Contact(contact.peer(), some, contact.reachable(), contact.freeSlots());
    }

    private static int size(Contact contact) {
        return CONTACT_BYTES + contact.candidates().stream().mapToInt(Referrals::size).sum();
    }

    private static int size(Candidate candidate) {
        return CANDIDATE_HEAD_BYTES + candidate.bytes().remaining();
    }

    private static int bytes(Contact... contacts) {
        return MessageCodec.encode(new Message.Redirect(0, List.of(contacts))).remaining();
    }
}
