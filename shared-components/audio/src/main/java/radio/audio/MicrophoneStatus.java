package radio.audio;

/// What became of captured sound so far, of all devices since the start. Counted whether somebody
/// looks or not.
///
/// @param flowing whether sound comes from the device now
/// @param gaps holes in what the device gave, and backlogs that were thrown away; each a jump of
///   the stamps, which the programme fills
/// @param lostMillis length of all those holes
/// @param losses how often the device was gone; silence went on air meanwhile
/// @param awayMillis how long it was gone, all together
/// @param clipped samples that went beyond full scale and were held there
/// @param driftPpm by how many millionths the device's clock is faster than the machine's, as
///   learnt so far
public record MicrophoneStatus(
        boolean flowing,
        long gaps,
        long lostMillis,
        long losses,
        long awayMillis,
        long clipped,
        double driftPpm) {

    /// Of something that is no microphone, or before it began.
    public static final MicrophoneStatus NONE = new MicrophoneStatus(false, 0, 0, 0, 0, 0, 0);
}
