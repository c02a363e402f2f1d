package radio.net;

import java.util.Objects;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.ProducerFinished;
import radio.axon.Signal;

/// One connection of a [ServerCore] together with the protocol made for it, its only child:
///
/// ```
/// socket -> outbox -> protocol.inbox        protocol.outbox -> inbox -> socket
/// end of input -> finished -> protocol.control        protocol.signal -> done
/// ```
///
/// It ends when both have: when the protocol has ended (or said so: of a pipeline the last part
/// has, and the others are stopped) and its last words are sent, or when the peer has and the
/// protocol took what it had sent.
final class Session extends SocketComponent {
    /// In place of the default of 1024 messages: what comes from a network is not trusted with 8
    /// MiB of memory per connection.
    private static final Bound FROM_PEER = Bound.blocking(64);

    private final ServerCore server;
    private final Peer peer;
    private final Connection connection = connection();
    private final Outbox<Signal> finished =
            addOutbox("finished", Signal.class, "tells the protocol that the peer has finished");
    private final Inbox<Signal> done =
            addInbox("done", Signal.class, "the protocol has said all it had to say");
    private boolean told;

    Session(ServerCore server, Peer peer) {
        super("connection of " + peer, server.settings().stall());
        this.server = server;
        this.peer = peer;
    }

    private Connection connection() {
        return new Connection(this, incoming);
    }

    Connection socket() {
        return connection;
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            converse(begin());
        } finally {
            connection.close();
            discardWaiting();
        }
    }

    private Component begin() {
        Component protocol =
                Objects.requireNonNull(
                        server.protocolFor(peer), "the protocol factory made nothing: null");
        if (protocol.state() != State.NEW) {
            throw new IllegalStateException(
                    protocol.name()
                            + " is in use: the protocol factory has to make a new one for each"
                            + " connection");
        }
        link(incoming, protocol.inbox("inbox"));
        link(finished, protocol.inbox("control"));
        link(protocol.outbox("outbox"), outgoing);
        link(protocol.outbox("signal"), done);
        Inbox<?> last = protocol.inbox("inbox").end();
        if (last.bound().equals(Bound.DEFAULT)) {
            last.bound(FROM_PEER);
        }
        children(protocol);
        connection.start();
        return protocol;
    }

    private void converse(Component protocol) throws InterruptedException {
        Inbox<?> last = protocol.inbox("inbox").end();
        while (!protocol.isStopped() && !done.ready() && !stopping()) {
            if (sendWaiting(connection)) {
                continue;
            }
            tell();
            if (!told && !connection.ending()) {
                await();
                continue;
            }
            int before = last.size();
            if (!await(server.settings().farewell()) && last.size() >= before) {
                server.abandoned(protocol.name(), peer);
                protocol.stop();
                return;
            }
        }
        sendWaiting(connection);
        if (!connection.gone() && !stopping()) {
            hangUp(connection);
        }
    }

    private void tell() {
        if (!told && connection.inputEnded()) {
            told = true;
            finished.offer(new ProducerFinished(name(), connection.fault()));
        }
    }
}
