package radio.net;

import io.netty.channel.ChannelFuture;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// A component that is one end of a socket: what comes to its inbox goes to the peer, what the peer
/// sends leaves through its outbox. Writing is done here, on the component's thread: it waits while
/// the peer does not read, and gives up when that lasts too long.
abstract sealed class SocketComponent extends Component permits Session, TcpClient {
    /// Messages for the peer that may wait here; then their sender waits.
    private static final Bound OUTGOING = Bound.blocking(64);

    /// What is given to Netty at once of a long message, so that little is on the way when the peer
    /// does not read.
    private static final int PIECE_BYTES = 32 * 1024;

    /// How long a peer may take to hang up after we did, before it is cut off.
    private static final Duration LINGER = Duration.ofSeconds(1);

    final Inbox<ByteBuffer> outgoing = typedInbox(ByteBuffer.class, "bytes for the peer", OUTGOING);
    final Outbox<ByteBuffer> incoming = typedOutbox(ByteBuffer.class, "bytes of the peer");

    private final Duration stall;
    private long unsent;
    private boolean waited;

    SocketComponent(String name, Duration stall) {
        super(name);
        this.stall = stall;
    }

    /// Messages that came too late for the peer.
    final long unsent() {
        return unsent;
    }

    /// Sends what waits in the inbox, or throws it away when there is no socket any more. True when
    /// it had to wait for the peer: then anything may have happened meanwhile, and the caller has
    /// to look again before it waits itself.
    final boolean sendWaiting(Connection to) throws InterruptedException {
        boolean written = false;
        waited = false;
        while (!to.gone() && !stopping()) {
            Optional<ByteBuffer> next = outgoing.poll();
            if (next.isEmpty()) {
                break;
            }
            send(next.get(), to);
            written = true;
        }
        if (written) {
            to.flush();
        }
        if (to.gone()) {
            discardWaiting();
        }
        return waited;
    }

    /// Others may hold the same message: its position is left alone.
    private void send(ByteBuffer message, Connection to) throws InterruptedException {
        int end = message.limit();
        for (int at = message.position(); at < end; at += PIECE_BYTES) {
            if (!to.writable()) {
                to.flush();
                if (!drained(to, to::writable)) {
                    unsent++;
                    return;
                }
            }
            to.write(message.slice(at, Math.min(PIECE_BYTES, end - at)));
        }
    }

    /// Throws away what waits in the inbox, since there is nobody to send it to.
    final void discardWaiting() {
        while (outgoing.poll().isPresent()) {
            unsent++;
        }
    }

    /// Waits until everything written is on its way. False: the peer is gone, or was cut off.
    final boolean drained(Connection to) throws InterruptedException {
        ChannelFuture sent = to.sent();
        return drained(to, sent::isDone);
    }

    private boolean drained(Connection to, BooleanSupplier done) throws InterruptedException {
        long pending = to.pending();
        long deadline = clock().nanoTime() + stall.toNanos();
        while (!done.getAsBoolean() && !to.gone()) {
            long left = deadline - clock().nanoTime();
            if (left > 0) {
                waited = true;
                await(Duration.ofNanos(left));
                continue;
            }
            long now = to.pending();
            if (now >= pending) {
                to.stall();
                return false;
            }
            pending = now;
            deadline = clock().nanoTime() + stall.toNanos();
        }
        return !to.gone();
    }

    /// Ends a conversation in good order: sends what was written, says so, and gives the peer a
    /// moment to hang up.
    final void hangUp(Connection to) throws InterruptedException {
        if (!drained(to)) {
            return;
        }
        to.shutdownOutput();
        to.ignore();
        long deadline = clock().nanoTime() + LINGER.toNanos();
        while (!to.gone() && !to.inputEnded()) {
            long left = deadline - clock().nanoTime();
            if (left <= 0) {
                return;
            }
            await(Duration.ofNanos(left));
        }
    }
}
