package radio.simulation.swarm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.overlay.Event;
import radio.wire.Candidate;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.WireSize;

/// The network of a simulation, its clock and its one queue.
///
/// Each pair of nodes has its own latency, drawn by a hash, so that it is the same in every run and
/// costs no memory. What goes over a connection arrives in order; loss shows as a delay, as it does
/// on TCP. Everything a node says shares its uplink. A connection costs two round trips; a node
/// takes 100 handshakes a second and tells the others whom to ask instead.
final class Network {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    /// As in `radio.peer`: no answer by then means nobody is there.
    private static final long DIAL_LIMIT = 3 * SECOND;

    /// As in `radio.transport`.
    private static final int HANDSHAKES_PER_SECOND = 100;

    private static final int HELLO_BYTES = 4 + 105 + 8;

    /// And WELCOME.
    private static final int PROOF_BYTES = 4 + 64 + 4 + 9;

    /// As in `radio.transport`: a connection that cannot take live chunks for so long is closed.
    private static final long TOO_SLOW_NANOS = 5 * SECOND;

    /// A lost message is sent again after a round trip when others behind it show the loss, else
    /// after a timeout (RFC 6298 allows 200 ms in practice). The share is a guess.
    private static final double TIMEOUT_SHARE = .2;

    private static final long TIMEOUT_NANOS = 200 * MILLI;

    /// What a socket tells of its own end takes a moment.
    private static final long OWN_END_NANOS = MILLI;

    private static final int ARRIVE = 0;
    private static final int TIMER = 1;
    private static final int UPLINK = 2;
    private static final int RUN = 3;

    /// The acceptor's side of a connection is open from here on.
    private static final Object UP = "up";

    /// The other process or machine has ended.
    private record Reset(Reason reason) {}

    /// Where events go to.
    interface Nodes {
        void take(Node node, Event event);

        @Nullable Node node(int number);
    }

    private final long seed;
    private final NetworkSettings settings;
    private final Nodes nodes;
    private final Timeline timeline = new Timeline();
    private final long[] messages = new long[32];
    private final long[] messageBytes = new long[32];
    private final List<End> holding = new ArrayList<>();
    private long now;
    private boolean parted;
    private long expired;
    private long tooSlow;
    private long handled;
    private long repeatedForgeries;

    Network(long seed, NetworkSettings settings, Nodes nodes) {
        this.seed = seed;
        this.settings = settings;
        this.nodes = nodes;
    }

    // ---- The clock ----

    long now() {
        return now;
    }

    void later(long nanos, Runnable what) {
        timeline.add(now + nanos, RUN, what, null, 0);
    }

    /// Does what is due until then, inclusive.
    void run(long untilNanos) {
        for (Timeline.Due due = timeline.poll(untilNanos);
                due != null;
                due = timeline.poll(untilNanos)) {
            now = due.nanos;
            int kind = due.kind;
            int number = due.number;
            Object subject = Objects.requireNonNull(due.subject);
            Object payload = due.payload;
            timeline.recycle(due);
            handled++;
            switch (kind) {
                case ARRIVE -> arrive((End) subject, payload, number);
                case TIMER -> timer((Node) subject, number);
                case UPLINK -> uplink((Node) subject, number);
                default -> ((Runnable) subject).run();
            }
        }
        now = untilNanos;
    }

    /// Sets a node's only alarm; an earlier one that is still to come is used for it.
    void wake(Node node, long nanos) {
        node.wakeNanos = nanos;
        if (node.timerNanos > nanos) {
            node.timerNanos = nanos;
            timeline.add(nanos, TIMER, node, null, ++node.timerGeneration);
        }
    }

    void forgetAlarm(Node node) {
        node.wakeNanos = Node.NEVER;
        node.timerNanos = Node.NEVER;
        node.timerGeneration++;
    }

    private void timer(Node node, int generation) {
        if (generation != node.timerGeneration) {
            return;
        }
        node.timerNanos = Node.NEVER;
        long wanted = node.wakeNanos;
        if (wanted <= now) {
            node.wakeNanos = Node.NEVER;
            nodes.take(node, new Event.TimerFired());
        } else if (wanted != Node.NEVER) {
            wake(node, wanted);
        }
    }

    // ---- Connections that are open ----

    /// Says something, if there is a connection.
    void send(Node from, PeerId peer, Message message) {
        End end = from.end(Identities.number(peer));
        if (end != null) {
            say(end, message, Uplink.CONTROL, WireSize.of(message));
        }
    }

    void push(End end, Message.Push push) {
        int urgency =
                push.chunkClass() == ChunkClass.LIVE
                        ? Uplink.LIVE
                        : push.chunkClass() == ChunkClass.REPAIR ? Uplink.REPAIR : Uplink.HISTORY;
        say(end, push, urgency, WireSize.of(push));
    }

    private void say(End end, Message message, int urgency, int bytes) {
        Uplink uplink = end.node.uplink;
        if (uplink.isFree(now)) {
            launch(end, message, bytes, uplink.occupy(bytes, now));
            return;
        }
        if (urgency != Uplink.CONTROL) {
            end.waitingChunks++;
        }
        if (uplink.queue(new Uplink.Parcel(end, message, bytes, urgency, now))) {
            timeline.add(uplink.freeNanos(), UPLINK, end.node, null, end.node.life);
        }
    }

    private void uplink(Node node, int life) {
        if (life != node.life) {
            return;
        }
        Uplink uplink = node.uplink;
        if (uplink.freeNanos() > now) {
            // A handshake has come in between.
            timeline.add(uplink.freeNanos(), UPLINK, node, null, life);
            return;
        }
        Uplink.Parcel parcel = uplink.next();
        while (parcel != null && !worthSending(parcel)) {
            parcel = uplink.next();
        }
        if (parcel != null) {
            launch(
                    parcel.end(),
                    parcel.message(),
                    parcel.bytes(),
                    uplink.occupy(parcel.bytes(), now));
        }
        if (uplink.waiting() > 0) {
            timeline.add(uplink.freeNanos(), UPLINK, node, null, life);
        }
    }

    private boolean worthSending(Uplink.Parcel parcel) {
        End end = parcel.end();
        if (parcel.urgency() != Uplink.CONTROL) {
            end.waitingChunks--;
        }
        if (!end.open) {
            // Said before the end was: it still goes out, unless the other side has hung up.
            return end.other().open || !end.other().up;
        }
        boolean old = now - parcel.sinceNanos() > TOO_SLOW_NANOS;
        if (old && parcel.urgency() == Uplink.LIVE) {
            tooSlow++;
            close(end, Reason.TOO_SLOW, "too slow");
            return false;
        }
        if (old && parcel.urgency() != Uplink.CONTROL) {
            expired++;
            return false;
        }
        return true;
    }

    private void launch(End end, Object message, int bytes, long departNanos) {
        Node from = end.node;
        from.bytesUp += bytes;
        if (message instanceof Message said) {
            int type = MessageCodec.type(said);
            messages[type & 31]++;
            messageBytes[type & 31] += bytes;
            if (said instanceof Message.Push) {
                from.pushBytesUp += bytes;
            }
        }
        carry(end, message, bytes, departNanos);
    }

    private void carry(End end, Object message, int bytes, long departNanos) {
        long at = departNanos + end.oneWayNanos;
        if (settings.jitterMillis() > 0) {
            at += end.node.noise.nextLong(settings.jitterMillis() * MILLI);
        }
        if (settings.loss() > 0) {
            while (end.node.noise.nextDouble() < settings.loss()) {
                at += 2 * end.oneWayNanos;
                if (end.node.noise.nextDouble() < TIMEOUT_SHARE) {
                    at += TIMEOUT_NANOS;
                }
            }
        }
        at = Math.max(at, end.lastArrivalNanos);
        end.lastArrivalNanos = at;
        timeline.add(at, ARRIVE, end, message, bytes);
    }

    private record Held(Object message, int bytes) {}

    private void arrive(End from, @Nullable Object message, int bytes) {
        if (message == null) {
            release(from);
            return;
        }
        End to = from.other();
        if (from.held != null || parted && cut(from.node, to.node)) {
            ArrayDeque<Object> held = from.held;
            if (held == null) {
                held = new ArrayDeque<>();
                from.held = held;
                holding.add(from);
            }
            held.add(new Held(message, bytes));
            return;
        }
        arrived(from, to, message, bytes);
    }

    @SuppressWarnings("ReferenceEquality") // the very message, not one like it
    private void arrived(End from, End to, Object message, int bytes) {
        Node node = to.node;
        node.bytesDown += bytes;
        if (message == UP) {
            accepted(from, to);
        } else if (message instanceof Reset(Reason reason)) {
            closed(to, reason);
        } else if (message instanceof Message.Bye bye) {
            closed(to, bye.reason());
        } else if (to.open && to.up && node.alive) {
            if (message instanceof Message.Push push) {
                node.receptions++;
                nodes.take(node, new Event.Received(from.node.id, push));
                // One that it had already is not looked at; of any other it dies.
                if (from.node.forger && !to.open && !node.forgersMet.add(from.node.index)) {
                    repeatedForgeries++;
                }
            } else {
                nodes.take(node, new Event.Received(from.node.id, (Message) message));
            }
        }
    }

    /// Ends a connection from this side, after what was said before.
    void close(End end, Reason reason, String text) {
        if (!end.open) {
            return;
        }
        shut(end);
        Message.Bye bye = new Message.Bye(reason, text);
        boolean afterChunks = end.waitingChunks > 0;
        say(end, bye, afterChunks ? Uplink.HISTORY : Uplink.CONTROL, WireSize.of(bye));
        later(OWN_END_NANOS, () -> told(end, reason));
    }

    /// The process is gone; its machine resets what it had open.
    void reset(Node node) {
        while (node.connections() > 0) {
            End end = node.connection(node.connections() - 1);
            shut(end);
            carry(end, new Reset(Reason.LOST), 0, now);
        }
    }

    /// The machine is gone: to the others nothing happens.
    void forget(Node node) {
        while (node.connections() > 0) {
            shut(node.connection(node.connections() - 1));
        }
    }

    private void shut(End end) {
        end.open = false;
        end.closedNanos = now;
        end.node.remove(end);
    }

    private void closed(End end, Reason reason) {
        if (end.open) {
            shut(end);
            if (end.up) {
                told(end, reason);
            }
        }
    }

    private void told(End end, Reason reason) {
        Node node = end.node;
        Node peer = end.other().node;
        if (node.alive && node.end(peer.index) == null) {
            nodes.take(node, new Event.PeerLost(peer.id, reason));
        }
    }

    // ---- Opening one ----

    long latencyNanos(Node a, Node b) {
        return latencyNanos(Math.min(a.index, b.index), Math.max(a.index, b.index));
    }

    private long latencyNanos(int low, int high) {
        long drawn = Identities.mix(seed ^ 0x4C41_5445L, (long) low << 32 | high);
        long least = settings.leastMillis() * MILLI;
        long span = settings.mostMillis() * MILLI - least;
        return least + (long) ((drawn >>> 11) * 0x1.0p-53 * span);
    }

    void dial(Node from, Optional<PeerId> expected, List<Candidate> candidates) {
        Node to = nodes.node(Identities.number(candidates.getFirst()));
        int life = from.life;
        if (to == null || to.silent || !to.kind.takesConnections() || cut(from, to)) {
            later(DIAL_LIMIT, () -> failed(from, life, candidates, Reason.TIMEOUT));
            return;
        }
        long oneWay = latencyNanos(from, to);
        later(
                oneWay,
                () -> {
                    if (!to.alive && !to.silent) {
                        // Nothing listens there: the machine says so at once.
                        later(oneWay, () -> failed(from, life, candidates, Reason.LOST));
                    } else {
                        later(
                                2 * oneWay,
                                () -> answer(from, life, to, expected, candidates, oneWay));
                    }
                });
    }

    private void failed(Node from, int life, List<Candidate> candidates, Reason reason) {
        failed(from, life, new Event.DialFailed(candidates, reason, 0, List.of()));
    }

    private void failed(Node from, int life, Event.DialFailed event) {
        if (from.life == life) {
            nodes.take(from, event);
        }
    }

    private void answer(
            Node from,
            int life,
            Node to,
            Optional<PeerId> expected,
            List<Candidate> candidates,
            long oneWay) {
        if (!from.alive || from.life != life) {
            return;
        }
        if (to.frozen || to.silent || cut(from, to)) {
            later(DIAL_LIMIT - 3 * oneWay, () -> failed(from, life, candidates, Reason.TIMEOUT));
            return;
        }
        if (!to.alive) {
            later(oneWay, () -> failed(from, life, candidates, Reason.LOST));
            return;
        }
        to.connectsArrived++;
        to.bytesDown += HELLO_BYTES;
        from.squeeze(HELLO_BYTES, now);
        if (to == from || expected.isPresent() && !expected.get().equals(to.id)) {
            Reason reason = to == from ? Reason.SELF : Reason.PROTOCOL;
            later(oneWay, () -> failed(from, life, candidates, reason));
        } else if (!admits(to) || !to.overlay.door().admits(from.contact, now)) {
            sendOn(from, life, to, candidates, oneWay);
        } else if (!prefers(to, from)) {
            later(oneWay, () -> failed(from, life, candidates, Reason.REPLACED));
        } else {
            to.squeeze(HELLO_BYTES + PROOF_BYTES, now);
            from.squeeze(PROOF_BYTES, now);
            from.bytesDown += HELLO_BYTES + PROOF_BYTES;
            to.bytesDown += PROOF_BYTES;
            later(oneWay, () -> opened(from, life, to, candidates, oneWay));
        }
    }

    private void sendOn(Node from, int life, Node to, List<Candidate> candidates, long oneWay) {
        int retryMillis = 500 + to.noise.nextInt(1001);
        List<Contact> others = to.overlay.door().others(from.contact, now);
        int bytes = WireSize.of(new Message.Redirect(retryMillis, others));
        from.bytesDown += bytes;
        Event.DialFailed busy = new Event.DialFailed(candidates, Reason.BUSY, retryMillis, others);
        later(to.squeeze(bytes, now) - now + oneWay, () -> failed(from, life, busy));
    }

    private boolean admits(Node node) {
        double refilled = (now - node.handshakesNanos) * (HANDSHAKES_PER_SECOND / 1e9);
        node.handshakes = Math.min(HANDSHAKES_PER_SECOND, node.handshakes + refilled);
        node.handshakesNanos = now;
        if (node.handshakes < 1) {
            return false;
        }
        node.handshakes--;
        return true;
    }

    /// Of two connections of a pair the newer one stays, or, if they dialled each other, the one
    /// opened by the lower id.
    private static boolean prefers(Node acceptor, Node dialler) {
        End old = acceptor.end(dialler.index);
        return old == null || !old.dialled || dialler.id.compareTo(acceptor.id) < 0;
    }

    private void opened(Node from, int life, Node to, List<Candidate> candidates, long oneWay) {
        if (!from.alive || from.life != life) {
            return;
        }
        if (!to.alive) {
            failed(from, life, candidates, to.silent ? Reason.TIMEOUT : Reason.LOST);
            return;
        }
        End old = from.end(to.index);
        if (old != null && !old.dialled && from.id.compareTo(to.id) > 0) {
            failed(from, life, candidates, Reason.REPLACED);
            return;
        }
        if (old != null) {
            shut(old);
        }
        End near = new End(from, true, oneWay);
        End far = new End(to, false, oneWay);
        End.join(near, far);
        from.add(near);
        near.up = true;
        near.openedNanos = now;
        far.openedNanos = now;
        carry(near, UP, 0, now);
        nodes.take(from, new Event.PeerUp(to.id, to.contact, true, MessageCodec.MINOR, to.address));
    }

    private void accepted(End near, End far) {
        Node from = near.node;
        Node to = far.node;
        if (!to.alive) {
            far.open = false;
            if (!to.silent) {
                carry(far, new Reset(Reason.LOST), 0, now);
            }
            return;
        }
        if (!prefers(to, from)) {
            far.open = false;
            carry(far, new Reset(Reason.REPLACED), 0, now);
            return;
        }
        End old = to.end(from.index);
        if (old != null) {
            shut(old);
        }
        to.add(far);
        far.up = true;
        nodes.take(
                to,
                new Event.PeerUp(from.id, from.contact, false, MessageCodec.MINOR, from.address));
    }

    // ---- Partitions ----

    private boolean cut(Node a, Node b) {
        return parted && a.side != b.side;
    }

    /// From now on nothing passes between nodes of different sides.
    void part() {
        parted = true;
    }

    /// What has been held arrives, in order, with what has been sent since.
    void heal() {
        parted = false;
        for (End end : holding) {
            timeline.add(now + end.oneWayNanos, ARRIVE, end, null, 0);
        }
        holding.clear();
    }

    private void release(End from) {
        ArrayDeque<Object> held = from.held;
        from.held = null;
        while (held != null && !held.isEmpty()) {
            Held one = (Held) held.remove();
            arrived(from, from.other(), one.message(), one.bytes());
        }
    }

    // ---- For reports ----

    long handled() {
        return handled;
    }

    /// Messages sent, by type number.
    long[] messages() {
        return messages;
    }

    long[] messageBytes() {
        return messageBytes;
    }

    /// Repairs and old chunks dropped because the uplink was too slow for them.
    long expired() {
        return expired;
    }

    /// Connections closed because live chunks waited for too long.
    long tooSlow() {
        return tooSlow;
    }

    /// Forged chunks that a victim looked at after the first one from the same forger.
    long repeatedForgeries() {
        return repeatedForgeries;
    }
}
