package radio.audio.device;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import radio.axon.Clock;

/// The one thread of the machine that touches a recording device, from its opening to its closing:
/// a native call may hang, and would hold on to the carrier of a virtual thread. Its owner takes
/// readings from a queue and never waits for it.
///
/// The queue holds [#QUEUE] readings, half a second and more of sound; while it is full the device
/// is not read, and what it then loses is found as a gap.
final class LineThread {
    private static final int QUEUE = 100;

    /// How often a line is looked at: more often than any line moves.
    private static final long LOOK_MILLIS = 5;

    private final InputLine.Opener opener;
    private final Clock clock;
    private final int frameBytes;
    private final Runnable wake;
    private final BlockingQueue<LinePoll.Reading> readings = new ArrayBlockingQueue<>(QUEUE);
    private final CountDownLatch toEnd = new CountDownLatch(1);
    private volatile boolean open;
    private volatile boolean ended;

    /// @param wake called whenever there is news
    LineThread(InputLine.Opener opener, Clock clock, int frameBytes, Runnable wake) {
        this.opener = opener;
        this.clock = clock;
        this.frameBytes = frameBytes;
        this.wake = wake;
    }

    void start() {
        Thread.ofPlatform().daemon().name("microphone").start(this::run);
    }

    /// The next reading, if there is one.
    Optional<LinePoll.Reading> poll() {
        return Optional.ofNullable(readings.poll());
    }

    /// True once the device was opened.
    boolean open() {
        return open;
    }

    /// True once the device is closed, or could not be opened.
    boolean ended() {
        return ended;
    }

    /// Tells it to close the device and end; does not wait for that.
    void end() {
        toEnd.countDown();
    }

    private void run() {
        try {
            InputLine line = opener.open();
            try {
                line.start();
                open = true;
                wake.run();
                read(line);
            } finally {
                line.close();
            }
        } catch (UnusableDeviceException | InterruptedException e) {
            // Not there now, or nobody wants it any more: the owner sees that it has ended.
        } finally {
            ended = true;
            wake.run();
        }
    }

    private void read(InputLine line) throws InterruptedException {
        LinePoll poll = new LinePoll(line, clock, frameBytes);
        while (!toEnd.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (readings.remainingCapacity() > 0) {
                Optional<LinePoll.Reading> reading = poll.look();
                if (reading.isPresent()) {
                    readings.add(reading.get());
                    wake.run();
                }
            }
        }
    }
}
