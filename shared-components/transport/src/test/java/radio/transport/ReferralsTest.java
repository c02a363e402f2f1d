package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;

class ReferralsTest {
    /// A HELLO without candidates, and one with four of the longest.
    private static final int SHORTEST_HELLO = bytes(Stranger.hello(new TestKey(1), 1));

    private static final int LONGEST_HELLO = SHORTEST_HELLO + 4 * (2 + Candidate.MAX_BYTES);
    private static final PeerId STRANGER = new TestKey(1).peer();

    private final Referrals referrals = new Referrals();

    static Contact contact(long number, String... addresses) {
        List<Candidate> candidates = new ArrayList<>();
        for (String address : addresses) {
            candidates.add(Candidate.parse(address));
        }
        return new Contact(new TestKey(number).peer(), candidates, true, 3);
    }

    private static int bytes(Message message) {
        return MessageCodec.encode(message).remaining();
    }

    @Test
    void redirectNeverIsLongerThanItMayBe() {
        Candidate longest = new Candidate(9, ByteBuffer.allocate(Candidate.MAX_BYTES));
        List<Contact> all = new ArrayList<>();
        for (int i = 2; i < 14; i++) {
            all.add(contact(i, "192.0.2.7:77", "[2001:db8::1]:7700", "a.radio.example:7700"));
        }
        all.add(new Contact(new TestKey(20).peer(), List.of(longest, longest), false, 0));
        referrals.set(all);
        for (int bytes = SHORTEST_HELLO; bytes <= LONGEST_HELLO; bytes++) {
            Message.Redirect redirect = referrals.redirect(STRANGER, 1000, bytes);
            assertThat(bytes(redirect)).isLessThanOrEqualTo(bytes);
            assertThat(redirect.contacts()).isNotEmpty();
        }
    }

    @Test
    void asManyAreNamedAsFitAndOthersTheNextTime() {
        List<Contact> five = new ArrayList<>();
        for (int i = 2; i < 7; i++) {
            five.add(contact(i, "192.0.2.7:77"));
        }
        referrals.set(five);
        // Nine bytes of message, 44 a contact.
        assertThat(referrals.redirect(STRANGER, 1, 9 + 2 * 44).contacts())
                .containsExactly(five.get(0), five.get(1));
        assertThat(referrals.redirect(STRANGER, 1, 9 + 3 * 44 - 1).contacts())
                .containsExactly(five.get(2), five.get(3));
        assertThat(referrals.redirect(STRANGER, 1, 9 + 2 * 44).contacts())
                .containsExactly(five.get(4), five.get(0));
        assertThat(referrals.redirect(STRANGER, 1, 500).contacts()).hasSize(5);
    }

    @Test
    void addressesThatDoNotFitAreLeftOutBeforeTheContactIs() {
        Contact wide = contact(2, "a.name.that.is.rather.long.radio.example:7700", "192.0.2.7:77");
        referrals.set(List.of(wide));
        assertThat(referrals.redirect(STRANGER, 1, 9 + 44).contacts())
                .containsExactly(contact(2, "192.0.2.7:77"));
        assertThat(referrals.redirect(STRANGER, 1, 9 + 43).contacts()).isEmpty();
        assertThat(referrals.redirect(STRANGER, 1, 200).contacts()).containsExactly(wide);
    }

    @Test
    void nobodyIsSentToItselfOrToSomebodyWhoTakesNoConnections() {
        referrals.set(List.of(contact(1, "192.0.2.7:77"), contact(2)));
        assertThat(referrals.redirect(STRANGER, 1, 500).contacts()).isEmpty();
    }

    @Test
    void atMostASampleIsNamedAndAllGetTheirTurn() {
        List<Contact> many = new ArrayList<>();
        for (int i = 2; i < 22; i++) {
            many.add(contact(i, "192.0.2.7:77"));
        }
        referrals.set(many);
        Set<PeerId> named = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            List<Contact> some = referrals.redirect(STRANGER, 1, 100_000).contacts();
            assertThat(some).hasSize(MessageCodec.MAX_SAMPLE);
            some.forEach(contact -> named.add(contact.peer()));
        }
        assertThat(named).hasSize(20);
        referrals.set(List.of(contact(50, "192.0.2.7:77")));
        assertThat(referrals.redirect(STRANGER, 1, 500).contacts())
                .containsExactly(contact(50, "192.0.2.7:77"));
        referrals.set(List.of());
        assertThat(referrals.redirect(STRANGER, 7, 500))
                .isEqualTo(new Message.Redirect(7, List.of()));
    }
}
