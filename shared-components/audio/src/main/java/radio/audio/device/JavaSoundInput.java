package radio.audio.device;

import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;
import radio.audio.CaptureSettings;

/// A recording device by `javax.sound`, with a buffer of 200 ms. The devices are looked through
/// anew each time, so that one that was plugged in since is found.
final class JavaSoundInput implements InputLine {
    private static final String REMEDY =
            "list the devices with --input devices, or choose another input, such as --input tone";

    private final TargetDataLine line;

    private JavaSoundInput(TargetDataLine line) {
        this.line = line;
    }

    /// Opens the first device whose name fits and that can record in this form.
    ///
    /// @throws UnusableDeviceException in one line if there is none or it cannot be opened
    static JavaSoundInput open(CaptureSettings settings) {
        String shown = settings.shown();
        AudioFormat format =
                new AudioFormat(settings.rate(), 16, settings.deviceChannels(), true, false);
        try {
            TargetDataLine line = find(settings.device(), format, shown);
            line.open(format, settings.rate() / 5 * settings.frameBytes());
            return new JavaSoundInput(line);
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
            throw new UnusableDeviceException(
                    shown, "it cannot be opened (" + e.getMessage() + ")", REMEDY, e);
        } catch (UnsatisfiedLinkError e) {
            throw new UnusableDeviceException(
                    shown, "the sound system does not answer (" + e.getMessage() + ")", REMEDY, e);
        }
    }

    private static TargetDataLine find(String name, AudioFormat format, String shown)
            throws LineUnavailableException {
        DataLine.Info wanted = new DataLine.Info(TargetDataLine.class, format);
        String part = name.toLowerCase(Locale.ROOT);
        for (Mixer.Info info : AudioSystem.getMixerInfo()) {
            Mixer mixer = AudioSystem.getMixer(info);
            if (info.getName().toLowerCase(Locale.ROOT).contains(part)
                    && mixer.isLineSupported(wanted)) {
                return (TargetDataLine) mixer.getLine(wanted);
            }
        }
        AudioDevices.Listing all = AudioDevices.inputs();
        if (all.names().isEmpty()) {
            throw new UnusableDeviceException(shown, all.none(), REMEDY);
        }
        boolean there =
                all.names().stream().anyMatch(n -> n.toLowerCase(Locale.ROOT).contains(part));
        throw there
                ? new UnusableDeviceException(
                        shown,
                        "it cannot record "
                                + format.getChannels()
                                + (format.getChannels() == 1 ? " channel" : " channels")
                                + " at "
                                + Math.round(format.getSampleRate())
                                + " Hz",
                        "try other ones with --capture-channels and --capture-rate")
                : new UnusableDeviceException(
                        shown,
                        "there is no such device, only " + String.join(", ", all.names()),
                        REMEDY);
    }

    @Override
    public void start() {
        line.start();
    }

    @Override
    public int available() {
        return line.available();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        return line.read(bytes, offset, length);
    }

    @Override
    public void close() {
        line.stop();
        line.close();
    }
}
