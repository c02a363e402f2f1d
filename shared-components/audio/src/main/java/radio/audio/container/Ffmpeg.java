package radio.audio.container;

import java.time.Duration;

/// The program that reads what we do not.
///
/// @param command a program on the PATH, or the path of one
/// @param patienceMillis how long it may give not a byte before it counts as stuck
record Ffmpeg(String command, int patienceMillis) {

    /// 10 s: a disk that has to wake up takes less. Guess.
    static final Ffmpeg INSTALLED = new Ffmpeg("ffmpeg", 10_000);

    Duration patience() {
        return Duration.ofMillis(patienceMillis);
    }
}
