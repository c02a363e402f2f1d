package radio.simulation;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.peer.Ed25519Signer;
import radio.peer.Ed25519Verifier;
import radio.transport.Connection;
import radio.transport.Identity;
import radio.transport.NettyTransport;
import radio.transport.TransportEvent;
import radio.transport.TransportSettings;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.StationHeader;
import radio.wire.StationId;

/// A peer that proves who it is, welcomes every child and then pushes what a test gives it.
final class BadParent extends Component implements AutoCloseable {
    private final Inbox<TransportEvent> events =
            typedInbox(TransportEvent.class, "events", Bound.blocking(1024));
    private final AxonSystem system = new AxonSystem("bad parent", Clock.system());
    private final AtomicInteger grafts = new AtomicInteger();
    private final NettyTransport transport;
    private final PeerId self;
    private final StationHeader header;
    private final long firstSequence;
    private final List<Chunk> chunks;

    private BadParent(
            StationId station, StationHeader header, long firstSequence, List<Chunk> chunks)
            throws IOException {
        super("bad parent");
        this.header = header;
        this.firstSequence = firstSequence;
        this.chunks = chunks;
        Identity identity =
                new Identity(
                        station, Ed25519Signer.generate(new SecureRandom()), new Ed25519Verifier());
        self = identity.peer();
        transport =
                NettyTransport.bind(
                        TransportSettings.DEFAULT.listeningAt("127.0.0.1", 0),
                        identity,
                        system.clock(),
                        new SecureRandom());
    }

    /// @param header what it tells about the station
    /// @param firstSequence what it says it begins with
    static BadParent of(
            StationId station, StationHeader header, long firstSequence, List<Chunk> chunks)
            throws IOException {
        BadParent parent = new BadParent(station, header, firstSequence, chunks);
        parent.system.link(parent.transport.events(), parent.events);
        parent.system.activate(parent, parent.transport);
        return parent;
    }

    int port() {
        return transport.port();
    }

    /// How often somebody wanted to be its child.
    int grafts() {
        return grafts.get();
    }

    @Override
    protected void run() {
        for (TransportEvent event : events.untilFinished()) {
            if (event instanceof TransportEvent.Received(Connection child, Message.Graft graft)) {
                grafts.incrementAndGet();
                Contact source =
                        new Contact(new PeerId(header.station().key()), List.of(), false, 0);
                Contact me = new Contact(self, List.of(), false, 4);
                child.sendControl(new Message.Header(header));
                child.sendControl(
                        new Message.Grafted(
                                graft.stream(),
                                header.epoch(),
                                firstSequence,
                                0,
                                List.of(source, me)));
                for (Chunk chunk : chunks) {
                    child.sendChunk(ChunkClass.LIVE, 2, chunk, Long.MAX_VALUE);
                }
            } else if (event instanceof TransportEvent.Received(Connection child, Message.Ping p)) {
                child.sendControl(new Message.Pong(p.id(), 0));
            }
        }
    }

    @Override
    public void close() {
        system.close();
    }
}
