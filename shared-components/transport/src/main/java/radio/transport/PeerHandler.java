package radio.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.wire.Contact;
import radio.wire.MalformedMessageException;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Reason;

/// One socket, from accept or connect until it is gone: reads messages, leads the [Handshake],
/// passes on what an open connection receives, and ends it in an orderly way.
///
/// Lives on its event loop, where every method runs unless it says otherwise. Whatever a stranger
/// sends ends in [#read], the one place where bad bytes are caught: the peer is told BYE, the
/// connection is closed, a counter goes up, and the node goes on.
@SuppressWarnings("FutureReturnValueIgnored") // what comes of closing is told by channelInactive
final class PeerHandler extends ChannelInboundHandlerAdapter {
    private enum Phase {
        /// The handshake is under way.
        SHAKING,
        OPEN,
        /// BYE was said; what still comes is not looked at.
        LEAVING,
        GONE
    }

    private static final Logger log = LoggerFactory.getLogger(PeerHandler.class);

    /// The first minor version that knows REDIRECT.
    private static final int REDIRECT_MINOR = 1;

    private final Switchboard board;
    private final boolean dialled;
    private final Optional<PeerId> expected;
    private final Duration handshakeLimit;
    private final Attempt attempt;
    private final FrameReader frames;
    private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(1);
    private final LongAdder bytesDown = new LongAdder();
    private volatile Phase phase = Phase.SHAKING;
    private boolean paused;
    private boolean inputEnded;
    private @Nullable SocketWriter writer;
    private @Nullable Handshake handshake;
    private @Nullable PeerConnection connection;
    private @Nullable Future<?> timer;

    private PeerHandler(
            Switchboard board,
            boolean dialled,
            Optional<PeerId> expected,
            Duration handshakeLimit,
            Attempt attempt) {
        this.board = board;
        this.dialled = dialled;
        this.expected = expected;
        this.handshakeLimit = handshakeLimit;
        this.attempt = attempt;
        frames = new FrameReader(new Slab(board.settings.buffers().slab()), dialled);
    }

    /// For a connection that somebody else opened.
    static PeerHandler accepted(Switchboard board) {
        return new PeerHandler(
                board,
                false,
                Optional.empty(),
                board.settings.handshakes().limit(),
                Attempt.NOBODY);
    }

    /// For a connection this node opens.
    static PeerHandler dialled(
            Switchboard board, Optional<PeerId> expected, Duration limit, Attempt attempt) {
        return new PeerHandler(board, true, expected, limit, attempt);
    }

    // The life of the socket.

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel mine = ctx.channel();
        SocketWriter fresh = new SocketWriter(mine, board.totals);
        writer = fresh;
        board.handlers.add(this);
        handshake =
                new Handshake(
                        board.identity,
                        board.hello(),
                        dialled,
                        expected,
                        Addresses.candidate(mine.remoteAddress()));
        if (board.stopping() || (!dialled && board.congested())) {
            board.totals.count(Rejection.BUSY);
            turnAway("too many at the moment");
            attempt.failed(Reason.BUSY, "was not wanted any more");
            return;
        }
        if (!dialled) {
            board.handshakes.admit(this, remoteIp(mine));
        }
        timer =
                mine.eventLoop()
                        .schedule(
                                this::handshakeTookTooLong,
                                handshakeLimit.toNanos(),
                                TimeUnit.NANOSECONDS);
        fresh.say(handshake.opening());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inputEnded = true;
        if (!paused) {
            endOfInput();
        }
        // Else what came before the end is still to be passed on: resume() goes on from here.
    }

    /// Nothing will come any more.
    private void endOfInput() {
        Phase before = phase;
        phase = Phase.GONE;
        cancelTimer();
        releaseUnread();
        board.handlers.remove(this);
        board.handshakes.remove(this);
        board.roster.gone(this);
        if (before == Phase.SHAKING) {
            board.totals.count(Rejection.BROKEN_OFF);
            attempt.failed(Reason.LOST, "hung up during the handshake");
        } else if (before == Phase.OPEN) {
            connection().end(Reason.LOST, "the connection was lost", true, Reason.LOST, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{}: {}", ctx.channel(), cause.getMessage());
        } else {
            board.totals.faults.increment();
            log.error("a connection failed in this node: {}", ctx.channel(), cause);
        }
        ctx.close(); // channelInactive tells whom it concerns
    }

    // Reading.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (!(received instanceof ByteBuf bytes) || phase == Phase.LEAVING || phase == Phase.GONE) {
            ReferenceCountUtil.release(received);
            return;
        }
        bytesDown.add(bytes.readableBytes());
        board.totals.bytesDown.add(bytes.readableBytes());
        unread.add(bytes);
        read();
    }

    /// Takes message after message out of the bytes that are there, until they are used up or the
    /// node's inbox is full.
    private void read() {
        try {
            while (!paused && (phase == Phase.SHAKING || phase == Phase.OPEN)) {
                ByteBuf bytes = unread.peek();
                if (bytes == null) {
                    return;
                }
                Message message = frames.next(bytes, phase == Phase.OPEN);
                if (message != null) {
                    take(message);
                } else if (!unread.isEmpty()) {
                    unread.remove().release();
                }
            }
        } catch (MalformedMessageException e) {
            String what = String.valueOf(e.getMessage());
            reject(
                    new RejectedException(
                            Rejection.MALFORMED,
                            what,
                            "sent bytes that are not the protocol: " + what));
        } catch (RejectedException e) {
            reject(e);
        }
    }

    private void take(Message message) throws RejectedException {
        if (message instanceof Message.Bye bye) {
            byeReceived(bye);
        } else if (phase == Phase.SHAKING) {
            shake(message);
        } else {
            pass(message);
        }
    }

    private void byeReceived(Message.Bye bye) {
        String text = printable(bye.text());
        if (phase == Phase.SHAKING) {
            leave(List.of(), bye, true);
            attempt.failed(bye.reason(), refusal(bye.reason(), text));
        } else {
            connection().end(bye.reason(), text, true, bye.reason(), text);
        }
    }

    private void pass(Message message) throws RejectedException {
        PeerConnection mine = connection();
        switch (message) {
            case Message.Hello _, Message.Proof _, Message.Welcome _, Message.Redirect _ ->
                    throw new RejectedException(
                            Rejection.PROTOCOL, "the handshake is over, no more of it");
            case Message.Unknown _ -> {
                board.totals.unknown.increment();
                return;
            }
            case Message.Push push ->
                    mine.countChunkDown(
                            MessageCodec.PREFIX_BYTES
                                    + MessageCodec.PUSH_HEAD_BYTES
                                    + push.chunk().size());
            default -> {}
        }
        if (!board.gate.received(mine, message)) {
            paused = true;
            channel().config().setAutoRead(false);
        }
    }

    /// The node's inbox has room again. From any thread.
    void resume() {
        onLoop(() -> {
            paused = false;
            read();
            if (paused) {
                return;
            }
            if (inputEnded && phase != Phase.GONE) {
                endOfInput();
            } else {
                channel().config().setAutoRead(true);
            }
        });
    }

    // The handshake.

    private void shake(Message message) throws RejectedException {
        Handshake mine = handshake();
        if (!mine.introduced()) {
            if (dialled && message instanceof Message.Redirect redirect) {
                leave(List.of(), redirect, true);
                attempt.redirected(redirect);
                return;
            }
            if (!dialled
                    && message instanceof Message.Hello hello
                    && !(board.handshakes.speaks(this, board.clock.nanoTime()) && admits(hello))) {
                sendOn(hello);
                return;
            }
        }
        List<Message> answers = mine.receive(message);
        if (mine.proved() && !mine.done() && !board.roster.hasRoomFor(mine.theirs().peer())) {
            throw new RejectedException(
                    Rejection.BUSY, "all connections are taken", "found no free place here");
        }
        writer().say(answers);
        if (mine.done()) {
            open(mine);
        }
    }

    /// Who cannot be sent on goes through the handshake, and is told there what is wrong.
    private boolean admits(Message.Hello hello) {
        return !canBeSentOn(hello) || board.doorkeeper.admits(stranger(hello));
    }

    private boolean canBeSentOn(Message.Hello hello) {
        return hello.major() == MessageCodec.MAJOR
                && hello.minor() >= REDIRECT_MINOR
                && hello.station().equals(board.identity.station())
                && !hello.peer().equals(board.identity.peer());
    }

    private Contact stranger(Message.Hello hello) {
        return Addresses.stranger(hello, channel().remoteAddress());
    }

    /// There is no time, or no room: names others, if it can be told so.
    private void sendOn(Message.Hello hello) throws RejectedException {
        if (!canBeSentOn(hello)) {
            throw new RejectedException(
                    Rejection.BUSY, "too many handshakes at the moment", "came in a crowd");
        }
        board.totals.count(Rejection.REDIRECTED);
        leave(
                List.of(),
                Referrals.redirect(
                        board.doorkeeper.others(stranger(hello)),
                        board.retryAfterMillis(),
                        frames.messageBytes()),
                false);
    }

    private void open(Handshake done) throws RejectedException {
        PeerConnection fresh = new PeerConnection(board, this, channel(), dialled, done);
        connection = fresh;
        phase = Phase.OPEN;
        if (!board.roster.enter(fresh)) {
            phase = Phase.SHAKING;
            throw new RejectedException(
                    Rejection.DUPLICATE,
                    "there is another connection between us",
                    "is connected to us already");
        }
        cancelTimer();
        board.handshakes.remove(this);
        attempt.opened();
        log.debug("{} open", fresh);
    }

    private void handshakeTookTooLong() {
        if (phase == Phase.SHAKING) {
            reject(
                    new RejectedException(
                            Rejection.SILENT,
                            "the handshake took too long",
                            "did not finish the handshake within "
                                    + handshakeLimit.toMillis()
                                    + " ms"));
        }
    }

    // The end.

    private void reject(RejectedException e) {
        board.totals.count(e.rejection());
        log.debug("{} {}: {}", e.rejection().label(), channel().remoteAddress(), e.text());
        Reason reason = e.rejection().reason();
        if (phase == Phase.OPEN) {
            connection().end(reason, e.text(), false, reason, e.told());
        } else {
            leave(List.of(), new Message.Bye(reason, e.told()), false);
            // That somebody else lives there is no fault of theirs, but whom we want is not there.
            attempt.failed(e.rejection() == Rejection.WRONG_PEER ? Reason.LOST : reason, e.text());
        }
    }

    /// Makes room for somebody else, at once. From any thread.
    void evict() {
        onLoop(() -> {
            if (phase == Phase.SHAKING) {
                board.totals.count(Rejection.SILENT);
                turnAway("silent for too long");
            } else {
                channel().close();
            }
        });
    }

    /// Says BUSY and closes without waiting for anything.
    private void turnAway(String text) {
        phase = Phase.LEAVING;
        cancelTimer();
        releaseUnread();
        writer().say(List.of(new Message.Bye(Reason.BUSY, text)));
        channel().close();
    }

    /// Ends an open connection. From any thread.
    ///
    /// @param last messages to send before the BYE
    void part(List<ByteBuffer> last, Message.Bye bye, boolean byPeer) {
        if (channel().eventLoop().inEventLoop()) {
            leave(last, bye, byPeer); // at once: what was read already must not be looked at
        } else {
            onLoop(() -> leave(last, bye, byPeer));
        }
    }

    /// Ends it, whatever its state, because the node stops. From any thread.
    void stop() {
        onLoop(() -> {
            String text = "the node stops";
            if (phase == Phase.OPEN) {
                connection().close(Reason.LEAVING, text);
            } else if (phase == Phase.SHAKING) {
                leave(List.of(), new Message.Bye(Reason.LEAVING, text), false);
                attempt.failed(Reason.LEAVING, "was left: " + text);
            }
        });
    }

    /// Cuts the socket. From any thread.
    void cut() {
        onLoop(() -> channel().close());
    }

    /// Says BYE or REDIRECT and closes when the peer has it, has hung up itself, or the time is
    /// over. Until then what comes is thrown away: closing a socket with unread bytes could destroy
    /// the farewell on its way.
    ///
    /// @param byPeer whether the farewell is the peer's, and nothing is to be said
    private void leave(List<ByteBuffer> last, Message farewell, boolean byPeer) {
        if (phase == Phase.LEAVING || phase == Phase.GONE) {
            return;
        }
        phase = Phase.LEAVING;
        Channel mine = channel();
        cancelTimer();
        releaseUnread();
        paused = false;
        if (byPeer || !mine.isActive()) {
            mine.close();
            if (inputEnded) {
                endOfInput();
            }
            return;
        }
        board.handshakes.leaves(this);
        writer().sayFarewell(last, farewell);
        mine.config().setAutoRead(true);
        Duration limit =
                farewell instanceof Message.Bye(Reason reason, _) && reason == Reason.TOO_SLOW
                        ? board.settings.slowFarewellLimit()
                        : board.settings.farewellLimit();
        timer = mine.eventLoop().schedule(this::cut, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    // Writing.

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (phase == Phase.OPEN && ctx.channel().isWritable()) {
            connection().drain();
        }
    }

    // The rest.

    /// From any thread.
    boolean gone() {
        return phase == Phase.GONE;
    }

    /// From any thread.
    long bytesDown() {
        return bytesDown.sum();
    }

    /// Through which everything goes out.
    SocketWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("no socket yet");
        }
        return writer;
    }

    Channel channel() {
        return writer().channel();
    }

    private Handshake handshake() {
        if (handshake == null) {
            throw new IllegalStateException("no socket yet");
        }
        return handshake;
    }

    private PeerConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("not open yet");
        }
        return connection;
    }

    private void onLoop(Runnable task) {
        try {
            channel().eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("the event loop has ended, and all its sockets with it");
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void releaseUnread() {
        unread.forEach(ReferenceCountUtil::release);
        unread.clear();
    }

    private static InetAddress remoteIp(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress socket && !socket.isUnresolved()
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private static String refusal(Reason reason, String text) {
        String plain =
                switch (reason) {
                    case WRONG_STATION -> "carries another station";
                    case VERSION -> "speaks another version of the protocol";
                    case BUSY -> "is busy";
                    case SELF -> "is this node itself";
                    case REPLACED -> "is connected to us already";
                    default -> "refused the connection";
                };
        return text.isEmpty() ? plain : plain + " (" + text + ")";
    }

    /// What a stranger wrote, fit for a terminal and a log.
    private static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
