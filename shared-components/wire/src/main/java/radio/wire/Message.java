package radio.wire;

import java.util.List;

/// Everything one peer may say to another. `docs/protocol.md` has the order in which they are said
/// and a table for each; [MessageCodec] has the bytes.
public sealed interface Message {
    /// First message of both sides: who I claim to be and which station I carry.
    ///
    /// @param major peers of another major version do not understand each other
    /// @param minor the lower of the two is spoken
    /// @param nonce 32 random bytes the other side must sign
    /// @param listenPort TCP port at which this node takes connections, 0 if at none
    /// @param candidates where it says it can be reached, best first; hearsay; of more than
    ///   [Contact#MAX_CANDIDATES] the rest is left out
    record Hello(
            int major,
            int minor,
            PeerId peer,
            PublicKey nonce,
            StationId station,
            int listenPort,
            List<Candidate> candidates)
            implements Message {
        public Hello {
            candidates = Contact.atMost(candidates);
        }
    }

    /// Second message of both sides: the signature that proves the claim ([Proofs]).
    ///
    /// @param signature 64 bytes
    record Proof(Signature signature) implements Message {}

    /// Third message of both sides: the proof was good.
    ///
    /// @param minor the version spoken from here on
    /// @param observed how the other side looks from here
    record Welcome(int minor, Candidate observed) implements Message {}

    /// Last message: why this connection ends. Nothing follows it.
    ///
    /// @param text for a person's eyes, at most 255 bytes
    record Bye(Reason reason, String text) implements Message {}

    /// Are you there, and what time is it at the source?
    ///
    /// @param id comes back in the [Pong]
    /// @param freeSlots children that the sender's subtree could still take, a hint
    record Ping(int id, int freeSlots) implements Message {}

    /// @param sourceUnixNanos the sender's estimate of the source's clock, 0 if it has none
    record Pong(int id, long sourceUnixNanos) implements Message {}

    /// Be my parent: push me this stream.
    ///
    /// @param epoch the epoch `nextSequence` counts in, 0 to start wherever the parent likes
    /// @param nextSequence the first chunk I have not got
    record Graft(int stream, long epoch, long nextSequence) implements Message {}

    /// I am your parent now.
    ///
    /// @param firstSequence the first chunk that will be pushed
    /// @param sourceUnixNanos the sender's estimate of the source's clock, 0 if it has none
    /// @param path from the source to the sender, both included
    record Grafted(
            int stream, long epoch, long firstSequence, long sourceUnixNanos, List<Contact> path)
            implements Message {
        public Grafted {
            path = List.copyOf(path);
        }
    }

    /// I will not be your parent; try these.
    ///
    /// @param retryAfterMillis not before then, if you must ask me again
    /// @param alternatives at most [MessageCodec#MAX_ALTERNATIVES]
    record Refused(int stream, Refusal refusal, int retryAfterMillis, List<Contact> alternatives)
            implements Message {
        public Refused {
            alternatives = List.copyOf(alternatives);
        }
    }

    /// The way from the source to me has changed.
    ///
    /// @param path from the source to the sender, both included; empty while there is none
    record Path(int stream, List<Contact> path) implements Message {
        public Path {
            path = List.copyOf(path);
        }
    }

    /// Others you could ask if you lost me.
    record Alternatives(int stream, List<Contact> contacts) implements Message {
        public Alternatives {
            contacts = List.copyOf(contacts);
        }
    }

    /// You are no longer my parent (from a child), or my child (from a parent).
    record Prune(int stream) implements Message {}

    /// What the station is at the moment.
    record Header(StationHeader header) implements Message {}

    /// A chunk.
    ///
    /// @param hops links it has crossed when it arrives: 1 from the source
    record Push(ChunkClass chunkClass, int hops, Chunk chunk) implements Message {}

    // ---- The swarm; since minor version 1 ----

    /// What I hold of a stream: said over links that push nothing, and to a child when there is
    /// nothing to push, so that it is also the heartbeat of the link.
    ///
    /// @param newest the newest sequence number held; 0 if nothing is
    /// @param depth how many sequence numbers back from the newest some are kept, 1 to 65,535; 0 if
    ///   nothing is held
    /// @param mask bit i: `newest - i` is held
    /// @param delayMillis how long after its capture the sender gets a chunk, 0 to 65,534; 65,535
    ///   if it does not know
    /// @param freeSlots children the sender itself could still take
    record Have(
            int stream,
            long epoch,
            long newest,
            int depth,
            long mask,
            int delayMillis,
            int freeSlots)
            implements Message {
        /// The delay of a node that does not know it.
        public static final int UNKNOWN_DELAY = 0xFFFF;

        /// Whether this chunk is surely there.
        public boolean holds(long sequence) {
            long back = newest - sequence;
            return depth > 0 && back >= 0 && back < 64 && (mask >>> back & 1) != 0;
        }
    }

    /// Send me these chunks once; answered by [Push]es of class REPAIR, or not at all.
    ///
    /// @param mask bit i: `first + i` is wanted
    record Pull(int stream, long epoch, long first, long mask) implements Message {}

    /// I am new here: let others know me.
    ///
    /// @param slots children it takes at most, 0 if it serves nobody
    record Join(int slots) implements Message {}

    /// Somebody is new, and this is her walk through the network.
    ///
    /// @param hopsLeft 0 where the walk ends; at most [MessageCodec#MAX_WALK]
    record ForwardJoin(int hopsLeft, Contact newcomer) implements Message {}

    /// Let us keep this link: be in each other's active view.
    ///
    /// @param urgent whether the sender has no other link left, and should not be refused
    record Neighbour(boolean urgent) implements Message {}

    /// @param contacts others to try; none if accepted
    record NeighbourReply(boolean accepted, List<Contact> contacts) implements Message {
        public NeighbourReply {
            contacts = List.copyOf(contacts);
        }
    }

    /// A sample of peers, on a walk; whoever is at its end sends one back the way it came.
    ///
    /// @param id chosen by the origin; comes back in the reply
    /// @param hopsLeft 0 where the walk ends; at most [MessageCodec#MAX_WALK]
    /// @param contacts the origin first, then some of its active and passive view
    record Shuffle(int id, int hopsLeft, List<Contact> contacts) implements Message {
        public Shuffle {
            contacts = List.copyOf(contacts);
        }
    }

    record ShuffleReply(int id, List<Contact> contacts) implements Message {
        public ShuffleReply {
            contacts = List.copyOf(contacts);
        }
    }

    /// I need your slot for somebody else: find another parent. I go on pushing for a while.
    ///
    /// @param graceMillis how long
    /// @param contacts whom to ask
    record Move(int stream, int graceMillis, List<Contact> contacts) implements Message {
        public Move {
            contacts = List.copyOf(contacts);
        }
    }

    /// In place of a handshake: too many at the moment, ask these. Never longer than the HELLO that
    /// it answers, since that one's sender has proved nothing. Nothing follows it.
    ///
    /// @param retryAfterMillis not here again before
    record Redirect(int retryAfterMillis, List<Contact> contacts) implements Message {
        public Redirect {
            contacts = List.copyOf(contacts);
        }
    }

    /// A message of a later minor version: skipped and counted.
    record Unknown(int type) implements Message {}
}
