package radio.audio.loudness;

/// How loud a programme is just now, for a display. Silence, and whatever is quieter than any
/// 16-bit sample, reads [#FLOOR].
///
/// @param peakDbfs highest sample of the last second
/// @param rmsDbfs root mean square of the last 400 ms, all channels together; a full-scale sine
///   reads -3
/// @param momentaryLufs loudness of the last 400 ms (EBU Tech 3341)
public record Level(double peakDbfs, double rmsDbfs, double momentaryLufs) {

    /// A number, so that it can be drawn and written as JSON.
    public static final double FLOOR = -120;

    public static final Level SILENCE = new Level(FLOOR, FLOOR, FLOOR);

    public Level {
        peakDbfs = Math.max(FLOOR, peakDbfs);
        rmsDbfs = Math.max(FLOOR, rmsDbfs);
        momentaryLufs = Math.max(FLOOR, momentaryLufs);
    }
}
