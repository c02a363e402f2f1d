package radio.audio.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import radio.audio.Pcm;

/// The sound devices that `javax.sound` finds on this machine.
///
/// It finds none without a sound card, and none without the ALSA library: it then throws
/// IllegalArgumentException where one would expect LineUnavailableException. Here both are one line
/// of text.
public final class AudioDevices {

    /// 200 ms: shorter line buffers leave gaps when the machine is busy.
    static final int LINE_FRAMES = Pcm.RATE / 5;

    /// Of an output: 48 kHz, 16 bits, stereo, little-endian.
    private static final AudioFormat FORMAT = new AudioFormat(Pcm.RATE, 16, 2, true, false);

    private AudioDevices() {}

    /// One kind of devices.
    ///
    /// @param names to give to `microphone:NAME` or `speaker:NAME`; any part of a name will do
    /// @param none why there are none; empty if there are some
    public record Listing(List<String> names, String none) {}

    /// Devices to record from.
    public static Listing inputs() {
        return list(TargetDataLine.class, "record from");
    }

    /// Devices to play on.
    public static Listing outputs() {
        return list(SourceDataLine.class, "play on");
    }

    private static Listing list(Class<? extends DataLine> kind, String purpose) {
        List<String> names = new ArrayList<>();
        String why =
                "no sound device to "
                        + purpose
                        + " was found; plug one in, or install the ALSA library (libasound2) and its plugins if there is one";
        try {
            for (Mixer.Info info : AudioSystem.getMixerInfo()) {
                if (AudioSystem.getMixer(info).isLineSupported(new Line.Info(kind))) {
                    names.add(info.getName());
                }
            }
        } catch (IllegalArgumentException | SecurityException | UnsatisfiedLinkError e) {
            why =
                    "the sound system does not answer ("
                            + e.getMessage()
                            + "); install the ALSA library (libasound2)";
        }
        return new Listing(List.copyOf(names), names.isEmpty() ? why : "");
    }

    /// Opens and starts a stereo line with a buffer of [#LINE_FRAMES].
    ///
    /// @param name part of a device's name, in any case; empty: the default device
    static OutputLine openOutput(String name) {
        String remedy = "choose another output, such as --output none or --output file:OUT.wav";
        String shown = name.isEmpty() ? "speaker" : "speaker " + name;
        SourceDataLine line = find(SourceDataLine.class, name, FORMAT, shown, remedy);
        try {
            line.open(FORMAT, LINE_FRAMES * OutputLine.FRAME_BYTES);
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
            throw new UnusableDeviceException(
                    shown, "it cannot be opened (" + e.getMessage() + ")", remedy, e);
        }
        line.start();
        return new SoundCardLine(line);
    }

    /// The first device whose name fits and that can do this form of sound; not open yet.
    ///
    /// @param name part of a device's name, in any case; empty: any
    /// @param what it is called in messages
    /// @param remedy if there is none
    static <L extends DataLine> L find(
            Class<L> kind, String name, AudioFormat format, String what, String remedy) {
        DataLine.Info wanted = new DataLine.Info(kind, format);
        String part = name.toLowerCase(Locale.ROOT);
        boolean there = false;
        try {
            for (Mixer.Info info : AudioSystem.getMixerInfo()) {
                Mixer mixer = AudioSystem.getMixer(info);
                if (info.getName().toLowerCase(Locale.ROOT).contains(part)) {
                    if (mixer.isLineSupported(wanted)) {
                        return kind.cast(mixer.getLine(wanted));
                    }
                    there |= mixer.isLineSupported(new Line.Info(kind));
                }
            }
        } catch (LineUnavailableException
                | IllegalArgumentException
                | SecurityException
                | UnsatisfiedLinkError e) {
            throw new UnusableDeviceException(
                    what, "the sound system does not answer (" + e.getMessage() + ")", remedy, e);
        }
        if (there) {
            throw new UnusableDeviceException(
                    what,
                    "it cannot do "
                            + format.getChannels()
                            + (format.getChannels() == 1 ? " channel" : " channels")
                            + " at "
                            + Math.round(format.getSampleRate())
                            + " Hz",
                    remedy);
        }
        Listing all = kind == SourceDataLine.class ? outputs() : inputs();
        String why =
                all.names().isEmpty()
                        ? all.none()
                        : "there is no such device, only " + String.join(", ", all.names());
        throw new UnusableDeviceException(what, why, remedy);
    }
}
