package radio.overlay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.StationHeader;

/// A whole swarm in virtual time: many overlays, and between them a network of one timed queue.
///
/// Each pair of nodes has its own latency. What goes over a connection stays in order; opening one
/// costs two round trips; a killed node's connections are reset, a crashed one's fall silent, a
/// frozen one's fill up until it is thawed. Everything is drawn from one seed.
final class Swarm {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    private static final long DIAL_LIMIT = 3 * SECOND;

    /// Where the virtual wall clock stood when the swarm began.
    static final long WALL = 1_700_000_000L * SECOND;

    private record Due(long nanos, long order, Runnable what) {}

    private final long seed;
    private final SplittableRandom random;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
    private final Map<Integer, Node> byAddress = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private long now;
    private long order;
    private int minMillis = 5;
    private int maxMillis = 40;
    private int nextNumber;
    private long traceHash;
    private long nextCheck;
    private final Map<String, Long> cyclesSince = new LinkedHashMap<>();

    private Swarm(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    static Swarm seeded(long seed) {
        return new Swarm(seed);
    }

    /// One-way latencies in milliseconds, both inclusive, drawn for each pair.
    Swarm delay(int leastMillis, int mostMillis) {
        minMillis = leastMillis;
        maxMillis = mostMillis;
        return this;
    }

    long now() {
        return now;
    }

    long traceHash() {
        return traceHash;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> listeners() {
        return nodes.stream().filter(node -> !node.isSource && node.alive).toList();
    }

    /// A source that begins to send at once, in epoch 1.
    Node source(int slots) {
        return source(nextNumber++, slots, 1);
    }

    /// A source at the address and with the key of another one.
    Node source(int number, int slots, long epoch) {
        Node node = new Node(number, true, true, settings -> settings.withSlots(slots));
        node.epoch = epoch;
        node.take(new Event.Start(List.of(), List.of()));
        node.take(new Event.Announce(Fakes.header(epoch, 0)));
        later(0, node::broadcastOn);
        return node;
    }

    Node listener(int slots) {
        return listener(settings -> settings.withSlots(slots));
    }

    Node listener(UnaryOperator<OverlaySettings> settings) {
        return join(new Node(nextNumber++, false, true, settings));
    }

    /// A listener that nobody can connect to.
    Node hiddenListener(int slots) {
        return join(new Node(nextNumber++, false, false, settings -> settings.withSlots(slots)));
    }

    private Node join(Node node) {
        node.take(new Event.Start(List.of(Fakes.address(0)), List.of()));
        return node;
    }

    List<Node> listeners(int count, int slots) {
        List<Node> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(listener(slots));
        }
        return list;
    }

    void runMillis(long millis) {
        long until = now + millis * MILLI;
        while (!queue.isEmpty() && queue.peek().nanos() <= until) {
            Due due = queue.remove();
            now = due.nanos();
            due.what().run();
            if (now >= nextCheck) {
                nextCheck = now + 50 * MILLI;
                checkCycles();
            }
        }
        now = until;
    }

    /// @return the milliseconds it took; -1 if it did not come to pass
    long runUntil(long limitMillis, Predicate<Swarm> reached) {
        for (long millis = 0; millis <= limitMillis; millis += 10) {
            if (reached.test(this)) {
                return millis;
            }
            runMillis(10);
        }
        return -1;
    }

    boolean everybodyOnAir() {
        return listeners().stream().allMatch(Node::onAir);
    }

    /// Whether every listener has a way to the source that leads over living nodes only.
    boolean allParentsAlive() {
        return listeners().stream()
                .allMatch(node ->
                        node.onAir()
                                && node.overlay.path().stream()
                                        .map(contact -> find(contact.peer()))
                                        .allMatch(other -> other != null && other.alive));
    }

    /// The listeners that serve somebody, in the order in which they joined.
    List<Node> inner() {
        return listeners().stream().filter(node -> !node.overlay.children().isEmpty()).toList();
    }

    private void later(long nanos, Runnable what) {
        queue.add(new Due(now + nanos, order++, what));
    }

    private IllegalStateException broken(String what) {
        return new IllegalStateException("seed " + seed + ", " + now / MILLI + " ms: " + what);
    }

    /// While a path is on its way, two nodes may point at each other; it must not last.
    private void checkCycles() {
        Map<String, Long> present = new LinkedHashMap<>();
        for (Node start : nodes) {
            Set<PeerId> seen = new LinkedHashSet<>();
            Node at = start;
            while (at != null && at.alive && seen.add(at.id)) {
                Optional<PeerId> parent = at.overlay.parent();
                at = parent.isPresent() ? find(parent.get()) : null;
                if (at == start) {
                    String cycle = seen.stream().sorted().toList().toString();
                    long since = cyclesSince.getOrDefault(cycle, now);
                    present.put(cycle, since);
                    if (now - since > 2L * maxMillis * MILLI * seen.size() + 100 * MILLI) {
                        throw broken("a cycle that lasts: " + cycle);
                    }
                }
            }
        }
        cyclesSince.clear();
        cyclesSince.putAll(present);
    }

    private @Nullable Node find(PeerId id) {
        Node found = null;
        for (Node node : byAddress.values()) {
            found = node.id.equals(id) ? node : found;
        }
        return found;
    }

    private long latency(Node a, Node b) {
        long low = Math.min(a.number, b.number);
        long high = Math.max(a.number, b.number);
        SplittableRandom pair = new SplittableRandom(seed * 31 + low * 1009 + high);
        return pair.nextInt(minMillis, maxMillis + 1) * MILLI;
    }

    /// One direction of a connection.
    static final class End {
        final Node node;
        final boolean dialled;
        boolean open = true;
        long lastArrival;
        @Nullable End other;

        End(Node node, boolean dialled) {
            this.node = node;
            this.dialled = dialled;
        }

        End other() {
            if (other == null) {
                throw new IllegalStateException("half a connection");
            }
            return other;
        }
    }

    private void carry(End from, Runnable arrival) {
        End to = from.other();
        long at = Math.max(now + latency(from.node, to.node), to.lastArrival);
        to.lastArrival = at;
        later(at - now, arrival);
    }

    /// One node: its overlay, its ring, its connections, and everything that came of it.
    final class Node {
        final int number;
        final PeerId id;
        final boolean isSource;
        final boolean reachable;
        final int slots;
        final Overlay overlay;
        final Map<PeerId, End> ends = new LinkedHashMap<>();
        final Map<String, Chunk> ring = new LinkedHashMap<>();
        final List<Chunk> heard = new ArrayList<>();
        final Map<Counter, Integer> counters = new LinkedHashMap<>();
        final List<Notice> notices = new ArrayList<>();
        final List<StationHeader> headers = new ArrayList<>();
        private final List<Event> whileFrozen = new ArrayList<>();
        boolean alive = true;
        boolean silent;
        boolean frozen;
        boolean sending = true;
        long epoch;
        long sequence;
        int childrenPeak;
        int dials;
        int accepted;
        private long wakeOrder;

        Node(
                int number,
                boolean isSource,
                boolean reachable,
                UnaryOperator<OverlaySettings> change) {
            this.number = number;
            this.id = Fakes.peer(number);
            this.isSource = isSource;
            this.reachable = reachable;
            OverlaySettings settings =
                    change.apply(OverlaySettings.defaults().withSourceClockOffsetNanos(WALL));
            this.slots = settings.slots();
            this.overlay =
                    new Overlay(
                            settings,
                            new Contact(id, List.of(), reachable, 0),
                            Fakes.STATION,
                            isSource,
                            Fakes.VERIFIER,
                            random.split());
            byAddress.put(10_000 + number, this);
            nodes.add(this);
        }

        boolean onAir() {
            return overlay.phase() == Phase.ON_AIR;
        }

        int count(Counter counter) {
            return counters.getOrDefault(counter, 0);
        }

        <T extends Notice> List<T> notices(Class<T> type) {
            return notices.stream().filter(type::isInstance).map(type::cast).toList();
        }

        /// The sequence numbers delivered in an epoch, as they came.
        List<Long> sequences(long ofEpoch) {
            return heard.stream()
                    .map(Chunk::id)
                    .filter(chunkId -> chunkId.epoch() == ofEpoch)
                    .map(chunkId -> chunkId.sequence())
                    .toList();
        }

        // ---- What may befall a node ----

        /// The process is killed: its sockets are closed by its system.
        void kill() {
            alive = false;
            for (End end : ends.values()) {
                if (end.open) {
                    end.open = false;
                    carry(end, () -> closed(end.other(), Reason.LOST));
                }
            }
        }

        /// The machine is gone: nobody is told.
        void crash() {
            alive = false;
            silent = true;
        }

        void freeze() {
            frozen = true;
        }

        void thaw() {
            frozen = false;
            List<Event> missed = List.copyOf(whileFrozen);
            whileFrozen.clear();
            missed.forEach(this::take);
        }

        void leave() {
            take(new Event.Leave());
            alive = false;
        }

        // ---- Driving it ----

        void take(Event event) {
            if (!alive) {
                return;
            }
            if (frozen) {
                whileFrozen.add(event);
                return;
            }
            for (Effect effect : overlay.handle(event, now)) {
                traceHash = traceHash * 31 + (now + " " + number + " " + effect).hashCode();
                apply(effect);
            }
            childrenPeak = Math.max(childrenPeak, overlay.children().size());
            // One more while one that was asked to go is served a little longer.
            if (overlay.children().size() > slots + 1) {
                throw broken(number + " has more children than slots");
            }
        }

        private void apply(Effect effect) {
            switch (effect) {
                case Effect.Send(PeerId peer, Message message) -> say(peer, message);
                case Effect.SendChunks chunks -> push(chunks);
                case Effect.Connect(Optional<PeerId> expected, List<Candidate> candidates) -> {
                    dials++;
                    dial(expected, candidates);
                }
                case Effect.Disconnect(PeerId peer, Reason reason, String _) -> {
                    End end = ends.get(peer);
                    if (end != null && end.open) {
                        end.open = false;
                        carry(end, () -> closed(end.other(), reason));
                        later(MILLI, () -> told(end, reason));
                    }
                }
                case Effect.Deliver(Chunk chunk, PeerId _, int _) -> {
                    for (Chunk earlier : heard) {
                        if (earlier.id().equals(chunk.id())) {
                            throw broken(number + " delivers " + chunk + " twice");
                        }
                    }
                    heard.add(chunk);
                    ring.put(chunk.id().toString(), chunk);
                }
                case Effect.NewHeader(StationHeader header) -> headers.add(header);
                case Effect.WakeAt(long nanos) -> {
                    if (nanos <= now) {
                        throw broken(number + " wants to be woken in the past");
                    }
                    long mine = ++wakeOrder;
                    later(
                            Math.max(0, nanos - now),
                            () -> {
                                if (mine == wakeOrder) {
                                    take(new Event.TimerFired());
                                }
                            });
                }
                case Effect.Count(Counter counter) -> counters.merge(counter, 1, Integer::sum);
                case Effect.Happened(Notice notice) -> notices.add(notice);
            }
        }

        /// Says something to a neighbour, whether or not the overlay wants it said.
        void say(PeerId peer, Message message) {
            End end = ends.get(peer);
            if (end != null && end.open) {
                carry(
                        end,
                        () -> {
                            End to = end.other();
                            if (to.open && to.node.ends.get(id) == to) {
                                to.node.take(new Event.Received(id, message));
                            }
                        });
            }
        }

        private void push(Effect.SendChunks chunks) {
            for (int i = 0; i < chunks.count(); i++) {
                long next = chunks.firstSequence() + i;
                Chunk chunk = ring.get(chunks.stream() + "/" + chunks.epoch() + "/" + next);
                if (chunk == null) {
                    throw broken(number + " has no chunk " + next + " to send");
                }
                int hops = overlay.hop().orElse(0) + 1;
                say(chunks.peer(), new Message.Push(chunks.chunkClass(), hops, chunk));
            }
        }

        /// Opens a connection, whether or not the overlay wants one.
        void dial(Optional<PeerId> expected, List<Candidate> candidates) {
            Node to = byAddress.get(candidates.getFirst().port());
            if (to == null || to.silent || !to.reachable) {
                later(DIAL_LIMIT, () -> take(failed(candidates, Reason.TIMEOUT)));
                return;
            }
            long oneWay = latency(this, to);
            later(3 * oneWay, () -> answer(to, expected, candidates, oneWay));
        }

        private void answer(
                Node to, Optional<PeerId> expected, List<Candidate> candidates, long oneWay) {
            if (!alive) {
                return;
            }
            if (to.frozen || to.silent) {
                later(DIAL_LIMIT - 3 * oneWay, () -> take(failed(candidates, Reason.TIMEOUT)));
            } else if (!to.alive || to == this) {
                Reason reason = to == this ? Reason.SELF : Reason.LOST;
                later(oneWay, () -> take(failed(candidates, reason)));
            } else if (expected.isPresent() && !expected.get().equals(to.id)) {
                later(oneWay, () -> take(failed(candidates, Reason.PROTOCOL)));
            } else if (!to.prefers(id)) {
                later(oneWay, () -> take(failed(candidates, Reason.REPLACED)));
            } else {
                End near = new End(this, true);
                End far = new End(to, false);
                near.other = far;
                far.other = near;
                to.accepted++;
                replace(to.ends.put(id, far));
                carry(
                        far,
                        () -> {
                            End old = ends.get(to.id);
                            if (old != null
                                    && old.open
                                    && !old.dialled
                                    && id.compareTo(to.id) > 0) {
                                near.open = false;
                                carry(near, () -> closed(far, Reason.REPLACED));
                                take(failed(candidates, Reason.REPLACED));
                                return;
                            }
                            replace(ends.put(to.id, near));
                            take(
                                    new Event.PeerUp(
                                            to.id,
                                            to.described(),
                                            true,
                                            1,
                                            Fakes.address(to.number)));
                        });
                to.take(new Event.PeerUp(id, described(), false, 1, Fakes.address(number)));
            }
        }

        /// Of two connections of a pair the newer one stays, or, if they dialled each other, the
        /// one opened by the lower id.
        private boolean prefers(PeerId dialler) {
            End old = ends.get(dialler);
            return old == null || !old.open || !old.dialled || dialler.compareTo(id) < 0;
        }

        private void replace(@Nullable End old) {
            if (old != null) {
                old.open = false;
            }
        }

        private Contact described() {
            return new Contact(
                    id, reachable ? List.of(Fakes.address(number)) : List.of(), reachable, 0);
        }

        private Event failed(List<Candidate> candidates, Reason reason) {
            return new Event.DialFailed(candidates, reason, 0, List.of());
        }

        private void broadcastOn() {
            if (alive && sending) {
                take(new Event.Broadcast(stored(Fakes.chunk(epoch, sequence++))));
                later(Fakes.CHUNK_NANOS, this::broadcastOn);
            }
        }

        private Chunk stored(Chunk chunk) {
            ring.put(chunk.id().toString(), chunk);
            return chunk;
        }
    }

    private void closed(End end, Reason reason) {
        if (end.open) {
            end.open = false;
            told(end, reason);
        }
    }

    private static void told(End end, Reason reason) {
        PeerId peer = end.other().node.id;
        if (end.node.ends.get(peer) == end) {
            end.node.take(new Event.PeerLost(peer, reason));
        }
    }
}
