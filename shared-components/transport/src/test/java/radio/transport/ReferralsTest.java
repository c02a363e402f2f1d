package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;

class ReferralsTest {
    /// A HELLO without candidates, and one with four of the longest.
    private static final int SHORTEST_HELLO = bytes(Stranger.hello(new TestKey(1), 1));

    private static final int LONGEST_HELLO = SHORTEST_HELLO + 4 * (2 + Candidate.MAX_BYTES);

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
        for (int bytes = SHORTEST_HELLO; bytes <= LONGEST_HELLO; bytes++) {
            Message.Redirect redirect = Referrals.redirect(all, 1000, bytes);
            assertThat(bytes(redirect)).isLessThanOrEqualTo(bytes);
            assertThat(redirect.contacts()).isNotEmpty();
        }
    }

    @Test
    void asManyAreNamedAsFitTheFirstOnesFirst() {
        List<Contact> five = new ArrayList<>();
        for (int i = 2; i < 7; i++) {
            five.add(contact(i, "192.0.2.7:77"));
        }
        // Nine bytes of message, 44 a contact.
        assertThat(Referrals.redirect(five, 1, 9 + 2 * 44).contacts())
                .isEqualTo(five.subList(0, 2));
        assertThat(Referrals.redirect(five, 1, 9 + 3 * 44 - 1).contacts())
                .isEqualTo(five.subList(0, 2));
        assertThat(Referrals.redirect(five, 1, 500).contacts()).isEqualTo(five);
        assertThat(Referrals.redirect(List.of(), 7, 500))
                .isEqualTo(new Message.Redirect(7, List.of()));
    }

    @Test
    void addressesThatDoNotFitAreLeftOutBeforeTheContactIs() {
        Contact wide = contact(2, "a.name.that.is.rather.long.radio.example:7700", "192.0.2.7:77");
        assertThat(Referrals.redirect(List.of(wide), 1, 9 + 44).contacts())
                .containsExactly(contact(2, "192.0.2.7:77"));
        assertThat(Referrals.redirect(List.of(wide), 1, 9 + 43).contacts()).isEmpty();
        assertThat(Referrals.redirect(List.of(wide), 1, 200).contacts()).containsExactly(wide);
    }

    @Test
    void nobodyIsSentToSomebodyWhoTakesNoConnections() {
        assertThat(Referrals.redirect(List.of(contact(2)), 1, 500).contacts()).isEmpty();
    }

    @Test
    void atMostASampleIsNamed() {
        List<Contact> many = new ArrayList<>();
        for (int i = 2; i < 22; i++) {
            many.add(contact(i, "192.0.2.7:77"));
        }
        assertThat(Referrals.redirect(many, 1, 100_000).contacts())
                .isEqualTo(many.subList(0, MessageCodec.MAX_SAMPLE));
    }
}
