package radio.audio.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import radio.audio.Pcm;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Plays sound from `inbox` (door 6: 200 ms) on a sound card, every frame when it is due: the ear's
/// clock. `playback` takes volume, pause and resume.
///
/// A thread of the machine feeds the card ([SpeakerDevice]), since calls into the sound system
/// would hold on to the carrier of a virtual one. It takes the blocks from the inbox itself; the
/// component watches it. While the device is away, or a call into the sound system does not return,
/// the component takes the blocks and discards them, counted, so that the player and everything
/// else goes on. A thread that is stuck is left behind and another one tries; no more than
/// [#MAX_STUCK] are.
///
/// Volume is applied here and nowhere else. Blocks should come [#LEAD] before they are due.
public final class Speaker extends Component {

    /// How long before its due time a block should come: what the line holds.
    public static final Duration LEAD = Duration.ofNanos(Pcm.nanos(AudioDevices.LINE_FRAMES));

    /// Threads left behind in the sound system at a time.
    static final int MAX_STUCK = 3;

    /// How often the component looks after its thread if no block comes.
    private static final Duration WATCH = Duration.ofMillis(100);

    /// In a step that plays, as long as a line may stand still; opening and closing may take
    /// longer, nobody waits for them.
    private static final long STUCK_PLAYING_NANOS = LineFeed.LOST_NANOS;

    private static final long STUCK_AWAY_NANOS = 5_000_000_000L;

    /// More than the line holds.
    private static final long DRAIN_NANOS = 2_000_000_000;

    /// What closing a line may take before it is left to itself.
    private static final Duration END = Duration.ofMillis(500);

    private final Inbox<Pcm> inbox;
    private final Inbox<SpeakerControl> playback;
    private final OutputLine first;
    private final OutputLine.Opener opener;
    private final SpeakerTally tally;

    private Speaker(OutputLine.Opener opener, SpeakerTally tally) {
        super("speaker");
        this.inbox = typedInbox(Pcm.class, "sound to play", Bound.blocking(10));
        this.playback =
                addInbox(
                        "playback",
                        SpeakerControl.class,
                        "volume, pause and resume",
                        Bound.dropOldest(16));
        this.tally = tally;
        this.opener = opener;
        this.first = opener.open();
    }

    /// Opens the device; stereo always.
    ///
    /// @param name part of the device's name; empty: the default one
    /// @param volume 0 (silent) to 100 (as it is); every 10 below are 5 dB
    /// @throws UnusableDeviceException in one line if there is none
    public static Speaker open(String name, int volume) {
        return on(() -> AudioDevices.openOutput(name), volume);
    }

    /// The same on any card.
    static Speaker on(OutputLine.Opener opener, int volume) {
        return new Speaker(opener, new SpeakerTally(volume));
    }

    /// Frames of sound given to the sound card.
    public long frames() {
        return tally.playedFrames.get();
    }

    /// How it is doing; from any thread.
    public SpeakerStatus status() {
        return tally.status();
    }

    static float gain(int volume) {
        return volume == 0 ? 0 : (float) Math.pow(10, (volume - 100) / 40.0);
    }

    @Override
    protected void run() throws InterruptedException {
        SpeakerDevice device =
                new SpeakerDevice(
                        opener,
                        inbox::poll,
                        tally,
                        clock().unixNanos() - clock().nanoTime(),
                        words -> log().warn("{}", words));
        device.begin(first);
        Feeder feeder = new Feeder(device);
        List<Feeder> stuck = new ArrayList<>();
        feeder.start();
        try {
            long endNanos = Long.MAX_VALUE;
            while (!stopping() && clock().nanoTime() < endNanos) {
                for (var told = playback.poll(); told.isPresent(); told = playback.poll()) {
                    tally.heed(told.get());
                }
                feeder.watch();
                stuck.removeIf(Feeder::returned);
                if (feeder.stuck() && stuck.size() < MAX_STUCK) {
                    stuck.add(feeder);
                    feeder = feeder.replace();
                }
                if (tally.away || feeder.stuck()) {
                    discard();
                }
                if (upstreamFinished() && inbox.size() == 0) {
                    device = feeder.device;
                    device.finish();
                    if (tally.away || device.drained()) {
                        return;
                    }
                    endNanos = Math.min(endNanos, clock().nanoTime() + DRAIN_NANOS);
                }
                await(WATCH);
            }
        } finally {
            feeder.end();
        }
    }

    private void discard() {
        for (var block = inbox.poll(); block.isPresent(); block = inbox.poll()) {
            tally.discardedFrames.addAndGet(block.get().frames());
        }
    }

    /// The thread that feeds one device. Only the component's thread calls it.
    private final class Feeder {
        private final SpeakerDevice device;
        private final Thread thread;
        private volatile boolean ended;

        /// Even: between two steps; odd: within one.
        private final AtomicLong steps = new AtomicLong();

        private volatile @Nullable Throwable fault;
        private long seenSteps;
        private long seenNanos = clock().nanoTime();
        private long busyNanos;

        Feeder(SpeakerDevice device) {
            this.device = device;
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name("speaker")
                            .uncaughtExceptionHandler(this::failed)
                            .unstarted(this::feed);
        }

        void start() {
            thread.start();
        }

        private void feed() {
            while (!ended) {
                steps.incrementAndGet();
                long nextNanos = device.step(clock().nanoTime());
                steps.incrementAndGet();
                LockSupport.parkNanos(this, nextNanos - clock().nanoTime());
            }
            device.close();
        }

        private void failed(Thread in, Throwable how) {
            fault = how;
            wake();
        }

        /// Looks whether the thread gets on. Only time in which this process runs counts.
        void watch() {
            if (fault != null) {
                throw new IllegalStateException("the thread that feeds the sound card", fault);
            }
            long now = clock().nanoTime();
            long passed = Math.min(now - seenNanos, WATCH.toNanos());
            long seen = steps.get();
            busyNanos = seen == seenSteps && seen % 2 == 1 ? busyNanos + passed : 0;
            seenSteps = seen;
            seenNanos = now;
        }

        boolean stuck() {
            return busyNanos > (tally.away ? STUCK_AWAY_NANOS : STUCK_PLAYING_NANOS);
        }

        /// Another one, which begins as if the device were away.
        Feeder replace() {
            device.abandon();
            ended = true;
            Feeder other = new Feeder(device.inItsPlace(clock().nanoTime()));
            other.start();
            return other;
        }

        boolean returned() {
            return !thread.isAlive();
        }

        void end() throws InterruptedException {
            ended = true;
            LockSupport.unpark(thread);
            thread.join(END);
        }
    }
}
