package radio.audio.device;

import java.util.concurrent.atomic.AtomicLong;
import javax.sound.sampled.TargetDataLine;
import radio.audio.Pcm;
import radio.axon.Component;
import radio.axon.Outbox;

/// From a sound card to blocks on `outbox`, stamped with the time their first frame was captured.
/// Plain form: a device that vanishes ends it.
///
/// A thread of the machine does the reading, since a native read would hold on to the carrier of a
/// virtual one. Stamps count frames from the first block on; when the count and the clock are more
/// than [#RESYNC_NANOS] apart (the card lost sound, or its clock is off), the stamp jumps to the
/// clock and the programme fills the hole.
public final class Microphone extends Component {

    /// Half the line's buffer: reading may be late by as much as the buffer without any loss.
    static final long RESYNC_NANOS = 300_000_000;

    private static final int DEAD_READS = 3;

    private final Outbox<Pcm> outbox;
    private final TargetDataLine line;
    private final int channels;
    private volatile boolean ended;
    private volatile boolean lost;
    private final AtomicLong resyncs = new AtomicLong();

    private Microphone(TargetDataLine line, int channels) {
        super("microphone");
        this.outbox = typedOutbox(Pcm.class, "captured sound, 20 ms blocks");
        this.line = line;
        this.channels = channels;
    }

    /// Opens the device.
    ///
    /// @param name part of the device's name; empty: the default one
    /// @throws UnusableDeviceException in one line if there is none
    public static Microphone open(String name, int channels) {
        return new Microphone(AudioDevices.openInput(name, channels), channels);
    }

    /// How often the stamps were set by the clock again.
    public long resyncs() {
        return resyncs.get();
    }

    @Override
    protected void run() throws InterruptedException {
        Thread reader = Thread.ofPlatform().daemon().name("microphone").start(this::read);
        try {
            while (!stopping() && !lost) {
                await();
            }
            if (lost) {
                throw new UnusableDeviceException(
                        "microphone",
                        "the device gives no more sound",
                        "plug it in again and restart");
            }
        } finally {
            ended = true;
            line.stop();
            line.close();
            reader.interrupt();
        }
    }

    private void read() {
        byte[] bytes = new byte[Pcm.BLOCK_FRAMES * 2 * channels];
        line.start();
        long stampNanos = Long.MIN_VALUE;
        int nothing = 0;
        while (!ended && nothing < DEAD_READS) {
            int n = line.read(bytes, 0, bytes.length);
            nothing = n <= 0 ? nothing + 1 : 0;
            int frames = Math.max(0, n) / (2 * channels);
            if (frames == 0) {
                continue;
            }
            // What was read last was captured just now, and what lies in the line after it.
            long capturedNanos =
                    clock().unixNanos() - Pcm.nanos(frames + line.available() / (2 * channels));
            if (stampNanos == Long.MIN_VALUE) {
                stampNanos = capturedNanos;
            } else if (Math.abs(capturedNanos - stampNanos) > RESYNC_NANOS) {
                stampNanos = capturedNanos;
                resyncs.incrementAndGet();
            }
            outbox.offer(new Pcm(samples(bytes, frames * channels), channels, stampNanos));
            stampNanos += Pcm.nanos(frames);
        }
        lost = !ended;
        wake();
    }

    private static short[] samples(byte[] bytes, int count) {
        short[] samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) ((bytes[2 * i] & 0xff) | bytes[2 * i + 1] << 8);
        }
        return samples;
    }
}
