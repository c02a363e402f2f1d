package radio.wire;

import java.util.List;

/// How many bytes a message is on the wire, without writing it: [MessageCodec] is too slow to be
/// asked for everything that is said. A test holds the two together.
public final class WireSize {
    private static final int PREFIX = MessageCodec.PREFIX_BYTES;

    private static final int HAVE = 32;

    private WireSize() {}

    /// Prefix and body, in bytes.
    public static int of(Message message) {
        if (message instanceof Message.Have) {
            return PREFIX + HAVE; // By far the most frequent: the switch is slow.
        }
        return PREFIX
                + switch (message) {
                    case Message.Have _ -> HAVE;
                    case Message.Push push -> MessageCodec.PUSH_HEAD_BYTES + push.chunk().size();
                    case Message.Ping _ -> 6;
                    case Message.Pong _ -> 12;
                    case Message.Pull _ -> 26;
                    case Message.Graft _ -> 18;
                    case Message.Grafted grafted -> 26 + contacts(grafted.path());
                    case Message.Refused refused -> 7 + contacts(refused.alternatives());
                    case Message.Path path -> 2 + contacts(path.path());
                    case Message.Alternatives others -> 2 + contacts(others.contacts());
                    case Message.Prune _ -> 2;
                    case Message.Join _ -> 2;
                    case Message.ForwardJoin join -> 1 + contact(join.newcomer());
                    case Message.Neighbour _ -> 1;
                    case Message.NeighbourReply reply -> 1 + contacts(reply.contacts());
                    case Message.Shuffle shuffle -> 5 + contacts(shuffle.contacts());
                    case Message.ShuffleReply reply -> 4 + contacts(reply.contacts());
                    case Message.Move move -> 6 + contacts(move.contacts());
                    case Message.Redirect redirect -> 4 + contacts(redirect.contacts());
                    case Message.Header header -> header.header().bytes().remaining();
                    case Message.Hello hello ->
                            4 + 2 + 3 * PublicKey.BYTES + 2 + candidates(hello.candidates());
                    case Message.Proof _ -> Signer.SIGNATURE_BYTES;
                    case Message.Welcome welcome -> 1 + candidate(welcome.observed());
                    case Message.Bye bye -> 3 + Math.min(255, bye.text().length());
                    case Message.Unknown _ -> 0;
                };
    }

    private static int contacts(List<Contact> contacts) {
        int bytes = 1;
        for (int i = 0; i < contacts.size(); i++) {
            bytes += contact(contacts.get(i));
        }
        return bytes;
    }

    private static int contact(Contact contact) {
        return PublicKey.BYTES + 3 + candidates(contact.candidates());
    }

    private static int candidates(List<Candidate> candidates) {
        int bytes = 1;
        for (int i = 0; i < candidates.size(); i++) {
            bytes += candidate(candidates.get(i));
        }
        return bytes;
    }

    private static int candidate(Candidate candidate) {
        return 2 + candidate.bytes().remaining();
    }
}
