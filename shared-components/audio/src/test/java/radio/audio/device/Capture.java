package radio.audio.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import radio.audio.CaptureFeed;
import radio.audio.CaptureSettings;
import radio.audio.Pcm;

/// A capture on virtual time: what [Microphone] does, without its threads.
final class Capture {
    final VirtualTime time = new VirtualTime();
    final List<Pcm> blocks = new ArrayList<>();
    final CaptureSettings settings;
    final CaptureFeed feed;

    // Of the cards to come.
    double ppm;
    int fragmentFrames = 600;
    long jitterNanos = 5_000_000;
    long lookNanos = 5_000_000;
    long queueFrames = 20 * Pcm.RATE;

    private final DoubleFunction<short[]> sound;
    private Optional<LinePoll> poll = Optional.empty();
    private long seed;

    Capture(CaptureSettings settings, long seed, DoubleFunction<short[]> sound) {
        this.settings = settings;
        this.seed = seed;
        this.sound = sound;
        this.feed = new CaptureFeed(settings, blocks::add);
        System.out.println("seed " + seed);
    }

    /// Opens a device.
    FakeInput plugIn() {
        FakeInput fresh =
                new FakeInput(
                        time,
                        settings.rate(),
                        settings.deviceChannels(),
                        sound,
                        ppm,
                        fragmentFrames,
                        jitterNanos,
                        queueFrames,
                        seed++);
        fresh.start();
        poll = Optional.of(new LinePoll(fresh, time, settings.frameBytes()));
        feed.opened(time.unixNanos());
        return fresh;
    }

    void run(double seconds) {
        long until = time.nanoTime() + Math.round(seconds * 1e9);
        while (time.nanoTime() < until) {
            time.pass(lookNanos);
            look();
        }
    }

    /// The process does not run for so long; the card does.
    void stand(double seconds) {
        time.pass(Math.round(seconds * 1e9));
    }

    private void look() {
        if (!feed.lost() && poll.isPresent()) {
            poll.get()
                    .look()
                    .ifPresent(reading ->
                            feed.read(
                                    reading.lookedNanos(),
                                    reading.nanos(),
                                    reading.bytes(),
                                    reading.all()));
        }
        if (time.nanoTime() / 5_000_000 % 4 == 0 || lookNanos > 5_000_000) {
            feed.tick(time.unixNanos());
        }
    }
}
