package radio.audio.device;

import java.util.concurrent.atomic.AtomicLong;
import radio.audio.Pcm;

/// The figures of one speaker over all its lines, and its knobs. Written by the device's thread and
/// the component's, read by any.
final class SpeakerTally {
    final AtomicLong losses = new AtomicLong();
    final AtomicLong reopenings = new AtomicLong();
    final AtomicLong alignments = new AtomicLong();
    final AtomicLong underruns = new AtomicLong();
    final AtomicLong discardedFrames = new AtomicLong();
    final AtomicLong playedFrames = new AtomicLong();
    volatile boolean away;
    volatile long lostNanos;
    volatile double driftPpm;
    volatile long errorNanos;
    volatile long lineFrames;
    private volatile int volume;
    private volatile boolean paused;

    /// @param volume 0 to 100
    SpeakerTally(int volume) {
        this.volume = new SpeakerControl.Volume(volume).percent();
    }

    void heed(SpeakerControl control) {
        switch (control) {
            case SpeakerControl.Volume(int percent) -> volume = percent;
            case SpeakerControl.Pause() -> paused = true;
            case SpeakerControl.Resume() -> paused = false;
        }
    }

    /// The factor for samples, 0 to 1.
    float gain() {
        return paused ? 0 : Speaker.gain(volume);
    }

    SpeakerStatus status() {
        return new SpeakerStatus(
                away,
                paused,
                volume,
                losses.get(),
                reopenings.get(),
                alignments.get(),
                underruns.get(),
                Pcm.nanos(discardedFrames.get()) / 1_000_000,
                driftPpm,
                errorNanos / 1e6,
                Pcm.nanos(lineFrames) / 1_000_000);
    }
}
