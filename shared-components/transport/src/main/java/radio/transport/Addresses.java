package radio.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;

/// Between socket addresses and the candidates of the protocol.
final class Addresses {
    /// A candidate that says nothing.
    static final Candidate UNKNOWN = new Candidate(0, ByteBuffer.allocate(0));

    private Addresses() {}

    static Candidate candidate(SocketAddress address) {
        return address instanceof InetSocketAddress socket
                        && !socket.isUnresolved()
                        && socket.getPort() > 0
                ? Candidate.tcp(socket.getAddress().getAddress(), socket.getPort())
                : UNKNOWN;
    }

    /// How others could reach a peer: what it says of itself, then where it was seen.
    static Contact contact(Message.Hello hello, SocketAddress seenAt, boolean reached) {
        List<Candidate> all = new ArrayList<>(hello.candidates());
        seen(hello, seenAt)
                .filter(seen -> !all.contains(seen))
                .ifPresent(seen -> {
                    // What was seen is worth more than the last of many claims.
                    while (all.size() >= Contact.MAX_CANDIDATES) {
                        all.removeLast();
                    }
                    all.add(seen);
                });
        return new Contact(hello.peer(), all, reached, 0);
    }

    /// A peer that has proved nothing yet: of its addresses only the one it was seen at counts,
    /// else it could have anybody called upon.
    static Contact stranger(Message.Hello hello, SocketAddress seenAt) {
        return new Contact(hello.peer(), seen(hello, seenAt).stream().toList(), false, 0);
    }

    private static Optional<Candidate> seen(Message.Hello hello, SocketAddress seenAt) {
        return hello.listenPort() > 0
                        && seenAt instanceof InetSocketAddress socket
                        && !socket.isUnresolved()
                ? Optional.of(Candidate.tcp(socket.getAddress().getAddress(), hello.listenPort()))
                : Optional.empty();
    }
}
