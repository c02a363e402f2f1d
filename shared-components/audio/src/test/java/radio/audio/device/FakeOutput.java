package radio.audio.device;

import java.util.SplittableRandom;
import radio.audio.Pcm;

/// A sound card on virtual time, as real ones behave: its clock is a little off, its position moves
/// in steps that come up to 5 ms early or late, an empty line stands still, and when it vanishes it
/// takes nothing and throws nothing. As PulseAudio's, it says at first that almost all is played,
/// and counts as played for ever what the first write left free.
final class FakeOutput implements OutputLine.Opener {

    /// Gets every frame at the moment it is heard.
    interface Ear {
        void hears(long nanos, short left, short right);
    }

    private final SplittableRandom random;
    private final double nanosPerFrame;
    private final int stepFrames;
    private final Ear ear;
    private long now;
    private boolean gone;
    private int mostBytes = Integer.MAX_VALUE;
    private int opened;
    private int closed;

    /// @param ppm by how much it is too fast
    FakeOutput(long seed, double ppm, int stepMillis, Ear ear) {
        this.random = new SplittableRandom(seed);
        this.nanosPerFrame = 1e9 / Pcm.RATE / (1 + ppm / 1e6);
        this.stepFrames = stepMillis * Pcm.RATE / 1000;
        this.ear = ear;
    }

    void nowIs(long nanos) {
        now = nanos;
    }

    void vanish() {
        gone = true;
    }

    void comeBack() {
        gone = false;
    }

    /// From now on a write takes at most so many bytes.
    void takeAtMost(int bytes) {
        mostBytes = bytes;
    }

    int opened() {
        return opened;
    }

    int closed() {
        return closed;
    }

    @Override
    public OutputLine open() {
        if (gone) {
            throw new UnusableDeviceException("fake", "it is not there", "bring it back");
        }
        opened++;
        return new Line();
    }

    private final class Line implements OutputLine {
        private static final int FRAMES = AudioDevices.LINE_FRAMES;

        private final byte[] ring = new byte[3 * FRAMES * FRAME_BYTES];
        private long written;
        private long played;
        private double nextNanos = now;
        private long stepped;
        private double earlyNanos;
        private long phantom;
        private boolean dead;

        private void play() {
            dead |= gone;
            for (; !dead && played < written && nextNanos <= now; played++) {
                int at = (int) (played * FRAME_BYTES % ring.length);
                ear.hears((long) nextNanos, sample(at), sample(at + 2));
                nextNanos += nanosPerFrame;
            }
            if (played == written) {
                stepped = written;
                nextNanos = Math.max(nextNanos, (double) now);
            } else {
                double ahead = (now - nextNanos + earlyNanos) / nanosPerFrame;
                long steps = (long) ((played + ahead) / stepFrames);
                if (steps * stepFrames > stepped) {
                    stepped = Math.min(steps * stepFrames, written);
                    earlyNanos = (random.nextDouble() - 0.5) * 10_000_000;
                }
            }
        }

        private long shown() {
            play();
            long fetched = Math.min(written - 1, FRAMES + stepFrames - 1);
            return dead ? written : Math.max(stepped + phantom, fetched);
        }

        private short sample(int at) {
            return (short) ((ring[at] & 0xff) | ring[at + 1] << 8);
        }

        @Override
        public int write(byte[] bytes, int offset, int length) {
            int room = Math.min(Math.min(length, mostBytes), available());
            if (dead) {
                return 0;
            }
            int n = room / FRAME_BYTES * FRAME_BYTES;
            for (int i = 0; i < n; i++) {
                ring[(int) ((written * FRAME_BYTES + i) % ring.length)] = bytes[offset + i];
            }
            if (written == 0) {
                phantom = (long) FRAMES - n / FRAME_BYTES;
            }
            written += n / FRAME_BYTES;
            return n;
        }

        @Override
        public int available() {
            return (int) (FRAMES - (written - Math.max(0, shown()))) * FRAME_BYTES;
        }

        @Override
        public long framePosition() {
            return Math.max(0, shown());
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
