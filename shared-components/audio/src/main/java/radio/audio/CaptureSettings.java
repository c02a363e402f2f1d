package radio.audio;

/// What to record from, and how.
///
/// @param device any part of a device's name, in any case; empty: the default device
/// @param rate frames per second that the device is opened with, 8000 to 192000; other rates than
///   [Pcm#RATE] are resampled
/// @param take which of its channels
/// @param gainDecibels what every sample is raised by, -60 to 40; what goes beyond full scale is
///   clipped and counted
public record CaptureSettings(String device, int rate, Take take, double gainDecibels) {

    public static final int MIN_RATE = 8_000;
    public static final int MAX_RATE = 192_000;
    public static final double MIN_GAIN = -60;
    public static final double MAX_GAIN = 40;

    /// Which channels of a device are taken, and how many it is opened with.
    public enum Take {
        /// The device gives one.
        MONO(1, 1),
        /// The device gives two, and both are taken.
        STEREO(2, 2),
        /// The device gives two, and the left one is taken.
        LEFT(2, 1),
        /// The device gives two, and the right one is taken.
        RIGHT(2, 1);

        private final int deviceChannels;
        private final int channels;

        Take(int deviceChannels, int channels) {
            this.deviceChannels = deviceChannels;
            this.channels = channels;
        }
    }

    public CaptureSettings {
        if (rate < MIN_RATE || rate > MAX_RATE) {
            throw new IllegalArgumentException("capture at " + rate + " Hz");
        }
        if (!(gainDecibels >= MIN_GAIN && gainDecibels <= MAX_GAIN)) {
            throw new IllegalArgumentException("a gain of " + gainDecibels + " dB");
        }
    }

    /// The device as it is: 48 kHz, one or two channels, no gain.
    public static CaptureSettings plain(String device, int channels) {
        return new CaptureSettings(device, Pcm.RATE, channels == 1 ? Take.MONO : Take.STEREO, 0);
    }

    /// How a person is told of the device.
    public String shown() {
        return device.isEmpty() ? "microphone" : "microphone " + device;
    }

    /// How many channels the device is opened with.
    public int deviceChannels() {
        return take.deviceChannels;
    }

    /// How many of them go on air.
    public int channels() {
        return take.channels;
    }

    /// Bytes of one frame of the device: 16 bits each channel.
    public int frameBytes() {
        return 2 * take.deviceChannels;
    }
}
