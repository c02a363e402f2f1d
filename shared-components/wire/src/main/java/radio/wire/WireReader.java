package radio.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the protocol's primitives out of a stranger's bytes: big-endian, every length checked
/// before it is believed.
final class WireReader {
    private final ByteBuffer in;

    WireReader(ByteBuffer in) {
        this.in = in;
    }

    int u8(String what) {
        need(1, what);
        return in.get() & 0xFF;
    }

    int u16(String what) {
        need(2, what);
        return in.getShort() & 0xFFFF;
    }

    /// A 32-bit number that must fit a positive int.
    int u31(String what) {
        need(4, what);
        int value = in.getInt();
        if (value < 0) {
            throw new MalformedMessageException(what + " is over 2^31 - 1");
        }
        return value;
    }

    /// A 64-bit number that must fit a positive long.
    long u63(String what) {
        need(8, what);
        long value = in.getLong();
        if (value < 0) {
            throw new MalformedMessageException(what + " is over 2^63 - 1");
        }
        return value;
    }

    /// 64 bits that are no number.
    long u64(String what) {
        need(8, what);
        return in.getLong();
    }

    /// The run of a source, which is never 0: in a graft that means "whichever".
    long epoch() {
        long epoch = u63("epoch");
        if (epoch == 0) {
            throw new MalformedMessageException("epoch 0");
        }
        return epoch;
    }

    byte[] bytes(int length, String what) {
        need(length, what);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    ByteBuffer slice(int length, String what) {
        need(length, what);
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    PublicKey key(String what) {
        return PublicKey.of(bytes(PublicKey.BYTES, what));
    }

    /// A u16 length, then that many bytes of UTF-8; control characters are replaced.
    String text(int limitBytes, String what) {
        int length = u16(what);
        if (length > limitBytes) {
            throw new MalformedMessageException(
                    what + " is " + length + " bytes, the limit is " + limitBytes);
        }
        try {
            return Texts.visible(
                    StandardCharsets.UTF_8.newDecoder().decode(slice(length, what)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException(what + " is not UTF-8");
        }
    }

    Candidate candidate() {
        int carrier = u8("carrier");
        int length = u8("candidate length");
        if (length > Candidate.MAX_BYTES) {
            throw new MalformedMessageException("a candidate of " + length + " bytes");
        }
        // A copy of these few bytes: an address outlives the message it came in.
        return new Candidate(carrier, ByteBuffer.wrap(bytes(length, "candidate")));
    }

    List<Candidate> candidates() {
        int count = count(Contact.MAX_CANDIDATES, "candidates");
        List<Candidate> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(candidate());
        }
        return List.copyOf(list);
    }

    Contact contact() {
        PeerId peer = new PeerId(key("peer"));
        int flags = u8("contact flags");
        int freeSlots = u16("free slots");
        return new Contact(peer, candidates(), (flags & 1) != 0, freeSlots);
    }

    List<Contact> contacts(int limit, String what) {
        int count = count(limit, what);
        List<Contact> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(contact());
        }
        return List.copyOf(list);
    }

    int count(int limit, String what) {
        int count = u8(what);
        if (count > limit) {
            throw new MalformedMessageException(count + " " + what + ", the limit is " + limit);
        }
        return count;
    }

    private void need(int length, String what) {
        if (in.remaining() < length) {
            throw new MalformedMessageException("ends inside " + what);
        }
    }
}
