package radio.transport;

import java.time.Duration;
import java.util.List;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.Contact;

/// Limits and addresses of a transport. [#DEFAULT] listens on every address at a port the system
/// chooses.
///
/// @param host address or name to listen at; empty for all addresses
/// @param port 1 to 65,535, 0 to let the system choose, [#NOWHERE] to take no connections
/// @param advertised how others reach this node from outside, at most [Contact#MAX_CANDIDATES]
/// @param maxConnections open connections; more are told BUSY
/// @param maxDials dials under way; more fail at once
/// @param farewellLimit how long a connection that ends may take to say why
/// @param slowFarewellLimit the same towards a peer that was too slow, which may have been stopped
///   and should learn why when it goes on; such a connection is cut earlier when others need its
///   place
public record TransportSettings(
        String host,
        int port,
        List<Candidate> advertised,
        int maxConnections,
        int maxDials,
        Duration farewellLimit,
        Duration slowFarewellLimit,
        Handshakes handshakes,
        Buffers buffers) {
    /// Instead of a port: take no connections.
    public static final int NOWHERE = -1;

    /// The limits are guesses, some ten times what a node of a healthy swarm needs.
    public static final TransportSettings DEFAULT =
            new TransportSettings(
                    "",
                    0,
                    List.of(),
                    512,
                    64,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Handshakes.DEFAULT,
                    Buffers.DEFAULT);

    public TransportSettings {
        advertised = List.copyOf(advertised);
        if (port < NOWHERE || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " is not 0 to 65535");
        }
        if (advertised.size() > Contact.MAX_CANDIDATES) {
            throw new IllegalArgumentException(
                    advertised.size() + " advertised addresses, at most " + Contact.MAX_CANDIDATES);
        }
        atLeastOne(maxConnections, "maxConnections");
        atLeastOne(maxDials, "maxDials");
    }

    /// Limits on strangers: connections that others opened and nobody has proved yet.
    ///
    /// @param limit time from connect to the last word of the handshake
    /// @param max under way in total; the next one takes the place of the longest silent one, or of
    ///   the slowest if all have spoken
    /// @param maxPerAddress under way from one IP address, likewise
    /// @param loopbackExempt whether addresses of this machine are free of `maxPerAddress`
    /// @param maxPerSecond HELLOs answered, averaged over a second; the rest are told BUSY
    public record Handshakes(
            Duration limit, int max, int maxPerAddress, boolean loopbackExempt, int maxPerSecond) {
        public static final Handshakes DEFAULT =
                new Handshakes(Duration.ofSeconds(5), 128, 16, true, 100);

        public Handshakes {
            atLeastOne(max, "handshakes.max");
            atLeastOne(maxPerAddress, "handshakes.maxPerAddress");
            atLeastOne(maxPerSecond, "handshakes.maxPerSecond");
        }
    }

    /// How much may wait where, for each connection.
    ///
    /// @param chunkQueue bytes of chunks in the send queue, at least [Chunk#MAX_BYTES]; more, and
    ///   the connection ends as too slow
    /// @param controlQueue bytes of control messages in the send queue, likewise
    /// @param writeLow below this many bytes handed to the socket, the queue goes on; small, since
    ///   what is there cannot be overtaken any more
    /// @param writeHigh above this many, the queue waits
    /// @param socketSend the system's send buffer (SO_SNDBUF); modest, so that a reader that has
    ///   stopped is noticed soon
    /// @param socketReceive the system's receive buffer (SO_RCVBUF); what a peer can send ahead
    ///   while this node does not read
    /// @param slab received chunks are cut from direct buffers of this size; a chunk that is kept
    ///   keeps its whole slab alive
    public record Buffers(
            int chunkQueue,
            int controlQueue,
            int writeLow,
            int writeHigh,
            int socketSend,
            int socketReceive,
            int slab) {
        public static final Buffers DEFAULT =
                new Buffers(
                        512 * 1024,
                        64 * 1024,
                        8 * 1024,
                        32 * 1024,
                        128 * 1024,
                        128 * 1024,
                        64 * 1024);

        public Buffers {
            if (chunkQueue < Chunk.MAX_BYTES) {
                throw new IllegalArgumentException(
                        "chunkQueue "
                                + chunkQueue
                                + " is below the largest chunk, "
                                + Chunk.MAX_BYTES);
            }
            atLeastOne(controlQueue, "controlQueue");
            atLeastOne(writeLow, "writeLow");
            if (writeHigh < writeLow) {
                throw new IllegalArgumentException("writeHigh is below writeLow");
            }
            atLeastOne(socketSend, "socketSend");
            atLeastOne(socketReceive, "socketReceive");
            atLeastOne(slab, "slab");
        }
    }

    /// Whether connections of others are taken.
    public boolean listens() {
        return port != NOWHERE;
    }

    public TransportSettings listeningAt(String atHost, int atPort) {
        return new TransportSettings(
                atHost,
                atPort,
                advertised,
                maxConnections,
                maxDials,
                farewellLimit,
                slowFarewellLimit,
                handshakes,
                buffers);
    }

    public TransportSettings advertising(List<Candidate> candidates) {
        return new TransportSettings(
                host,
                port,
                candidates,
                maxConnections,
                maxDials,
                farewellLimit,
                slowFarewellLimit,
                handshakes,
                buffers);
    }

    public TransportSettings withMaxConnections(int max) {
        return new TransportSettings(
                host,
                port,
                advertised,
                max,
                maxDials,
                farewellLimit,
                slowFarewellLimit,
                handshakes,
                buffers);
    }

    public TransportSettings with(Handshakes limits) {
        return new TransportSettings(
                host,
                port,
                advertised,
                maxConnections,
                maxDials,
                farewellLimit,
                slowFarewellLimit,
                limits,
                buffers);
    }

    public TransportSettings with(Buffers sizes) {
        return new TransportSettings(
                host,
                port,
                advertised,
                maxConnections,
                maxDials,
                farewellLimit,
                slowFarewellLimit,
                handshakes,
                sizes);
    }

    private static void atLeastOne(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", at least 1");
        }
    }
}
