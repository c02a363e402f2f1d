package radio.audio.device;

/// What a listener can tell a [Speaker] on its inbox `playback`.
public sealed interface SpeakerControl {

    /// Sets the loudness, gliding.
    ///
    /// @param percent 0 (silent) to 100 (as it is); every 10 below are 5 dB
    record Volume(int percent) implements SpeakerControl {
        public Volume {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("volume " + percent + " is not 0 to 100");
            }
        }
    }

    /// Fades to silence. The programme goes on unheard.
    record Pause() implements SpeakerControl {}

    /// Fades in where the programme is now.
    record Resume() implements SpeakerControl {}
}
