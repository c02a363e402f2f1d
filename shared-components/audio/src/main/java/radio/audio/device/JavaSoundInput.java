package radio.audio.device;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.TargetDataLine;
import radio.audio.CaptureSettings;

/// A recording device by `javax.sound`, with a buffer of 200 ms. The devices are looked through
/// anew each time, so that one that was plugged in since is found.
final class JavaSoundInput implements InputLine {
    private static final String REMEDY =
            "list the devices with --input devices, try --capture-channels and --capture-rate, or"
                    + " choose another input, such as --input tone";

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
            TargetDataLine line =
                    AudioDevices.find(
                            TargetDataLine.class, settings.device(), format, shown, REMEDY);
            line.open(format, settings.rate() / 5 * settings.frameBytes());
            return new JavaSoundInput(line);
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
            throw new UnusableDeviceException(
                    shown, "it cannot be opened (" + e.getMessage() + ")", REMEDY, e);
        }
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
