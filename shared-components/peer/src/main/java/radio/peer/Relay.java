package radio.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.overlay.Counter;
import radio.overlay.Door;
import radio.overlay.Effect;
import radio.overlay.Event;
import radio.overlay.Notice;
import radio.overlay.Overlay;
import radio.transport.Connection;
import radio.transport.Doorkeeper;
import radio.transport.Transport;
import radio.transport.TransportEvent;
import radio.wire.Air;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.StationHeader;
import radio.wire.StreamInfo;

/// The life both nodes share: asks the overlay what to do about everything that happens, does it,
/// and keeps the recent chunks from which children are served.
///
/// From `broadcast` (the source's own chunks, 2 s, blocking) and `received` (what the network says)
/// to `arrivals` (every verified chunk as it comes), `air` (in order, exactly once) and `notices`.
/// All decisions are the overlay's; this class owns the ring, the connections and the clock. When
/// its upstream has finished it lets its children have what is queued and what they are catching up
/// with, takes leave and ends.
public final class Relay extends Component {
    /// Door 2: two seconds of 100 ms chunks.
    private static final int BROADCAST_CHUNKS = 20;

    /// Door 4: events of the network; when it is full the sockets are not read.
    private static final int RECEIVED_EVENTS = 1024;

    /// At most so many events between two looks at the timers.
    private static final int BATCH = 64;

    /// A chunk that could not be handed to a child's socket by then is of no use to it. A guess;
    /// the child then rejoins and resumes from a ring.
    private static final long SEND_LIMIT_NANOS = 5_000_000_000L;

    /// A chunk begins with a sample that is older than the chunk is long; capture, network and the
    /// way to the ear take this besides. Enough for neighbours in one house. Guess.
    private static final long WAY_NANOS = 100_000_000;

    /// When the wall clock has gone ahead by more, nobody just trims it. A guess, as long as what
    /// makes the overlay think that it stood still.
    private static final long SLEPT_NANOS = 1_000_000_000L;

    private static final Duration DIAL_LIMIT = Duration.ofSeconds(3);
    private static final long DRAIN_LIMIT_NANOS = 3_000_000_000L;
    private static final Duration STATUS_PERIOD = Duration.ofMillis(200);

    private static final Map<Counter, String> NAMES = new EnumMap<>(Counter.class);

    static {
        for (Counter counter : Counter.values()) {
            NAMES.put(counter, name(counter));
        }
    }

    private final Inbox<Chunk> broadcast =
            addInbox(
                    "broadcast",
                    Chunk.class,
                    "this station's own chunks, signed",
                    Bound.blocking(BROADCAST_CHUNKS));
    private final Inbox<StationHeader> announce =
            addInbox(
                    "announce",
                    StationHeader.class,
                    "what this station is, signed; before its first chunk",
                    Bound.blocking(4));
    private final Inbox<TransportEvent> received =
            addInbox(
                    "received",
                    TransportEvent.class,
                    "what the network says",
                    Bound.blocking(RECEIVED_EVENTS));
    private final Outbox<Arrival> arrivals =
            addOutbox("arrivals", Arrival.class, "every verified chunk as it comes");
    private final Outbox<Air> air =
            addOutbox("air", Air.class, "the stream in order, exactly once, holes named");
    private final Outbox<Notice> notices =
            addOutbox("notices", Notice.class, "what a person would want to know");

    private final Overlay overlay;
    private final Transport transport;
    private final RelaySettings settings;
    private final ChunkRing ring;
    private final AirOrder order;
    private final TreeMap<PeerId, Connection> connections = new TreeMap<>();
    private final ParentLog parents = new ParentLog();
    private final Map<Counter, Long> counted = new EnumMap<>(Counter.class);

    private @Nullable StationHeader header;
    private @Nullable ChunkId newest;
    private long chunksReceived;
    private long chunkBytesReceived;
    private int childrenPeak;
    private int lastHop = -1;
    private String lastComplaint = "";
    private long drainUntilNanos;
    private long startNanos;
    private long wallAheadNanos;
    private long wakeAtNanos = Long.MAX_VALUE;
    private long statusAtNanos;
    private volatile RelayStatus status;

    public Relay(Overlay overlay, Transport transport, RelaySettings settings) {
        super("relay");
        this.overlay = overlay;
        this.transport = transport;
        this.settings = settings;
        ring = new ChunkRing(overlay.ringChunks());
        order = new AirOrder(overlay.ringChunks(), new Schedule());
        status = RelayStatus.NOTHING_YET;
    }

    public Inbox<Chunk> broadcast() {
        return broadcast;
    }

    public Inbox<StationHeader> announce() {
        return announce;
    }

    public Inbox<TransportEvent> received() {
        return received;
    }

    public Outbox<Arrival> arrivals() {
        return arrivals;
    }

    public Outbox<Air> air() {
        return air;
    }

    public Outbox<Notice> notices() {
        return notices;
    }

    /// How it is doing, at most 200 ms old; any thread may ask.
    public RelayStatus status() {
        return status;
    }

    @Override
    protected void run() throws InterruptedException {
        startNanos = clock().nanoTime();
        wallAheadNanos = clock().wallAheadNanos();
        transport.doorkeeper(doorkeeper());
        try {
            decide(new Event.Start(settings.bootstrap(), settings.remembered()));
            while (!stopping() && !(upstreamFinished() && drained())) {
                if (!work()) {
                    await(untilNext());
                }
            }
            putOnAir(order.passed(Long.MAX_VALUE - 1));
        } finally {
            leave();
        }
    }

    private Doorkeeper doorkeeper() {
        Door door = overlay.door();
        return new Doorkeeper() {
            @Override
            public boolean admits(Contact stranger) {
                return door.admits(stranger, clock().nanoTime());
            }

            @Override
            public List<Contact> others(Contact stranger) {
                return door.others(stranger, clock().nanoTime());
            }
        };
    }

    /// One round of everything that is waiting; false if nothing was.
    private boolean work() throws InterruptedException {
        lookWhetherWeSlept();
        int done = 0;
        for (; done < BATCH; done++) {
            Optional<TransportEvent> event = received.poll();
            if (event.isEmpty()) {
                break;
            }
            take(event.get());
        }
        Optional<StationHeader> announced = announce.poll();
        if (announced.isPresent()) {
            decide(new Event.Announce(announced.get()));
            done++;
        }
        // A chunk needs its header: it stays queued until the station has been announced.
        Optional<Chunk> own = header == null ? Optional.empty() : broadcast.poll();
        if (own.isPresent()) {
            decide(new Event.Broadcast(own.get()));
            done++;
        }
        long now = clock().nanoTime();
        if (now >= wakeAtNanos) {
            wakeAtNanos = Long.MAX_VALUE;
            decide(new Event.TimerFired());
        }
        if (now >= order.deadlineNanos()) {
            putOnAir(order.passed(now));
        }
        if (now >= statusAtNanos) {
            statusAtNanos = now + STATUS_PERIOD.toNanos();
            status = snapshot();
        }
        return done > 0;
    }

    /// A machine that sleeps takes its monotonic clock to sleep, but not the wall clock.
    private void lookWhetherWeSlept() throws InterruptedException {
        long aheadNanos = clock().wallAheadNanos();
        long moreNanos = aheadNanos - wallAheadNanos;
        wallAheadNanos = aheadNanos;
        if (moreNanos > SLEPT_NANOS) {
            decide(new Event.Slept(moreNanos));
        }
    }

    private Duration untilNext() {
        long next = Math.min(Math.min(wakeAtNanos, order.deadlineNanos()), statusAtNanos);
        return Duration.ofNanos(Math.max(0, next - clock().nanoTime()));
    }

    private void take(TransportEvent event) throws InterruptedException {
        switch (event) {
            case TransportEvent.Opened(Connection connection) -> {
                connections.put(connection.peer(), connection);
                decide(
                        new Event.PeerUp(
                                connection.peer(),
                                connection.contact(),
                                connection.dialled(),
                                connection.minor(),
                                connection.seenAt()));
            }
            case TransportEvent.Received(Connection connection, Message message) -> {
                if (isCurrent(connection)) {
                    decide(new Event.Received(connection.peer(), message));
                }
            }
            case TransportEvent.Closed(Connection connection, Reason reason, String text, _) -> {
                log().debug("{} closed: {} {}", connection.peer().brief(), reason, text);
                if (isCurrent(connection)) {
                    connections.remove(connection.peer());
                    decide(new Event.PeerLost(connection.peer(), reason));
                }
            }
            case TransportEvent.DialFailed(
                            List<Candidate> candidates,
                            Reason reason,
                            String text,
                            int retryAfterMillis,
                            List<Contact> alternatives) -> {
                complain(text);
                decide(new Event.DialFailed(candidates, reason, retryAfterMillis, alternatives));
            }
        }
    }

    private void decide(Event event) throws InterruptedException {
        for (Effect effect : overlay.handle(event, clock().nanoTime())) {
            apply(effect);
        }
    }

    private void apply(Effect effect) throws InterruptedException {
        switch (effect) {
            case Effect.Send(PeerId peer, Message message) ->
                    connection(peer).ifPresent(connection -> connection.sendControl(message));
            case Effect.SendChunks chunks -> push(chunks);
            case Effect.Connect(Optional<PeerId> expected, List<Candidate> candidates) ->
                    transport.dial(expected, candidates, DIAL_LIMIT);
            case Effect.Disconnect(PeerId peer, Reason reason, String text) ->
                    connection(peer).ifPresent(connection -> connection.close(reason, text));
            case Effect.Deliver(Chunk chunk, PeerId from, int hops) -> deliver(chunk, from, hops);
            case Effect.NewHeader(StationHeader fresh) -> header = fresh;
            case Effect.WakeAt(long nanos) -> wakeAtNanos = nanos;
            case Effect.Count(Counter counter) -> counted.merge(counter, 1L, Long::sum);
            case Effect.Happened(Notice notice) -> {
                note(notice);
                notices.send(notice);
            }
        }
    }

    private void push(Effect.SendChunks chunks) {
        Connection connection = connections.get(chunks.peer());
        long deadline = clock().nanoTime() + SEND_LIMIT_NANOS;
        int hops = overlay.hop().orElse(0) + 1;
        for (int i = 0; i < chunks.count() && connection != null; i++) {
            Optional<Chunk> chunk = ring.get(chunks.epoch(), chunks.firstSequence() + i);
            if (chunk.isPresent()
                    && !connection.sendChunk(chunks.chunkClass(), hops, chunk.get(), deadline)) {
                return;
            }
        }
    }

    private void deliver(Chunk chunk, PeerId from, int hops) throws InterruptedException {
        StationHeader current = header;
        Optional<StreamInfo> stream =
                current == null ? Optional.empty() : current.stream(chunk.id().stream());
        if (stream.isEmpty()) {
            throw new IllegalStateException("the overlay delivered " + chunk + " without a header");
        }
        ring.put(chunk);
        newest = chunk.id();
        chunksReceived++;
        chunkBytesReceived += chunk.size();
        parents.chunk(clock().nanoTime());
        arrivals.send(new Arrival(chunk, from, hops));
        long sequence = chunk.id().sequence();
        long wanted = Math.min(sequence, overlay.nextSequence().orElse(sequence));
        putOnAir(order.arrived(chunk, stream.get(), wanted));
    }

    private void putOnAir(List<Air> items) throws InterruptedException {
        for (Air item : items) {
            air.send(item);
        }
    }

    private boolean isCurrent(Connection connection) {
        return connection(connection.peer())
                .filter(current -> current.id() == connection.id())
                .isPresent();
    }

    private Optional<Connection> connection(PeerId peer) {
        return Optional.ofNullable(connections.get(peer));
    }

    private void note(Notice notice) {
        long now = clock().nanoTime();
        switch (notice) {
            case Notice.ParentFound(PeerId peer, int hop) -> parents.found(peer, hop, now);
            case Notice.ParentLost _ -> parents.lost(now);
            case Notice.ChildJoined _ ->
                    childrenPeak = Math.max(childrenPeak, overlay.children().size());
            default -> {}
        }
    }

    /// Why a peer could not be reached; the same line only once in a row, since dials are repeated.
    private void complain(String text) {
        if (!text.equals(lastComplaint)) {
            lastComplaint = text;
            log().warn("{}", text);
        }
    }

    /// Whether everything is with the children that they can still take.
    private boolean drained() {
        long now = clock().nanoTime();
        drainUntilNanos = drainUntilNanos == 0 ? now + DRAIN_LIMIT_NANOS : drainUntilNanos;
        boolean queued =
                broadcast.ready()
                        || overlay.owesChunks()
                        || overlay.children().stream()
                                .flatMap(child -> connection(child).stream())
                                .anyMatch(connection -> connection.stats().queuedBytes() > 0);
        return !queued || now > drainUntilNanos;
    }

    /// Tells the neighbours and closes; what cannot be said any more is not waited for.
    private void leave() throws InterruptedException {
        status = snapshot();
        decide(new Event.Leave());
        connections.values().forEach(connection -> connection.close(Reason.LEAVING, ""));
    }

    private RelayStatus snapshot() {
        overlay.hop().ifPresent(hop -> lastHop = hop);
        List<RelayStatus.Child> children = new ArrayList<>();
        for (PeerId child : overlay.children()) {
            connection(child)
                    .map(Connection::stats)
                    .ifPresent(stats ->
                            children.add(
                                    new RelayStatus.Child(
                                            child,
                                            stats.bytesUp(),
                                            stats.chunksUp(),
                                            stats.chunksDropped())));
        }
        List<RelayStatus.ParentPeriod> periods = new ArrayList<>();
        for (ParentLog.Period period : parents.periods()) {
            periods.add(
                    new RelayStatus.ParentPeriod(
                            period.peer(),
                            millisSinceStart(period.fromNanos()),
                            period.untilNanos() == Long.MAX_VALUE
                                    ? -1
                                    : millisSinceStart(period.untilNanos()),
                            period.hop()));
        }
        Map<String, Long> refused = new TreeMap<>();
        NAMES.forEach((counter, name) -> refused.put(name, counted.getOrDefault(counter, 0L)));
        StationHeader current = header;
        return new RelayStatus(
                Optional.ofNullable(current),
                current == null || current.streams().isEmpty()
                        ? Optional.empty()
                        : Optional.of(playoutDelayNanos(current, current.streams().getFirst())),
                overlay.parent(),
                overlay.hop().orElse(-1),
                lastHop,
                children,
                childrenPeak,
                connections.size(),
                overlay.uploadBitsPerSecond(),
                overlay.known(),
                Optional.ofNullable(newest),
                chunksReceived,
                chunkBytesReceived,
                order.missed(),
                order.late(),
                counted.getOrDefault(Counter.DUPLICATE_CHUNK, 0L) + order.duplicates(),
                periods,
                parents.reparented(),
                parents.outages().max(),
                parents.outages().counts(),
                refused);
    }

    private long millisSinceStart(long nanos) {
        return (nanos - startNanos) / 1_000_000;
    }

    /// `REFUSED_NO_ROUTE` reads `refusedNoRoute` in reports.
    private static String name(Counter counter) {
        StringBuilder name = new StringBuilder();
        for (String word : counter.name().split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            name.append(
                    name.isEmpty()
                            ? lower
                            : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return name.toString();
    }

    /// What the listener or the station wants, but never less than it takes to have a chunk.
    private long playoutDelayNanos(StationHeader of, StreamInfo stream) {
        return Math.max(
                settings.playoutDelayNanos().orElseGet(of::playoutDelayNanos),
                stream.nanosOf(stream.chunkSamples()) + WAY_NANOS);
    }

    /// Media time to this node's clock: the source's clock as the overlay knows it, and the delay
    /// that the station or the listener wants.
    private final class Schedule implements AirOrder.Schedule {
        @Override
        public long capturedNanos(StreamInfo stream, long mediaTime) {
            long now = clock().nanoTime();
            long sourceNow = overlay.sourceUnixNanos(now).orElseGet(clock()::unixNanos);
            return now + (header().anchorUnixNanos() + stream.nanosOf(mediaTime) - sourceNow);
        }

        @Override
        public long dueNanos(StreamInfo stream, long mediaTime) {
            return capturedNanos(stream, mediaTime) + playoutDelayNanos(header(), stream);
        }

        private StationHeader header() {
            StationHeader current = header;
            if (current == null) {
                throw new IllegalStateException("chunks before their header");
            }
            return current;
        }
    }
}
