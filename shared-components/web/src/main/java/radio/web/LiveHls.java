package radio.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.web.hls.HlsStream;
import radio.wire.Air;

/// Makes HTTP Live Streaming of what is on air, for [HlsRoutes]. At door 5, from `inbox` to
/// nowhere; its own thread cuts segments, event loops read them.
///
/// Runs always, whether somebody asks or not: to copy 50 packets a second into segments costs less
/// than can be measured, 13 segments are a megabyte at most, and a player that comes finds twelve
/// seconds instead of a station that begins.
///
/// Who asks before there are two seconds waits, [#PATIENCE] at most, since Chromium and ffmpeg give
/// up for good on a playlist without segments; at most [#MAX_HELD] do.
final class LiveHls extends Component {
    /// Door 5: 2 s of chunks.
    static final Bound DOOR = Bound.dropOldest(20);

    static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Guess.
    static final int MAX_HELD = 256;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Inbox<Air> air = typedInbox(Air.class, "what is on air", DOOR);
    private final Inbox<Held> asking =
            addInbox(
                    "asking",
                    Held.class,
                    "who wants what is not there yet",
                    Bound.dropNewest(MAX_HELD));
    private final Deque<Held> held = new ArrayDeque<>();
    private final HlsStream stream;

    /// Set before the last look at who asks.
    private volatile boolean over;

    /// @param answer called from this component's thread, or from one that asks too late; true:
    ///   there is something to play
    private record Held(Answer answer, long untilNanos) {}

    /// What happens when it is known whether there is something to play.
    @FunctionalInterface
    interface Answer {
        void when(boolean ready);
    }

    /// @param unixOffsetNanos `unixNanos` less `nanoTime` of the system's clock
    LiveHls(long unixOffsetNanos) {
        super("http live streaming");
        stream = new HlsStream(unixOffsetNanos);
    }

    HlsStream stream() {
        return stream;
    }

    /// Answers when there is something to play, or nothing for too long; at once if that is known.
    /// From any thread.
    void whenReady(Answer answer) {
        if (stream.ready()) {
            answer.when(true);
        } else {
            Held one = new Held(answer, clock().nanoTime() + PATIENCE.toNanos());
            if (isStopped() || asking.size() >= MAX_HELD || !asking.offer(one)) {
                answer.when(false);
            } else if (over) {
                // It may have come after the last look: whoever takes it out answers it.
                asking.poll().ifPresent(late -> late.answer().when(false));
            }
        }
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            long nextLook = clock().nanoTime();
            while (true) {
                boolean finished = upstreamFinished();
                for (Optional<Air> item = air.poll(); item.isPresent(); item = air.poll()) {
                    stream.add(item.get());
                }
                long now = clock().nanoTime();
                if (now - nextLook >= 0) {
                    stream.passed(now);
                    nextLook = now + LOOK.toNanos();
                }
                answer(now);
                if (stopping() || finished && air.size() == 0) {
                    return;
                }
                await(Duration.ofNanos(Math.max(1, nextLook - now)));
            }
        } finally {
            stream.end();
            over = true;
            answer(Long.MAX_VALUE);
        }
    }

    /// @param now everybody who waits until then has waited enough
    private void answer(long now) {
        while (held.size() < MAX_HELD) {
            Optional<Held> next = asking.poll();
            if (next.isEmpty()) {
                break;
            }
            held.addLast(next.get());
        }
        boolean ready = stream.ready();
        while (!held.isEmpty() && (ready || held.getFirst().untilNanos() <= now)) {
            held.removeFirst().answer().when(ready);
        }
    }
}
