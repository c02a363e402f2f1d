package radio.audio.device;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import radio.audio.Pcm;

/// A sound card that may come and go: feeds its line while it is there ([LineFeed]), closes it when
/// it is lost, opens it anew with growing pauses. A pure state machine that is told the time; the
/// calls into the sound system happen in [#step].
///
/// The first pause is [#FIRST_PAUSE_NANOS], each further one twice as long up to
/// [#LAST_PAUSE_NANOS]; it begins anew when the device was there for longer than that. A loss is
/// told once, and once that the device is back, when its line moves.
final class SpeakerDevice {

    static final long FIRST_PAUSE_NANOS = 250_000_000;
    static final long LAST_PAUSE_NANOS = 5_000_000_000L;

    /// How often the line is looked at: its clock wants to see steps of 20 ms, and each look costs
    /// some 50 us.
    static final long LOOK_NANOS = 8_000_000;

    private final OutputLine.Opener opener;
    private final Supplier<Optional<Pcm>> input;
    private final SpeakerTally tally;
    private final long unixOffsetNanos;
    private final Consumer<String> tell;
    private @Nullable OutputLine line;
    private volatile @Nullable LineFeed feed;
    private volatile boolean finishing;
    private volatile boolean abandoned;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long retryNanos;
    private long backNanos;

    /// @param input the next block of the player, if there is one
    /// @param unixOffsetNanos `unixNanos` less `nanoTime` of the clock
    /// @param tell takes the lines that a person should read
    SpeakerDevice(
            OutputLine.Opener opener,
            Supplier<Optional<Pcm>> input,
            SpeakerTally tally,
            long unixOffsetNanos,
            Consumer<String> tell) {
        this.opener = opener;
        this.input = input;
        this.tally = tally;
        this.unixOffsetNanos = unixOffsetNanos;
        this.tell = tell;
    }

    /// Another one for the same device, which is away as yet: this one does not come back from a
    /// call into the sound system.
    SpeakerDevice inItsPlace(long nowNanos) {
        SpeakerDevice other = new SpeakerDevice(opener, input, tally, unixOffsetNanos, tell);
        other.lose(nowNanos);
        return other;
    }

    /// Whatever the call that it is in brings, it is to change nothing more.
    void abandon() {
        abandoned = true;
    }

    /// Feeds this line from now on.
    void begin(OutputLine opened) {
        LineFeed fresh = new LineFeed(opened, input, tally, unixOffsetNanos);
        line = opened;
        feed = fresh;
        if (finishing) {
            fresh.finish();
        }
    }

    /// Does what is to be done now.
    ///
    /// @return when it wants to be called again
    long step(long nowNanos) {
        LineFeed current = feed;
        if (current == null) {
            if (nowNanos < retryNanos) {
                return retryNanos;
            }
            try {
                begin(opener.open());
            } catch (UnusableDeviceException stillAway) {
                pause(nowNanos);
                return retryNanos;
            }
            return nowNanos;
        }
        boolean there = current.step(nowNanos);
        if (abandoned) {
            return nowNanos;
        }
        if (!there) {
            lose(nowNanos);
            close();
            return retryNanos;
        }
        if (tally.away && current.playing()) {
            tally.away = false;
            tally.reopenings.incrementAndGet();
            backNanos = nowNanos;
            tell.accept(
                    "the speaker is back after %.1f s"
                            .formatted((nowNanos - tally.lostNanos) / 1e9));
        }
        return nowNanos + LOOK_NANOS;
    }

    /// No more sound will come.
    void finish() {
        finishing = true;
        LineFeed current = feed;
        if (current != null) {
            current.finish();
        }
    }

    /// Whether everything has been heard; never while the device is away.
    boolean drained() {
        LineFeed current = feed;
        return current != null && current.drained();
    }

    /// Gives the line back, if there is one.
    void close() {
        OutputLine open = line;
        line = null;
        feed = null;
        if (open != null) {
            open.close();
        }
    }

    private void lose(long nowNanos) {
        if (!tally.away) {
            tally.away = true;
            tally.losses.incrementAndGet();
            tally.lostNanos = nowNanos;
            if (nowNanos - backNanos > LAST_PAUSE_NANOS) {
                pauseNanos = FIRST_PAUSE_NANOS;
            }
            tell.accept(
                    "the speaker takes no more sound; plug it in again or start the sound server: the"
                            + " node goes on without it and tries again");
        }
        tally.lineFrames = 0;
        pause(nowNanos);
    }

    private void pause(long nowNanos) {
        retryNanos = nowNanos + pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, LAST_PAUSE_NANOS);
    }
}
