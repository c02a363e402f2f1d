package radio.transport;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Proofs;
import radio.wire.Signature;

/// One side of one handshake, without a socket: messages in, messages out.
///
/// ```
/// who dialled      HELLO                 PROOF WELCOME
/// who was dialled           HELLO PROOF                 WELCOME
/// ```
///
/// Who dialled speaks first, so that silence and noise cost the other side nothing. Each side signs
/// a statement made of both nonces, both identities, the station and its side ([Proofs]): a proof
/// fits this handshake and no other. WELCOME means: your proof was good; the handshake is over for
/// the side that has sent and received it.
final class Handshake {
    private enum Expecting {
        HELLO,
        PROOF,
        WELCOME,
        NOTHING
    }

    private final Identity identity;
    private final Message.Hello ours;
    private final boolean dialled;
    private final Optional<PeerId> expected;
    private final Candidate observed;
    private Expecting expecting = Expecting.HELLO;
    private Message.@Nullable Hello theirs;
    private Candidate observedSelf = Addresses.UNKNOWN;

    /// @param expected who must be there, if it matters
    /// @param observed how the other side looks from here
    Handshake(
            Identity identity,
            Message.Hello ours,
            boolean dialled,
            Optional<PeerId> expected,
            Candidate observed) {
        this.identity = identity;
        this.ours = ours;
        this.dialled = dialled;
        this.expected = expected;
        this.observed = observed;
    }

    /// What to say before hearing anything.
    List<Message> opening() {
        return dialled ? List.of(ours) : List.of();
    }

    /// Takes what the other side said; returns what to answer.
    List<Message> receive(Message message) throws RejectedException {
        return switch (message) {
            case Message.Hello hello when expecting == Expecting.HELLO -> hello(hello);
            case Message.Proof proof when expecting == Expecting.PROOF -> proof(proof);
            case Message.Welcome welcome when expecting == Expecting.WELCOME -> {
                expecting = Expecting.NOTHING;
                observedSelf = welcome.observed();
                yield List.of();
            }
            default ->
                    throw new RejectedException(
                            Rejection.PROTOCOL,
                            "said %s where %s was due"
                                    .formatted(
                                            message.getClass()
                                                    .getSimpleName()
                                                    .toUpperCase(Locale.ROOT),
                                            expecting));
        };
    }

    /// Whether both sides have said welcome.
    boolean done() {
        return expecting == Expecting.NOTHING;
    }

    /// Whether the other side has said who it claims to be.
    boolean introduced() {
        return theirs != null;
    }

    /// Whether the other side has proved its claim.
    boolean proved() {
        return expecting == Expecting.WELCOME || expecting == Expecting.NOTHING;
    }

    /// The HELLO of the other side.
    Message.Hello theirs() {
        if (theirs == null) {
            throw new IllegalStateException("no HELLO yet");
        }
        return theirs;
    }

    /// How this side looks from there.
    Candidate observedSelf() {
        return observedSelf;
    }

    int minor() {
        return Math.min(ours.minor(), theirs().minor());
    }

    private List<Message> hello(Message.Hello hello) throws RejectedException {
        if (!hello.station().equals(identity.station())) {
            throw new RejectedException(
                    Rejection.WRONG_STATION,
                    "this is station " + identity.station(),
                    "carries another station (" + hello.station() + ")");
        }
        if (hello.peer().equals(identity.peer())) {
            throw new RejectedException(Rejection.SELF, "that is yourself", "is this node itself");
        }
        if (expected.isPresent() && !hello.peer().equals(expected.get())) {
            throw new RejectedException(
                    Rejection.WRONG_PEER,
                    "looking for another node",
                    "is node %s, not %s".formatted(hello.peer().brief(), expected.get().brief()));
        }
        theirs = hello;
        expecting = Expecting.PROOF;
        byte[] signature = identity.signer().sign(Proofs.statement(dialled, ours, hello));
        Message proof = new Message.Proof(Signature.of(signature));
        return dialled ? List.of(proof) : List.of(ours, proof);
    }

    private List<Message> proof(Message.Proof proof) throws RejectedException {
        Message.Hello claim = theirs();
        boolean good =
                identity.verifier()
                        .verify(
                                claim.peer().key(),
                                Proofs.statement(!dialled, claim, ours),
                                proof.signature().bytes());
        if (!good) {
            throw new RejectedException(
                    Rejection.BAD_PROOF,
                    "that proof is not good",
                    "could not prove to be node " + claim.peer().brief());
        }
        expecting = Expecting.WELCOME;
        return List.of(new Message.Welcome(minor(), observed));
    }
}
