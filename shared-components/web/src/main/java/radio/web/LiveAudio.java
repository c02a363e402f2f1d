package radio.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.wire.Air;
import radio.wire.StreamInfo;

/// Serves what is on air to HTTP listeners: makes each format's pages once and hands them to the
/// event loops, where the sockets are. At door 5, from `inbox` to nowhere; its own thread does all
/// that is common to listeners, their loops what is each one's.
///
/// Never slows "air": it waits for no listener. Those who do not take what is sent are cut off and
/// counted. A format costs nothing while nobody listens to it. Listeners stay through outages and
/// restarts of the source ([Timeline]); only a change of codec ends their stream.
public final class LiveAudio extends Component {
    /// Door 5: 2 s of chunks.
    public static final Bound DOOR = Bound.dropOldest(20);

    /// Who wants to begin at one moment; one more is told to come again.
    private static final int MAX_JOINING = 1024;

    /// How long a listener may wait for the first sound of a station.
    private static final long WAIT_NANOS = 60_000_000_000L;

    /// What may wait for a listener, in seconds of its stream, and at least in bytes.
    private static final int BEHIND_SECONDS = 10;

    /// What listeners with ICY are behind at most, and two pages.
    private static final Duration BEYOND_BURST = Listener.MAX_BEHIND.plusMillis(400);

    /// The longest burst for a listener that takes whole blocks: 32 KiB at 24 kbit/s, and a second.
    static final Duration LONGEST_BLOCK = Duration.ofSeconds(12);

    private static final int MIN_BEHIND_BYTES = 64 * 1024;

    private final Inbox<Air> air = typedInbox(Air.class, "what is on air", DOOR);
    private final Inbox<Listener> joining =
            addInbox(
                    "joining",
                    Listener.class,
                    "who wants to listen",
                    Bound.dropNewest(MAX_JOINING));
    private final Duration burst;
    private final Supplier<String> station;
    private final RandomGenerator random;
    private final ListeningCounters counters;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Format, Mount> mounts = new EnumMap<>(Format.class);
    private final Deque<Sound> recent = new ArrayDeque<>();
    private long recentSamples;
    private Timeline timeline = new Timeline();
    private volatile OnAir onAir = OnAir.NOTHING;

    private record Waiting(Listener listener, long untilNanos) {}

    /// What is on air, for other threads.
    ///
    /// @param stream empty before the first sound
    /// @param title what is playing; empty if unknown
    /// @param startedUnixNanos when this stream began here
    record OnAir(Optional<StreamInfo> stream, String title, long startedUnixNanos) {
        static final OnAir NOTHING = new OnAir(Optional.empty(), "", 0);
    }

    /// @param burst what a listener gets at once, 0 to 30 s
    /// @param station the station's name, asked when somebody begins to listen
    /// @param random for the serial numbers of Ogg streams
    LiveAudio(
            Duration burst,
            Supplier<String> station,
            RandomGenerator random,
            ListeningCounters counters) {
        super("http listeners");
        this.burst = burst;
        this.station = station;
        this.random = random;
        this.counters = counters;
    }

    OnAir onAir() {
        return onAir;
    }

    /// Lets somebody listen, as soon as there is something to hear; from any thread.
    ///
    /// @return false if that is not possible now
    boolean join(Listener listener) {
        return joining.size() < MAX_JOINING && joining.offer(listener);
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            while (true) {
                boolean finished = upstreamFinished();
                for (Optional<Air> item = air.poll(); item.isPresent(); item = air.poll()) {
                    take(item.get());
                }
                long now = clock().nanoTime();
                timeline.passed(now).forEach(this::add);
                for (Optional<Listener> next = joining.poll();
                        next.isPresent();
                        next = joining.poll()) {
                    admit(new Waiting(next.get(), now + WAIT_NANOS));
                }
                while (!waiting.isEmpty() && waiting.getFirst().untilNanos() <= now) {
                    refuse(waiting.removeFirst().listener());
                }
                if (timeline.bridgedOut()) {
                    endAll();
                }
                if (stopping() || finished && air.size() == 0) {
                    return;
                }
                pause(now);
            }
        } finally {
            waiting.forEach(one -> refuse(one.listener()));
            for (Optional<Listener> next = joining.poll();
                    next.isPresent();
                    next = joining.poll()) {
                refuse(next.get());
            }
            endAll();
        }
    }

    private void pause(long now) throws InterruptedException {
        long next = timeline.nextNanos();
        if (!waiting.isEmpty()) {
            next = Math.min(next, waiting.getFirst().untilNanos());
        }
        if (next == Long.MAX_VALUE) {
            await();
        } else if (next > now) {
            await(Duration.ofNanos(next - now));
        }
    }

    private void take(Air item) {
        if (timeline.breaksWith(item)) {
            endAll();
            recent.clear();
            recentSamples = 0;
            timeline = new Timeline();
        }
        boolean first = timeline.stream().isEmpty();
        List<Sound> sounds = timeline.take(item, clock().nanoTime());
        long started = first ? clock().unixNanos() : onAir.startedUnixNanos();
        OnAir now = new OnAir(timeline.stream(), timeline.title(), started);
        if (!now.equals(onAir)) {
            onAir = now;
        }
        sounds.forEach(this::add);
        closeEmpty();
        if (first) {
            List<Waiting> all = new ArrayList<>(waiting);
            waiting.clear();
            all.forEach(this::admit);
        }
    }

    private void add(Sound sound) {
        StreamInfo stream = timeline.stream().orElseThrow();
        mounts.values().forEach(mount -> mount.add(sound));
        recent.addLast(sound);
        recentSamples += sound.samples();
        // More than a burst, so that a mount which begins has whole pages for one.
        Duration longest = burst.compareTo(LONGEST_BLOCK) > 0 ? burst : LONGEST_BLOCK;
        long keep = samples(longest.plus(BEYOND_BURST), stream);
        while (recentSamples - recent.getFirst().samples() >= keep) {
            recentSamples -= recent.removeFirst().samples();
        }
    }

    private void admit(Waiting one) {
        Listener listener = one.listener();
        Optional<StreamInfo> stream = timeline.stream();
        if (stream.isEmpty()) {
            waiting.addLast(one);
            return;
        }
        StreamInfo now = stream.get();
        Format format = listener.format();
        if (!format.carries(now)) {
            listener.refuse(404, HttpRefusal.NOT_FOUND, ListenRoutes.elsewhere(now));
            return;
        }
        long rate = format.bytesPerSecond(now);
        long behind = rate * (BEHIND_SECONDS + 2 * burst.toSeconds());
        Mount mount = mount(format, now);
        Beginning beginning =
                new Beginning(
                        now,
                        station.get(),
                        mount.serial(),
                        Math.clamp(behind, MIN_BEHIND_BYTES, 1 << 26));
        mount.join(listener, listener.exchange().loop(), beginning);
    }

    private Mount mount(Format format, StreamInfo stream) {
        Mount there = mounts.get(format);
        if (there == null) {
            there =
                    new Mount(
                            format,
                            stream,
                            random.nextInt(),
                            samples(burst, stream),
                            recent,
                            counters);
            mounts.put(format, there);
        }
        return there;
    }

    private void closeEmpty() {
        mounts.values()
                .removeIf(mount -> {
                    boolean empty = mount.isEmpty();
                    if (empty) {
                        mount.close();
                    }
                    return empty;
                });
    }

    private void endAll() {
        mounts.values().forEach(Mount::close);
        mounts.clear();
    }

    private static void refuse(Listener listener) {
        listener.refuse(503, HttpRefusal.OFF_AIR, "nothing is on air");
    }

    private static long samples(Duration time, StreamInfo of) {
        return time.toMillis() * of.sampleRate() / 1000;
    }
}
