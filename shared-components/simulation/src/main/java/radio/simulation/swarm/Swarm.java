package radio.simulation.swarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import radio.overlay.Counter;
import radio.overlay.Effect;
import radio.overlay.Event;
import radio.overlay.Notice;
import radio.overlay.Overlay;
import radio.overlay.OverlaySettings;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.Refusal;

/// A whole swarm in virtual time: production overlays over a simulated network, and whatever a
/// scenario does to them.
///
/// Everything is drawn from one seed, by purpose and node, so that nothing depends on the order in
/// which things are looked at. Node 0 is the source.
final class Swarm {
    /// What the source's wall clock says at time 0.
    static final long WALL = 1_700_000_000L * Network.SECOND;

    private static final long CYCLE_CHECK_NANOS = Network.SECOND;

    /// While paths are on their way, two nodes may point at each other; longer is a fault.
    private static final long CYCLE_LIMIT_NANOS = 3 * Network.SECOND;

    // What random numbers are drawn for.
    private static final int OVERLAY = 1;
    private static final int NOISE = 2;
    private static final int SCENARIO = 3;

    private final SwarmOptions options;
    private final Network network;
    private final OnAir air = new OnAir();
    private final List<Node> nodes = new ArrayList<>();
    private final SplittableRandom random;
    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private final Map<String, Long> notices = new TreeMap<>();
    private final List<Long> repairsNanos = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Histogram hops = new Histogram(256);
    private int[] lastHops = new int[1024];
    private long[] cycleSince = new long[0];
    private long measureFromNanos = Node.NEVER;
    private boolean silentSource;
    private long events;
    private long shufflesBegun;
    private long sourceConnectsAtSecond;
    private final List<Integer> sourceConnects = new ArrayList<>();

    Swarm(SwarmOptions options, NetworkSettings network) {
        this.options = options;
        this.random = stream(SCENARIO, 0);
        this.network =
                new Network(
                        options.seed(),
                        network,
                        new Network.Nodes() {
                            @Override
                            public void take(Node node, Event event) {
                                Swarm.this.take(node, event);
                            }

                            @Override
                            public @Nullable Node node(int number) {
                                return number >= 0 && number < nodes.size()
                                        ? nodes.get(number)
                                        : null;
                            }
                        });
    }

    private SplittableRandom stream(int purpose, int number) {
        return new SplittableRandom(
                Identities.mix(Identities.mix(options.seed(), purpose), number));
    }

    // ---- For scenarios ----

    SwarmOptions options() {
        return options;
    }

    /// Draws what a scenario leaves to chance.
    SplittableRandom random() {
        return random;
    }

    long now() {
        return network.now();
    }

    void at(long nanos, Runnable what) {
        network.later(Math.max(0, nanos - now()), what);
    }

    void run(long untilNanos) {
        while (now() < untilNanos) {
            long next = (now() / CYCLE_CHECK_NANOS + 1) * CYCLE_CHECK_NANOS;
            network.run(Math.min(next, untilNanos));
            if (now() == next) {
                countConnects();
                checkCycles();
            }
        }
    }

    /// The source, which begins to send at once unless it is a silent one.
    Node source(Kind kind, boolean silent) {
        silentSource = silent;
        Node node = add(kind, true);
        start(node, List.of());
        if (!silent) {
            goOnAir(node);
        }
        return node;
    }

    Node source() {
        return nodes.getFirst();
    }

    /// A listener, which knows the source's address.
    Node join(Kind kind) {
        Node node = add(kind, false);
        start(node, List.of(source().address));
        return node;
    }

    /// A listener whose link names two listeners drawn from those that take connections, and not
    /// the source.
    Node joinByFriends(Kind kind) {
        List<Candidate> friends = List.of(host().address, host().address);
        Node node = add(kind, false);
        start(node, friends);
        return node;
    }

    private Node host() {
        while (true) {
            Node drawn = nodes.get(random.nextInt(nodes.size()));
            if (!drawn.isSource && drawn.kind.takesConnections()) {
                return drawn;
            }
        }
    }

    private Node add(Kind kind, boolean isSource) {
        int index = nodes.size();
        PeerId id = Identities.peer(options.seed(), index);
        Candidate address = Identities.address(index);
        boolean reachable = kind.takesConnections();
        Contact contact = new Contact(id, reachable ? List.of(address) : List.of(), reachable, 0);
        Overlay overlay = overlay(index, 0, contact, isSource, kind);
        Node node =
                new Node(
                        index,
                        id,
                        isSource,
                        kind,
                        address,
                        contact,
                        stream(NOISE, index),
                        overlay,
                        now());
        node.handshakes = 100;
        nodes.add(node);
        return node;
    }

    private Overlay overlay(int index, int life, Contact contact, boolean isSource, Kind kind) {
        OverlaySettings settings =
                options.change()
                        .apply(
                                OverlaySettings.defaults()
                                        .withSlots(kind.slots())
                                        .withUploadBitsPerSecond(kind.uplinkBitsPerSecond())
                                        .withSourceClockOffsetNanos(WALL));
        return new Overlay(
                settings,
                contact,
                Identities.STATION,
                isSource,
                Identities.VERIFIER,
                stream(OVERLAY + 16 * life, index));
    }

    private void start(Node node, List<Candidate> bootstrap) {
        take(node, new Event.Start(bootstrap, List.of()));
    }

    private void goOnAir(Node node) {
        take(node, new Event.Announce(air.begin(WALL + now())));
        int life = node.life;
        network.later(0, () -> broadcast(node, life));
    }

    private void broadcast(Node node, int life) {
        if (node.alive && node.life == life) {
            Chunk chunk = air.make(now());
            node.heard(air.size() - 1, 0);
            if (air.size() > lastHops.length) {
                lastHops = Arrays.copyOf(lastHops, 2 * lastHops.length);
            }
            take(node, new Event.Broadcast(chunk));
            network.later(OnAir.CHUNK_NANOS, () -> broadcast(node, life));
        }
    }

    /// The machine is gone: nobody is told.
    void crash(Node node) {
        orphan(node);
        node.silent = true;
        end(node);
        network.forget(node);
    }

    /// The process is killed: its machine closes what it had open.
    void kill(Node node) {
        orphan(node);
        end(node);
        network.reset(node);
    }

    /// The node says goodbye.
    void leave(Node node) {
        take(node, new Event.Leave());
        node.endedNanos = now();
        node.alive = false;
        network.forgetAlarm(node);
        network.later(Network.SECOND, () -> network.reset(node));
    }

    private void end(Node node) {
        node.alive = false;
        node.life++;
        node.endedNanos = now();
        node.uplink.clear();
        node.whileFrozen.clear();
        network.forgetAlarm(node);
    }

    /// A killed node comes back under the same name, with nothing remembered; a source in its next
    /// epoch.
    void restart(Node node) {
        node.overlay = overlay(node.index, node.life, node.contact, node.isSource, node.kind);
        node.alive = true;
        node.silent = false;
        node.endedNanos = Node.NEVER;
        start(node, node.isSource ? List.of() : List.of(source().address));
        if (node.isSource && !silentSource) {
            goOnAir(node);
        }
    }

    void freeze(Node node) {
        node.frozen = true;
    }

    void thaw(Node node) {
        node.frozen = false;
        List<Event> missed = List.copyOf(node.whileFrozen);
        node.whileFrozen.clear();
        missed.forEach(event -> take(node, event));
    }

    Network network() {
        return network;
    }

    List<Node> nodes() {
        return nodes;
    }

    /// Listeners that live, in the order in which they joined.
    List<Node> listeners(Predicate<Node> which) {
        List<Node> chosen = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.isSource && node.alive && which.test(node)) {
                chosen.add(node);
            }
        }
        return chosen;
    }

    /// So many living listeners, drawn.
    List<Node> draw(int count) {
        List<Node> all = listeners(node -> !node.forger);
        for (int i = 0; i < count && i < all.size(); i++) {
            int j = i + random.nextInt(all.size() - i);
            Node drawn = all.get(j);
            all.set(j, all.get(i));
            all.set(i, drawn);
        }
        return all.subList(0, Math.min(count, all.size()));
    }

    /// From now on is what a report is about.
    void startMeasuring() {
        measureFromNanos = now();
        nodes.forEach(Node::startMeasuring);
    }

    // ---- Driving the overlays ----

    private void take(Node node, Event event) {
        if (!node.alive) {
            return;
        }
        if (node.frozen) {
            node.whileFrozen.add(event);
            return;
        }
        events++;
        List<Effect> effects = node.overlay.handle(event, network.now());
        for (int i = 0; i < effects.size(); i++) {
            apply(node, effects.get(i));
        }
    }

    private void apply(Node node, Effect effect) {
        switch (effect) {
            case Effect.Send(PeerId peer, Message message) -> {
                if (message instanceof Message.Shuffle shuffle
                        && !shuffle.contacts().isEmpty()
                        && shuffle.contacts().getFirst().peer().equals(node.id)) {
                    shufflesBegun++;
                }
                network.send(node, peer, message);
            }
            case Effect.SendChunks chunks -> push(node, chunks);
            case Effect.WakeAt(long nanos) -> {
                if (nanos <= now()) {
                    throw broken(node.index + " wants to be woken in the past");
                }
                network.wake(node, nanos);
            }
            case Effect.Deliver(Chunk chunk, PeerId from, int hop) ->
                    deliver(node, chunk, from, hop);
            case Effect.Connect(Optional<PeerId> expected, List<Candidate> candidates) ->
                    network.dial(node, expected, candidates);
            case Effect.Disconnect(PeerId peer, Reason reason, String text) -> {
                End end = node.end(Identities.number(peer));
                if (end != null) {
                    network.close(end, reason, text);
                }
            }
            case Effect.Count(Counter counter) -> counters.merge(counter, 1L, Long::sum);
            case Effect.Happened(Notice notice) -> happened(node, notice);
            case Effect.NewHeader _ -> {}
        }
    }

    private void push(Node node, Effect.SendChunks chunks) {
        End end = node.end(Identities.number(chunks.peer()));
        int hop = node.overlay.hop().orElse(0) + 1;
        for (int i = 0; i < chunks.count(); i++) {
            int number = air.number(chunks.epoch(), chunks.firstSequence() + i);
            if (number < 0 || !node.has(number)) {
                throw broken(
                        "%d sends chunk %d, which it has not got"
                                .formatted(node.index, chunks.firstSequence() + i));
            }
            if (end != null) {
                Chunk chunk = node.forger ? air.forged(number) : air.chunk(number);
                network.push(end, node.push(chunks.chunkClass(), hop, chunk));
            }
        }
    }

    private void deliver(Node node, Chunk chunk, PeerId from, int hop) {
        if (node.isSource) {
            return;
        }
        if (air.isForged(chunk)) {
            node.forgedDelivered++;
            return;
        }
        int number = air.number(chunk.id().epoch(), chunk.id().sequence());
        if (node.has(number)) {
            throw broken(node.index + " delivers " + chunk + " twice");
        }
        node.heard(number, now() - air.capturedNanos(number));
        node.deliveries++;
        if (node.firstSoundNanos == Node.NEVER) {
            node.firstSoundNanos = now();
        }
        node.lastSoundNanos = now();
        if (node.orphanedNanos != Node.NEVER && node.lostParent != Identities.number(from)) {
            repairsNanos.add(now() - node.orphanedNanos);
            node.orphanedNanos = Node.NEVER;
        }
        if (air.capturedNanos(number) >= measuredFrom(node)) {
            hops.add(hop);
            lastHops[number] = Math.max(lastHops[number], hop);
        }
    }

    private void happened(Node node, Notice notice) {
        String name = notice.getClass().getSimpleName();
        switch (notice) {
            case Notice.ParentLost(PeerId peer, Notice.Loss why) -> {
                name += "." + why;
                lostParent(node, Identities.number(peer));
            }
            case Notice.ChildJoined _ -> {
                int children = node.overlay.children().size();
                node.childrenPeak = Math.max(node.childrenPeak, children);
                // One more while a child that gave way is served to the end.
                if (children > node.kind.slots() + 1) {
                    throw broken(node.index + " has " + children + " children");
                }
            }
            case Notice.RefusedBy(PeerId _, Refusal refusal) -> name += "." + refusal;
            default -> {}
        }
        notices.merge(name, 1L, Long::sum);
    }

    /// Those who get their chunks from this node are orphans from now on, though they do not know.
    private void orphan(Node node) {
        for (PeerId child : node.overlay.children()) {
            Node orphan = nodes.get(Identities.number(child));
            if (orphan.overlay.parent().filter(node.id::equals).isPresent()) {
                lostParent(orphan, node.index);
            }
        }
    }

    private void lostParent(Node node, int parent) {
        if (node.orphanedNanos == Node.NEVER && node.firstSoundNanos != Node.NEVER) {
            node.orphanedNanos = now();
            node.lostParent = parent;
        }
    }

    IllegalStateException broken(String what) {
        return new IllegalStateException(
                "at %d ms: %s; again with: %s"
                        .formatted(now() / Network.MILLI, what, options.command()));
    }

    // ---- Looking after them ----

    private void countConnects() {
        long sum = source().connectsArrived;
        sourceConnects.add((int) (sum - sourceConnectsAtSecond));
        sourceConnectsAtSecond = sum;
    }

    /// Follows everybody's parents; whoever has been on a ring for too long is a fault.
    private void checkCycles() {
        if (cycleSince.length < nodes.size()) {
            int before = cycleSince.length;
            cycleSince = Arrays.copyOf(cycleSince, nodes.size());
            Arrays.fill(cycleSince, before, nodes.size(), Node.NEVER);
        }
        int[] seenBy = new int[nodes.size()];
        boolean[] onCycle = new boolean[nodes.size()];
        for (int start = 0; start < nodes.size(); start++) {
            int at = start;
            while (at >= 0 && seenBy[at] == 0) {
                seenBy[at] = start + 1;
                at = parent(at);
            }
            if (at >= 0 && seenBy[at] == start + 1) {
                for (int member = at; !onCycle[member]; member = parent(member)) {
                    onCycle[member] = true;
                }
            }
        }
        for (int i = 0; i < onCycle.length; i++) {
            if (!onCycle[i]) {
                cycleSince[i] = Node.NEVER;
            } else if (cycleSince[i] == Node.NEVER) {
                cycleSince[i] = now();
            } else if (now() - cycleSince[i] > CYCLE_LIMIT_NANOS) {
                fault("a ring of parents that lasts, at " + now() / Network.SECOND + " s");
            }
        }
    }

    private void fault(String what) {
        if (!faults.contains(what) && faults.size() < 20) {
            faults.add(what);
        }
    }

    private int parent(int index) {
        Node node = nodes.get(index);
        if (!node.alive || node.isSource) {
            return -1;
        }
        return node.overlay.parent().map(Identities::number).orElse(-1);
    }

    // ---- For reports ----

    OnAir air() {
        return air;
    }

    long measureFromNanos() {
        return measureFromNanos;
    }

    /// From when on everything should reach it: three seconds after it joined, and not before the
    /// measured time begins.
    long measuredFrom(Node node) {
        return measureFromNanos == Node.NEVER
                ? Node.NEVER
                : Math.max(measureFromNanos, node.joinedNanos + 3 * Network.SECOND);
    }

    Histogram hops() {
        return hops;
    }

    /// The greatest hop at which this chunk was delivered.
    int lastHop(int number) {
        return lastHops[number];
    }

    /// Handshakes begun with the source in each second.
    List<Integer> sourceConnects() {
        return sourceConnects;
    }

    List<Long> repairsNanos() {
        return repairsNanos;
    }

    Map<String, Long> counters() {
        Map<String, Long> map = new TreeMap<>();
        counters.forEach((counter, times) -> map.put(counter.name(), times));
        return map;
    }

    Map<String, Long> notices() {
        return notices;
    }

    List<String> faults() {
        return faults;
    }

    /// Events that overlays have handled.
    long events() {
        return events;
    }

    /// Shuffles that nodes have begun, all together.
    long shufflesBegun() {
        return shufflesBegun;
    }
}
