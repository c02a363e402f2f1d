package radio.audio.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import radio.audio.CaptureFeed;
import radio.audio.CaptureSettings;
import radio.audio.MicrophoneStatus;
import radio.audio.Pcm;
import radio.axon.Component;
import radio.axon.Outbox;

/// From a sound card to blocks on `outbox`, stamped with the time their first frame was captured.
/// What a stamp is, and what becomes of gaps and drift, [CaptureFeed] decides; this is the
/// machinery around it.
///
/// A [LineThread] touches the device; this component's thread does the rest and never waits for it.
/// A device that is gone is closed and opened again, after 250 ms, then twice as long each time, up
/// to 5 s. A thread that hangs in its device is left behind; while [#MAX_HANGING] do, no other is
/// made. Meanwhile silence goes out.
public final class Microphone extends Component {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long FIRST_WAIT_NANOS = 250_000_000;
    private static final long LONGEST_WAIT_NANOS = 5 * SECOND_NANOS;
    private static final int MAX_HANGING = 3;

    private final Outbox<Pcm> outbox;
    private final CaptureSettings settings;
    private final InputLine.Opener opener;
    private final CaptureFeed feed;
    private Optional<InputLine> first;
    private volatile MicrophoneStatus status;

    /// Threads told to end that have not yet.
    private final List<LineThread> leaving = new ArrayList<>();

    private Optional<LineThread> thread = Optional.empty();

    /// Whether the device is open and the feed knows.
    private boolean opened;

    private long tryNanos;
    private long waitNanos = FIRST_WAIT_NANOS;
    private boolean gone;
    private long goneNanos;
    private long nextTellNanos;
    private MicrophoneStatus told;

    Microphone(CaptureSettings settings, InputLine.Opener opener) {
        super("microphone");
        this.outbox = typedOutbox(Pcm.class, "captured sound, 20 ms blocks");
        this.settings = settings;
        this.opener = opener;
        this.feed = new CaptureFeed(settings, outbox::offer);
        this.first = Optional.of(opener.open());
        this.status = feed.status();
        this.told = status;
    }

    /// Opens the device; it records from the activation on.
    ///
    /// @throws UnusableDeviceException in one line if there is none
    public static Microphone open(CaptureSettings settings) {
        return new Microphone(settings, () -> JavaSoundInput.open(settings));
    }

    /// How it is; from any thread.
    public MicrophoneStatus status() {
        return status;
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            while (!stopping()) {
                step(clock().unixNanos());
                status = feed.status();
                await(LOOK);
            }
        } finally {
            thread.ifPresent(LineThread::end);
            first.ifPresent(InputLine::close);
        }
    }

    private void step(long nowNanos) {
        if (thread.isPresent()) {
            serve(thread.get(), nowNanos);
        } else {
            leaving.removeIf(LineThread::ended);
            if (nowNanos >= tryNanos && leaving.size() < MAX_HANGING) {
                begin(nowNanos);
            }
        }
        feed.tick(nowNanos);
        if (thread.isPresent() && isOver(thread.get(), nowNanos)) {
            giveUp(thread.get(), nowNanos);
        }
        tell(nowNanos);
    }

    private void begin(long nowNanos) {
        InputLine.Opener how = first.<InputLine.Opener>map(line -> () -> line).orElse(opener);
        opened = first.isPresent();
        if (opened) {
            first = Optional.empty();
            feed.opened(nowNanos);
        }
        tryNanos = nowNanos + LONGEST_WAIT_NANOS;
        LineThread fresh = new LineThread(how, clock(), settings.frameBytes(), this::wake);
        thread = Optional.of(fresh);
        fresh.start();
    }

    private void serve(LineThread from, long nowNanos) {
        if (!opened && from.open()) {
            opened = true;
            feed.opened(nowNanos);
        }
        for (Optional<LinePoll.Reading> next = from.poll(); next.isPresent(); next = from.poll()) {
            LinePoll.Reading reading = next.get();
            feed.read(reading.lookedNanos(), reading.nanos(), reading.bytes(), reading.all());
        }
    }

    /// It has ended, gives no sound, or hangs while it opens the device.
    private boolean isOver(LineThread used, long nowNanos) {
        return used.ended() || (opened ? feed.lost() : nowNanos >= tryNanos);
    }

    private void giveUp(LineThread used, long nowNanos) {
        feed.lose(nowNanos);
        used.end();
        leaving.add(used);
        thread = Optional.empty();
        tryNanos = nowNanos + waitNanos;
        waitNanos = Math.min(2 * waitNanos, LONGEST_WAIT_NANOS);
    }

    /// What a broadcaster must know, each thing once and gaps at most once a second.
    private void tell(long nowNanos) {
        MicrophoneStatus now = feed.status();
        if (now.flowing() && gone) {
            gone = false;
            log().warn(
                            "{} is back after {} s",
                            settings.shown(),
                            Math.round((nowNanos - goneNanos) / 1e8) / 10.0);
        }
        if (now.flowing()) {
            waitNanos = FIRST_WAIT_NANOS;
        }
        if (now.losses() > told.losses() && !gone) {
            gone = true;
            goneNanos = nowNanos;
            log().warn(
                            "{} gives no more sound; silence goes on air until it is back",
                            settings.shown());
            told = now;
        }
        if (now.gaps() > told.gaps() && nowNanos >= nextTellNanos) {
            log().warn(
                            "{} lost {} ms of sound in {} gaps",
                            settings.shown(),
                            now.lostMillis() - told.lostMillis(),
                            now.gaps() - told.gaps());
            nextTellNanos = nowNanos + SECOND_NANOS;
            told = now;
        }
    }
}
