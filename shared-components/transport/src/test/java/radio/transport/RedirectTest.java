package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.ManualClock;
import radio.testing.Leaks;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PublicKey;
import radio.wire.Reason;
import radio.wire.Signer;

/// What happens to those who come in a crowd: a node that answers one HELLO a second, by a clock
/// that stands still, and whose one is gone.
@ExtendWith(Leaks.class)
class RedirectTest {
    /// Counts what it signs.
    private record Pen(TestKey key, AtomicInteger signatures) implements Signer {
        @Override
        public PublicKey publicKey() {
            return key.publicKey();
        }

        @Override
        public byte[] sign(ByteBuffer message) {
            signatures.incrementAndGet();
            return key.sign(message);
        }
    }

    /// Has room, and knows others.
    private record Names(List<Contact> contacts) implements Doorkeeper {
        @Override
        public boolean admits(Contact stranger) {
            return true;
        }

        @Override
        public List<Contact> others(Contact stranger) {
            return contacts;
        }
    }

    private final AtomicInteger signatures = new AtomicInteger();
    private final ManualClock clock = new ManualClock();
    private TestNode crowded;
    private TestNode late;

    @BeforeEach
    void start() throws Exception {
        TestKey key = new TestKey(30);
        TransportSettings.Handshakes usual = TransportSettings.Handshakes.DEFAULT;
        crowded =
                TestNode.start(
                        30,
                        TestNode.settings()
                                .with(
                                        new TransportSettings.Handshakes(
                                                usual.limit(),
                                                usual.max(),
                                                usual.maxPerAddress(),
                                                true,
                                                1)),
                        new Identity(
                                TestNode.STATION.station(),
                                new Pen(key, signatures),
                                TestKey.VERIFIER),
                        clock,
                        64);
        late = TestNode.start(31);
        try (Stranger first = Stranger.dial(crowded)) {
            first.say(Stranger.hello(new TestKey(32)));
            assertThat(first.hear()).isInstanceOf(Message.Hello.class);
        }
        assertThat(signatures).hasValue(1);
    }

    @AfterEach
    void stop() {
        crowded.close();
        late.close();
    }

    private static Contact contact(TestNode node) {
        return new Contact(node.key.peer(), List.of(node.address()), true, 2);
    }

    @Test
    void diallerIsSentOnWithoutASignatureAndFindsTheOther() throws Exception {
        try (TestNode other = TestNode.start(33)) {
            crowded.transport.doorkeeper(new Names(List.of(contact(other))));

            late.dial(crowded);
            TransportEvent.DialFailed failed = late.await(TransportEvent.DialFailed.class);

            assertThat(failed.reason()).isEqualTo(Reason.BUSY);
            assertThat(failed.text())
                    .isEqualTo(
                            "the node at %s is busy and names one other"
                                    .formatted(crowded.address()));
            assertThat(failed.candidates()).containsExactly(crowded.address());
            assertThat(failed.alternatives()).containsExactly(contact(other));
            assertThat(failed.retryAfterMillis()).isBetween(500, 1500);
            assertThat(signatures).hasValue(1);
            assertThat(crowded.transport.rejected())
                    .containsEntry("redirected", 1L)
                    .containsEntry("busy", 0L);

            Contact next = failed.alternatives().getFirst();
            late.transport.dial(Optional.of(next.peer()), next.candidates(), TestNode.PATIENCE);
            assertThat(late.opened().peer()).isEqualTo(other.key.peer());
        }
    }

    @Test
    void afterwardsItIsTakenAsEver() throws Exception {
        late.dial(crowded);
        assertThat(late.await(TransportEvent.DialFailed.class).alternatives()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        late.dial(crowded);
        assertThat(late.opened().peer()).isEqualTo(crowded.key.peer());
        assertThat(crowded.opened().peer()).isEqualTo(late.key.peer());
    }

    @Test
    void redirectIsNotLongerThanTheHelloAndNothingFollowsIt() throws Exception {
        List<Contact> named = new ArrayList<>();
        for (int i = 100; i < 120; i++) {
            named.add(ReferralsTest.contact(i, "192.0.2.7:7700", "radio.example:7700"));
        }
        crowded.transport.doorkeeper(new Names(named));
        List<Contact> before = List.of();
        for (int candidates = 0; candidates <= Contact.MAX_CANDIDATES; candidates++) {
            Message.Hello hello =
                    new Message.Hello(
                            MessageCodec.MAJOR,
                            1,
                            new TestKey(34).peer(),
                            new PublicKey(1, 2, 3, 4),
                            TestNode.STATION.station(),
                            7700,
                            Collections.nCopies(
                                    candidates, Candidate.parse("some.radio.example:7700")));
            try (Stranger stranger = Stranger.dial(crowded)) {
                stranger.say(hello);
                List<Message> heard = stranger.hearAll();
                assertThat(heard).hasSize(1);
                Message.Redirect redirect = (Message.Redirect) heard.getFirst();
                assertThat(Stranger.bytes(redirect).length)
                        .isLessThanOrEqualTo(Stranger.bytes(hello).length);
                assertThat(redirect.contacts()).hasSizeGreaterThanOrEqualTo(before.size());
                assertThat(redirect.contacts()).isNotEmpty();
                assertThat(redirect.retryAfterMillis()).isBetween(500, 1500);
                before = redirect.contacts();
            }
        }
        assertThat(signatures).hasValue(1);
        assertThat(crowded.transport.rejected()).containsEntry("redirected", 5L);
    }

    @Test
    void doorkeeperIsToldWhereTheStrangerCanBeReachedAndMaySendItOn() throws Exception {
        BlockingQueue<Contact> asked = new LinkedBlockingQueue<>();
        try (TestNode other = TestNode.start(33)) {
            other.transport.doorkeeper(
                    new Doorkeeper() {
                        @Override
                        public boolean admits(Contact stranger) {
                            asked.add(stranger);
                            return false;
                        }

                        @Override
                        public List<Contact> others(Contact stranger) {
                            return List.of(contact(crowded));
                        }
                    });
            late.dial(other);
            TransportEvent.DialFailed failed = late.await(TransportEvent.DialFailed.class);
            assertThat(failed.alternatives()).containsExactly(contact(crowded));
            Contact stranger = asked.remove();
            assertThat(stranger.peer()).isEqualTo(late.key.peer());
            assertThat(stranger.candidates()).containsExactly(late.address());
            assertThat(other.transport.rejected()).containsEntry("redirected", 1L);

            // Another station's listener learns what is wrong instead.
            try (Stranger lost = Stranger.dial(other)) {
                lost.say(
                        Stranger.hello(
                                MessageCodec.MAJOR,
                                1,
                                new TestKey(34).peer(),
                                new TestKey(2).station()));
                assertThat(lost.hearBye().reason()).isEqualTo(Reason.WRONG_STATION);
            }
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void diallerOfMinorVersion0IsToldBye() throws Exception {
        crowded.transport.doorkeeper(new Names(List.of(contact(late))));
        try (Stranger stranger = Stranger.dial(crowded)) {
            stranger.say(Stranger.hello(new TestKey(34), 0));
            assertThat(stranger.hearAll())
                    .containsExactly(
                            new Message.Bye(Reason.BUSY, "too many handshakes at the moment"));
        }
        assertThat(crowded.transport.rejected())
                .containsEntry("redirected", 0L)
                .containsEntry("busy", 1L);
    }

    @Test
    void diallerOfAnotherStationIsNotSentToOurs() throws Exception {
        crowded.transport.doorkeeper(new Names(List.of(contact(late))));
        try (Stranger stranger = Stranger.dial(crowded)) {
            stranger.say(
                    Stranger.hello(
                            MessageCodec.MAJOR,
                            1,
                            new TestKey(34).peer(),
                            new TestKey(2).station()));
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.BUSY);
        }
    }

    @Test
    void alternativesOfAllCandidatesAreKeptWithinABound() throws Exception {
        List<Contact> first = new ArrayList<>();
        List<Contact> second = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            first.add(ReferralsTest.contact(200 + i, "192.0.2.7:77"));
            second.add(ReferralsTest.contact(205 + i, "192.0.2.7:78"));
        }
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            late.transport.dial(
                    Optional.empty(), List.of(there(one), there(two)), TestNode.PATIENCE);
            redirect(one, new Message.Redirect(900, first));
            redirect(two, new Message.Redirect(700, second));
            TransportEvent.DialFailed failed = late.await(TransportEvent.DialFailed.class);
            assertThat(failed.reason()).isEqualTo(Reason.BUSY);
            assertThat(failed.retryAfterMillis()).isEqualTo(900);
            List<Contact> kept = new ArrayList<>(first);
            kept.addAll(second.subList(1, 3));
            assertThat(failed.alternatives()).isEqualTo(kept).hasSize(MessageCodec.MAX_SAMPLE);
        }
    }

    @Test
    void otherCandidatesAreTriedAfterARedirect() throws Exception {
        clock.advance(Duration.ofSeconds(1));
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            late.transport.dial(
                    Optional.empty(), List.of(there(one), crowded.address()), TestNode.PATIENCE);
            redirect(one, new Message.Redirect(900, List.of()));
            assertThat(late.opened().peer()).isEqualTo(crowded.key.peer());
        }
    }

    @Test
    void redirectAfterTheHelloIsAgainstTheProtocol() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            late.transport.dial(Optional.empty(), List.of(there(server)), TestNode.PATIENCE);
            try (Stranger stranger = new Stranger(server.accept())) {
                stranger.hear();
                stranger.say(Stranger.hello(new TestKey(34), 1));
                stranger.say(
                        new Message.Redirect(1, List.of(ReferralsTest.contact(5, "192.0.2.7:7"))));
                TransportEvent.DialFailed failed = late.await(TransportEvent.DialFailed.class);
                assertThat(failed.reason()).isEqualTo(Reason.PROTOCOL);
                assertThat(failed.alternatives()).isEmpty();
                assertThat(failed.retryAfterMillis()).isZero();
                assertThat(stranger.hearBye().text())
                        .isEqualTo("said REDIRECT where PROOF was due");
            }
        }
        assertThat(late.transport.rejected()).containsEntry("protocol", 1L);
    }

    @Test
    void redirectOnAnOpenConnectionIsAgainstTheProtocol() throws Exception {
        try (Stranger stranger = Stranger.dial(late).shakeHands(new TestKey(34))) {
            late.opened();
            stranger.say(new Message.Redirect(1, List.of()));
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.PROTOCOL);
            assertThat(late.await(TransportEvent.Closed.class).reason()).isEqualTo(Reason.PROTOCOL);
        }
    }

    @Test
    void nobodyIsSentOnByWhomItDidNotAsk() throws Exception {
        try (Stranger stranger = Stranger.dial(late)) {
            // Refused by its prefix: none of its body is waited for.
            stranger.sayPrefix(MessageCodec.type(new Message.Redirect(0, List.of())), 2000);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.PROTOCOL);
        }
        assertThat(late.transport.rejected()).containsEntry("protocol", 1L);
    }

    private static Candidate there(ServerSocket server) {
        return Candidate.tcp(new byte[] {127, 0, 0, 1}, server.getLocalPort());
    }

    private static void redirect(ServerSocket server, Message.Redirect redirect) throws Exception {
        try (Stranger stranger = new Stranger(server.accept())) {
            assertThat(stranger.hear()).isInstanceOf(Message.Hello.class);
            stranger.say(redirect);
            assertThat(stranger.hearAll()).isEmpty();
        }
    }
}
