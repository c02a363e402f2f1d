package radio.audio.device;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import radio.audio.Pcm;

/// Tries what sound devices there are: each is opened at 48 kHz, once, and closed again. On a
/// thread of its own, since a device may hang.
public final class DeviceCheck {
    private static final long LIMIT_SECONDS = 10;

    private DeviceCheck() {}

    /// A device, or why there is none.
    ///
    /// @param name to give to `microphone:NAME` or `speaker:NAME`; empty: there is no device
    /// @param problem why it cannot be used, in one line; empty if it can
    public record Found(String name, String problem) {
        /// Whether it opens at 48 kHz.
        public boolean usable() {
            return problem.isEmpty();
        }
    }

    /// Devices to record from; never empty.
    public static List<Found> inputs() {
        return bounded(() -> check(AudioDevices.inputs(), TargetDataLine.class));
    }

    /// Devices to play on; never empty.
    public static List<Found> outputs() {
        return bounded(() -> check(AudioDevices.outputs(), SourceDataLine.class));
    }

    private static List<Found> bounded(Supplier<List<Found>> check) {
        BlockingQueue<List<Found>> answer = new ArrayBlockingQueue<>(1);
        Thread.ofPlatform().daemon().name("device-check").start(() -> answer.add(check.get()));
        List<Found> found = null;
        try {
            found = answer.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found != null
                ? found
                : List.of(
                        new Found(
                                "",
                                "the sound system does not answer within "
                                        + LIMIT_SECONDS
                                        + " s; restart the sound server"));
    }

    private static List<Found> check(AudioDevices.Listing listing, Class<? extends DataLine> kind) {
        if (listing.names().isEmpty()) {
            return List.of(new Found("", listing.none()));
        }
        List<Found> found = new ArrayList<>();
        for (String name : listing.names()) {
            found.add(new Found(name, problem(name, kind)));
        }
        return found;
    }

    /// In stereo, or in mono if it can do no more.
    private static String problem(String name, Class<? extends DataLine> kind) {
        String problem = "";
        for (int channels = 2; channels > 0; channels--) {
            problem = problem(name, kind, channels);
            if (problem.isEmpty()) {
                break;
            }
        }
        return problem;
    }

    private static String problem(String name, Class<? extends DataLine> kind, int channels) {
        AudioFormat format = new AudioFormat(Pcm.RATE, 16, channels, true, false);
        DataLine.Info wanted = new DataLine.Info(kind, format);
        try {
            for (Mixer.Info info : AudioSystem.getMixerInfo()) {
                Mixer mixer = AudioSystem.getMixer(info);
                if (info.getName().equals(name) && mixer.isLineSupported(wanted)) {
                    try (DataLine line = (DataLine) mixer.getLine(wanted)) {
                        line.open();
                        return "";
                    }
                }
            }
            return "it cannot do 48000 Hz; choose another device";
        } catch (LineUnavailableException
                | IllegalArgumentException
                | SecurityException
                | UnsatisfiedLinkError e) {
            return "it cannot be opened ("
                    + String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ")
                    + "); end the program that uses it, or choose another device";
        }
    }
}
