package radio.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Reason;

/// The sending half of an open connection: from the node's thread through a [SendQueue] to the
/// socket.
///
/// The event loop takes from the queue only while the socket's own buffer is below its high water
/// mark, so what waits can still be overtaken, bounded and dropped. A chunk is written as six bytes
/// of head and a view of the chunk's own bytes: nothing is copied per child.
final class PeerConnection implements Connection {
    private static final Logger log = LoggerFactory.getLogger(PeerConnection.class);

    private final Switchboard board;
    private final PeerHandler handler;
    private final Channel channel;
    private final long id;
    private final boolean dialled;
    private final Contact contact;
    private final Candidate seenAt;
    private final Candidate observedSelf;
    private final int minor;
    private final SendQueue queue;
    private final AtomicBoolean drainDue = new AtomicBoolean();
    private final LongAdder chunkBytesUp = new LongAdder();
    private final LongAdder chunkBytesDown = new LongAdder();
    private final LongAdder chunksUp = new LongAdder();
    private final LongAdder chunksDown = new LongAdder();
    private volatile boolean ended;

    PeerConnection(
            Switchboard board,
            PeerHandler handler,
            Channel channel,
            boolean dialled,
            Handshake handshake) {
        this.board = board;
        this.handler = handler;
        this.channel = channel;
        this.dialled = dialled;
        id = board.nextId();
        contact = Addresses.contact(handshake.theirs(), channel.remoteAddress(), dialled);
        seenAt = Addresses.candidate(channel.remoteAddress());
        observedSelf = handshake.observedSelf();
        minor = handshake.minor();
        queue = new SendQueue(board.settings.buffers());
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public PeerId peer() {
        return contact.peer();
    }

    @Override
    public Contact contact() {
        return contact;
    }

    @Override
    public boolean dialled() {
        return dialled;
    }

    @Override
    public Candidate seenAt() {
        return seenAt;
    }

    @Override
    public Candidate observedSelf() {
        return observedSelf;
    }

    @Override
    public int minor() {
        return minor;
    }

    @Override
    public boolean sendControl(Message message) {
        switch (message) {
            case Message.Hello _,
                    Message.Proof _,
                    Message.Welcome _,
                    Message.Bye _,
                    Message.Push _,
                    Message.Redirect _,
                    Message.Unknown _ ->
                    throw new IllegalArgumentException("not a control message: " + message);
            default -> {}
        }
        // The codec's buffer has room for the longest message of its type; keep what is used.
        ByteBuffer encoded = MessageCodec.encode(message);
        ByteBuffer exact = ByteBuffer.allocate(encoded.remaining()).put(encoded).flip();
        return queued(queue.offerControl(exact));
    }

    @Override
    public boolean sendChunk(ChunkClass chunkClass, int hops, Chunk chunk, long deadlineNanos) {
        return queued(
                queue.offerChunk(
                        new SendQueue.Queued(chunkClass, hops, chunk, deadlineNanos),
                        board.clock.nanoTime()));
    }

    private boolean queued(SendQueue.Outcome outcome) {
        switch (outcome) {
            case TAKEN -> drainSoon();
            case FULL -> tooSlow("its send queue is full");
            case LATE -> tooSlow("a chunk waited past its deadline");
            case DROPPED, CLOSED -> {}
        }
        return outcome == SendQueue.Outcome.TAKEN;
    }

    @Override
    public int maxChunkBytes() {
        return Chunk.MAX_BYTES;
    }

    @Override
    public void close(Reason reason, String text) {
        end(reason, text, false, reason, text);
    }

    @Override
    public ConnectionStats stats() {
        return new ConnectionStats(
                handler.writer().bytes(),
                handler.bytesDown(),
                chunkBytesUp.sum(),
                chunkBytesDown.sum(),
                chunksUp.sum(),
                chunksDown.sum(),
                queue.dropped(),
                queue.bytes());
    }

    PeerHandler handler() {
        return handler;
    }

    boolean ended() {
        return ended;
    }

    /// Marks the end; false if it was marked before. Only [EventGate] calls this, under its lock.
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /// Tells node and peer that it is over; without effect the second time.
    ///
    /// @param told what the peer is told, unless it ended the connection itself
    void end(Reason reason, String text, boolean byPeer, Reason toldReason, String told) {
        if (!board.gate.ended(this, reason, text, byPeer)) {
            return;
        }
        board.roster.ended(this);
        List<SendQueue.Control> rest = queue.close();
        board.totals.chunksDropped.add(queue.dropped());
        log.debug("{} ended: {} {}", this, reason, text);
        handler.part(
                rest.stream().map(SendQueue.Control::bytes).toList(),
                new Message.Bye(toldReason, told),
                byPeer);
    }

    void countChunkDown(int bytes) {
        chunksDown.increment();
        chunkBytesDown.add(bytes);
        board.totals.chunksDown.increment();
        board.totals.chunkBytesDown.add(bytes);
    }

    private void tooSlow(String text) {
        board.totals.count(Rejection.TOO_SLOW);
        end(Reason.TOO_SLOW, "too slow: " + text, false, Reason.TOO_SLOW, "too slow: " + text);
    }

    private void drainSoon() {
        if (drainDue.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException loopHasEnded) {
                log.debug("{}: {}", this, loopHasEnded.getMessage());
            }
        }
    }

    /// Writes as much as the socket takes now. On the event loop.
    void drain() {
        drainDue.set(false);
        boolean more = true;
        while (more && channel.isWritable() && channel.isActive()) {
            while (more && channel.isWritable()) {
                SendQueue.Item item = queue.poll(board.clock.nanoTime());
                if (item == null) {
                    more = false;
                } else {
                    write(item);
                }
            }
            channel.flush();
        }
        if (queue.late() && !ended) {
            tooSlow("a chunk waited past its deadline");
        }
    }

    private void write(SendQueue.Item item) {
        switch (item) {
            case SendQueue.Control control -> handler.writer().write(control.bytes());
            case SendQueue.Queued chunk -> {
                ByteBuffer head =
                        MessageCodec.encodePushHead(
                                chunk.chunkClass(), chunk.hops(), chunk.chunk().size());
                int size = head.remaining() + chunk.chunk().size();
                chunksUp.increment();
                chunkBytesUp.add(size);
                board.totals.chunksUp.increment();
                board.totals.chunkBytesUp.add(size);
                handler.writer().write(head);
                handler.writer().write(Unpooled.wrappedBuffer(chunk.chunk().bytes()));
            }
        }
    }

    @Override
    public String toString() {
        return "connection "
                + id
                + (dialled ? " to " : " from ")
                + peer().brief()
                + " at "
                + channel.remoteAddress();
    }
}
