package radio.audio.device;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sound.sampled.SourceDataLine;
import radio.audio.Pcm;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Plays sound from `inbox` (door 6: 200 ms) on a sound card: the ear's clock. Plain form: a device
/// that vanishes ends it.
///
/// A thread of the machine does the writing, since a native write would hold on to the carrier of a
/// virtual one; the component hands it one block at a time. The line's buffer is 200 ms, so blocks
/// must come that much before they are due: [#LEAD]. Volume is applied here and nowhere else.
public final class Speaker extends Component {

    /// How long before its due time a block should come: the length of the line's buffer.
    public static final Duration LEAD = Duration.ofNanos(Pcm.nanos(AudioDevices.LINE_FRAMES));

    /// A write of 20 ms that returned nothing this often in a row: the device is gone (`write` then
    /// returns 0 at once, for ever, and `isOpen` stays true).
    private static final int DEAD_WRITES = 3;

    /// Handed over at the end; a block with sound is never empty.
    private static final short[] END = new short[0];

    private final Inbox<Pcm> inbox;
    private final SourceDataLine line;
    private final float gain;
    private final BlockingQueue<short[]> hand = new ArrayBlockingQueue<>(1);
    private volatile boolean lost;
    private final AtomicLong frames = new AtomicLong();

    private Speaker(SourceDataLine line, int volume) {
        super("speaker");
        if (volume < 0 || volume > 100) {
            throw new IllegalArgumentException("volume " + volume + " is not between 0 and 100");
        }
        this.inbox = typedInbox(Pcm.class, "sound to play", Bound.blocking(10));
        this.line = line;
        this.gain = gain(volume);
    }

    /// Opens the device; stereo always.
    ///
    /// @param name part of the device's name; empty: the default one
    /// @param volume 0 (silent) to 100 (as it is); every 10 below are 5 dB
    /// @throws UnusableDeviceException in one line if there is none
    public static Speaker open(String name, int volume) {
        return new Speaker(AudioDevices.openOutput(name, 2), volume);
    }

    /// Frames given to the sound card.
    public long frames() {
        return frames.get();
    }

    static float gain(int volume) {
        return volume == 0 ? 0 : (float) Math.pow(10, (volume - 100) / 40.0);
    }

    @Override
    protected void run() throws InterruptedException {
        Thread writer = Thread.ofPlatform().daemon().name("speaker").start(this::write);
        try {
            for (Pcm block : inbox.untilFinished()) {
                short[] samples = block.inChannels(2).samples();
                if (samples.length == 0) {
                    continue;
                }
                while (!lost && !hand.offer(samples, 100, TimeUnit.MILLISECONDS)) {
                    // The line is full: the sound card sets the pace.
                }
                if (lost) {
                    throw new UnusableDeviceException(
                            "speaker",
                            "the device takes no more sound",
                            "plug it in again and restart, or use --output none");
                }
            }
            if (!stopping()) {
                hand.put(END);
                writer.join();
            }
        } finally {
            line.stop();
            line.close();
            writer.interrupt();
        }
    }

    private void write() {
        byte[] bytes = new byte[Pcm.BLOCK_FRAMES * 4];
        line.start();
        try {
            for (short[] samples = hand.take(); samples.length > 0; samples = hand.take()) {
                if (bytes.length < samples.length * 2) {
                    bytes = new byte[samples.length * 2];
                }
                for (int i = 0; i < samples.length; i++) {
                    int value = gain == 1 ? samples[i] : Math.round(samples[i] * gain);
                    bytes[2 * i] = (byte) value;
                    bytes[2 * i + 1] = (byte) (value >> 8);
                }
                if (!writeAll(bytes, samples.length * 2)) {
                    lost = true;
                    return;
                }
                frames.addAndGet(samples.length / 2);
            }
            line.drain();
        } catch (InterruptedException stopped) {
            // The component has ended and closes the line.
        }
    }

    private boolean writeAll(byte[] bytes, int length) {
        int nothing = 0;
        for (int at = 0; at < length; ) {
            int n = line.write(bytes, at, length - at);
            nothing = n <= 0 ? nothing + 1 : 0;
            if (nothing == DEAD_WRITES) {
                return false;
            }
            at += Math.max(0, n);
        }
        return true;
    }
}
