package radio.audio.device;

/// How a [Speaker] is doing; a snapshot.
///
/// @param away whether the device is lost at present
/// @param paused by its listener
/// @param volume 0 to 100
/// @param losses how often the device stopped taking sound
/// @param reopenings how often it came back
/// @param alignments how often sound was cut or silence inserted since then, to be in time again
///   (the first time after the line was opened does not count)
/// @param underruns how often the line ran empty
/// @param discardedMillis sound taken and not played: it was overdue, or the device was away
/// @param driftPpm by how many millionths the card is slower than the programme, as learnt
/// @param errorMillis how late the sound is heard at present; below 0: early
/// @param lineMillis sound waiting in the line
public record SpeakerStatus(
        boolean away,
        boolean paused,
        int volume,
        long losses,
        long reopenings,
        long alignments,
        long underruns,
        long discardedMillis,
        double driftPpm,
        double errorMillis,
        long lineMillis) {}
