package radio.wire;

import java.nio.ByteBuffer;
import java.util.List;

/// Writes the protocol's primitives: big-endian, lengths before contents. The mirror of
/// [WireReader]; the caller has made the buffer large enough.
final class WireWriter {
    private final ByteBuffer out;

    WireWriter(ByteBuffer out) {
        this.out = out;
    }

    WireWriter u8(int value) {
        out.put((byte) value);
        return this;
    }

    WireWriter u16(int value) {
        out.putShort((short) value);
        return this;
    }

    WireWriter u32(int value) {
        out.putInt(value);
        return this;
    }

    WireWriter u64(long value) {
        out.putLong(value);
        return this;
    }

    WireWriter bytes(byte[] bytes) {
        out.put(bytes);
        return this;
    }

    WireWriter bytes(ByteBuffer bytes) {
        out.put(bytes.duplicate());
        return this;
    }

    WireWriter key(PublicKey key) {
        return u64(key.word0()).u64(key.word1()).u64(key.word2()).u64(key.word3());
    }

    WireWriter text(String text, int limitBytes) {
        byte[] bytes = Texts.utf8(text, limitBytes);
        return u16(bytes.length).bytes(bytes);
    }

    WireWriter candidate(Candidate candidate) {
        return u8(candidate.carrier()).u8(candidate.bytes().remaining()).bytes(candidate.bytes());
    }

    WireWriter candidates(List<Candidate> candidates) {
        u8(candidates.size());
        candidates.forEach(this::candidate);
        return this;
    }

    /// @throws IllegalArgumentException if there are more than the limit
    WireWriter contacts(List<Contact> contacts, int limit) {
        if (contacts.size() > limit) {
            throw new IllegalArgumentException(
                    contacts.size() + " contacts in a message, the limit is " + limit);
        }
        u8(contacts.size());
        contacts.forEach(this::contact);
        return this;
    }

    WireWriter contact(Contact contact) {
        key(contact.peer().key());
        u8(contact.reachable() ? 1 : 0);
        u16(contact.freeSlots());
        return candidates(contact.candidates());
    }
}
