package radio.peer;

/// What a node captures (on a source) or plays (on a client), for its status line.
///
/// @param peakDbfs highest sample of late, in dB of full scale; [#SILENCE_DB] if there was none
/// @param loudnessLufs momentary loudness (EBU R128); [#SILENCE_DB] for silence
/// @param underruns how often nothing was there when it was due
/// @param device how the sound card is: "ok", "lost", or empty without one
/// @param driftPpm how much faster the sound card's clock runs than the clock that counts here
public record SoundStatus(
        double peakDbfs, double loudnessLufs, long underruns, String device, double driftPpm) {

    /// Stands for minus infinity, which JSON does not have.
    public static final double SILENCE_DB = -120;

    public static final SoundStatus NONE = new SoundStatus(SILENCE_DB, SILENCE_DB, 0, "", 0);

    public SoundStatus {
        peakDbfs = tenths(peakDbfs);
        loudnessLufs = tenths(loudnessLufs);
        driftPpm = Math.round(driftPpm * 10) / 10.0;
    }

    private static double tenths(double decibels) {
        return Math.max(SILENCE_DB, Math.round(decibels * 10) / 10.0);
    }
}
