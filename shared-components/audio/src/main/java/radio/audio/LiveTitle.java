package radio.audio;

import radio.audio.container.Texts;

/// What somebody says is on air now, whatever the playing item is called: a presenter, a DJ's
/// program, a file.
///
/// @param text one line of visible characters: others become spaces. Empty withdraws what was said
///   before: the playing item's own title holds again, or none
/// @param unixNanos when it was said, by `Clock.unixNanos`: it holds for what is captured from then
///   on
public record LiveTitle(String text, long unixNanos) {

    public LiveTitle {
        text = Texts.oneLine(text);
    }

    LiveTitle notAfter(long limitUnixNanos) {
        return unixNanos <= limitUnixNanos ? this : new LiveTitle(text, limitUnixNanos);
    }
}
