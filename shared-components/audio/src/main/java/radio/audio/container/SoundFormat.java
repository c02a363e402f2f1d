package radio.audio.container;

/// The form of a run of samples: frames per second and samples per frame.
///
/// @param sampleRate frames per second, 1 to [#MAX_RATE]
/// @param channels samples in a frame, 1 to [#MAX_CHANNELS]
public record SoundFormat(int sampleRate, int channels) {

    /// Highest rate any recorder in use writes (DXD is 352.8 kHz); more is a damaged header.
    public static final int MAX_RATE = 768_000;

    /// Enough for every layout of loudspeakers that WAV names; more is a damaged header.
    public static final int MAX_CHANNELS = 32;

    public SoundFormat {
        if (sampleRate < 1 || sampleRate > MAX_RATE) {
            throw new IllegalArgumentException("sample rate " + sampleRate);
        }
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new IllegalArgumentException(channels + " channels");
        }
    }
}
