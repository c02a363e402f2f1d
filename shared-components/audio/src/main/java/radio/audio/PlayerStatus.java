package radio.audio;

/// What a [Player] has done so far; a snapshot.
///
/// @param played packets decoded and sent
/// @param concealed blocks sent in place of packets that were missing, late or damaged, silence
///   included
/// @param late packets that came after their time and were dropped
/// @param underruns how often nothing was there when it was due
/// @param damaged packets that were there but could not be decoded
/// @param jumps how often the time line was set anew: a stalled process, a due time that moved
/// @param bufferMillis sound waiting in the jitter buffer
public record PlayerStatus(
        long played,
        long concealed,
        long late,
        long underruns,
        long damaged,
        long jumps,
        long bufferMillis) {

    static final PlayerStatus NONE = new PlayerStatus(0, 0, 0, 0, 0, 0, 0);
}
