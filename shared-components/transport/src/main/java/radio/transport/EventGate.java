package radio.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import radio.wire.Message;
import radio.wire.Reason;

/// The way from the event loops to the node's inbox, without loss and without waiting.
///
/// While the inbox is full events wait here, in order, and every connection whose message had to
/// wait stops reading until all that waits has gone: at most one message of each connection is
/// here, besides its Opened and Closed. The network's own flow control then reaches the sender.
/// What the inbox's policy drops, it drops; here nothing is.
///
/// May be used from any thread. The lock is a leaf but for the inbox's own.
final class EventGate {
    private final Predicate<TransportEvent> inbox;
    private final Consumer<Runnable> onSpace;
    private final Executor executor;
    private final ArrayDeque<TransportEvent> waiting = new ArrayDeque<>();
    private final List<PeerHandler> paused = new ArrayList<>();
    private boolean closed;

    /// @param inbox takes an event, or says false when it is full
    /// @param onSpace runs something once when the inbox has room
    /// @param executor on which waiting events go on
    EventGate(Predicate<TransportEvent> inbox, Consumer<Runnable> onSpace, Executor executor) {
        this.inbox = inbox;
        this.onSpace = onSpace;
        this.executor = executor;
    }

    synchronized void opened(PeerConnection connection) {
        offer(new TransportEvent.Opened(connection));
    }

    /// Passes a message on; after the connection has ended it is dropped. False when it has to
    /// wait: the handler must stop reading until it is resumed.
    synchronized boolean received(PeerConnection connection, Message message) {
        if (connection.ended() || offer(new TransportEvent.Received(connection, message))) {
            return true;
        }
        paused.add(connection.handler());
        return false;
    }

    /// Tells the end of a connection, the first time. False if it was told before.
    synchronized boolean ended(
            PeerConnection connection, Reason reason, String text, boolean byPeer) {
        if (!connection.end()) {
            return false;
        }
        offer(new TransportEvent.Closed(connection, reason, text, byPeer));
        return true;
    }

    synchronized void dialFailed(TransportEvent.DialFailed failed) {
        offer(failed);
    }

    /// How many events wait.
    synchronized int waiting() {
        return waiting.size();
    }

    /// Nobody listens any more: what waits is forgotten.
    synchronized void close() {
        closed = true;
        waiting.clear();
        paused.clear();
    }

    private boolean offer(TransportEvent event) {
        if (closed || (waiting.isEmpty() && inbox.test(event))) {
            return true;
        }
        waiting.add(event);
        if (waiting.size() == 1) {
            awaitSpace();
        }
        return false;
    }

    private void awaitSpace() {
        // The thread that makes room is the node's own: the work belongs on an event loop.
        onSpace.accept(() -> executor.execute(this::goOn));
    }

    private synchronized void goOn() {
        while (!waiting.isEmpty()) {
            if (!inbox.test(waiting.element())) {
                awaitSpace();
                return;
            }
            waiting.remove();
        }
        paused.forEach(PeerHandler::resume);
        paused.clear();
    }
}
