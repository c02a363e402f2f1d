package radio.transport;

import java.util.ArrayList;
import java.util.List;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;

/// Makes a REDIRECT that is no longer than what it answers: nobody can be flooded by asking in his
/// name.
final class Referrals {
    private static final int EMPTY_BYTES = bytes();
    private static final int CONTACT_BYTES =
            bytes(new Contact(FrameReader.NOBODY, List.of(), false, 0)) - EMPTY_BYTES;
    private static final int CANDIDATE_HEAD_BYTES =
            bytes(new Contact(FrameReader.NOBODY, List.of(Addresses.UNKNOWN), false, 0))
                    - EMPTY_BYTES
                    - CONTACT_BYTES;

    private Referrals() {}

    /// As many as fit beside the rest of the message, in their order, each with as many of its
    /// addresses as fit; who has no address is left out.
    ///
    /// @param bytes of the whole message, at most
    static Message.Redirect redirect(List<Contact> contacts, int retryAfterMillis, int bytes) {
        List<Contact> named = new ArrayList<>();
        int left = bytes - EMPTY_BYTES;
        for (Contact contact : contacts) {
            Contact fitting = cut(contact, left);
            if (!fitting.candidates().isEmpty() && named.size() < MessageCodec.MAX_SAMPLE) {
                named.add(fitting);
                left -= size(fitting);
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
