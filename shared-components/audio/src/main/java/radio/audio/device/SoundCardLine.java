package radio.audio.device;

import javax.sound.sampled.SourceDataLine;

/// A line of `javax.sound`. It waits in `write` if it is given more than it has room for, so it
/// never is.
///
/// @param line open and started
record SoundCardLine(SourceDataLine line) implements OutputLine {

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return line.write(bytes, offset, length);
    }

    @Override
    public int available() {
        return line.available();
    }

    @Override
    public long framePosition() {
        return line.getLongFramePosition();
    }

    @Override
    public void close() {
        line.close();
    }
}
