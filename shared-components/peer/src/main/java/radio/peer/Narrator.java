package radio.peer;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.overlay.Notice;

/// Tells a person, or with `--json` a program, what the node is doing: notices as they come on
/// `inbox` and a status line now and then. Drops the oldest notices if the console is slow.
public final class Narrator extends Component {
    private static final Duration LINE_PERIOD = Duration.ofSeconds(1);
    private static final Duration TEXT_PERIOD = Duration.ofSeconds(10);

    private final Inbox<Notice> notices =
            typedInbox(Notice.class, "what happened", Bound.dropOldest(256));
    private final PrintStream out;
    private final boolean json;
    private final Supplier<NodeStatus> status;

    /// @param json one line of JSON a second instead of text
    public Narrator(PrintStream out, boolean json, Supplier<NodeStatus> status) {
        super("narrator");
        this.out = out;
        this.json = json;
        this.status = status;
    }

    /// Notices that a slow console did not get.
    public long dropped() {
        return notices.dropped();
    }

    @Override
    protected void run() throws InterruptedException {
        Duration period = json ? LINE_PERIOD : TEXT_PERIOD;
        long nextNanos = clock().nanoTime() + period.toNanos();
        while (!stopping() && !(upstreamFinished() && !notices.ready())) {
            Optional<Notice> notice = notices.poll();
            if (notice.isPresent()) {
                tell(notice.get());
                continue;
            }
            long now = clock().nanoTime();
            if (now >= nextNanos) {
                nextNanos += period.toNanos();
                out.println(json ? Reports.line(status.get()) : text(status.get()));
            }
            await(Duration.ofNanos(Math.max(0, nextNanos - clock().nanoTime())));
        }
        if (json) {
            out.println(Reports.line(status.get()));
        }
    }

    private void tell(Notice notice) {
        if (json) {
            return;
        }
        words(notice).ifPresent(out::println);
    }

    /// The status line for a person.
    static String text(NodeStatus now) {
        String traffic =
                "%d children, %.1f MB up; up %.0f kbit/s, down %.0f kbit/s"
                        .formatted(
                                now.children(),
                                now.bytesUp() / 1e6,
                                now.upRate() / 1e3,
                                now.downRate() / 1e3);
        if (now.kind().equals("source")) {
            return "on air: %d chunks, peak %.1f dB, %.1f LUFS%s, %s"
                    .formatted(
                            now.received(),
                            now.sound().peakDbfs(),
                            now.sound().loudnessLufs(),
                            device(now.sound(), "microphone"),
                            traffic);
        }
        return "%s hop %d, %d chunks, %d missed, %d late, %d ms behind, buffer %d of %d ms, %d underruns%s, %.1f MB down, %s"
                .formatted(
                        now.parent().isEmpty() ? "no parent," : "parent " + now.parent() + ",",
                        now.hop(),
                        now.received(),
                        now.missed(),
                        now.late(),
                        now.delayMillis(),
                        now.bufferMillis(),
                        now.playoutDelayMillis(),
                        now.sound().underruns(),
                        device(now.sound(), "speaker"),
                        now.bytesDown() / 1e6,
                        traffic);
    }

    private static String device(SoundStatus sound, String name) {
        return sound.device().equals("lost") ? ", " + name + " lost" : "";
    }

    /// The sentence for a notice; empty for those that only a developer wants.
    static Optional<String> words(Notice notice) {
        return Optional.ofNullable(
                switch (notice) {
                    case Notice.ParentFound(var peer, int hop) ->
                            "listening to " + peer.brief() + ", hop " + hop;
                    case Notice.ParentLost(var peer, var why) ->
                            "lost "
                                    + peer.brief()
                                    + " ("
                                    + why.name().toLowerCase(Locale.ROOT)
                                    + ")";
                    case Notice.SecondFound(var peer) -> "listening to " + peer.brief() + " too";
                    case Notice.SecondLost(var peer) ->
                            "listening to " + peer.brief() + " beside another no longer";
                    case Notice.ChildJoined(var peer) -> "serving " + peer.brief();
                    case Notice.ChildLeft(var peer) -> "no longer serving " + peer.brief();
                    case Notice.Searching(int round) ->
                            round == 1 ? "looking for a parent" : "still looking for a parent";
                    case Notice.NoRoute(var parent) ->
                            parent.brief() + " has lost the source; waiting";
                    case Notice.HeaderChanged(long epoch, _) ->
                            "the station is on air, epoch " + epoch;
                    case Notice.Resumed(long sequence) ->
                            "resumed at chunk " + sequence + ", nothing missed";
                    case Notice.SkippedToLive(long missed, _) ->
                            "skipped " + missed + " chunks to the live edge";
                    case Notice.CatchingUp(long sequence) -> "catching up from chunk " + sequence;
                    case Notice.CaughtUp _ -> "caught up";
                    case Notice.Banned(var peer) -> "banned " + peer.brief() + " for what it sent";
                    case Notice.StoodStill(long nanos) ->
                            "this node stood still for " + nanos / 1_000_000 + " ms";
                    case Notice.RefusedBy _, Notice.Refusing _ -> null;
                });
    }
}
