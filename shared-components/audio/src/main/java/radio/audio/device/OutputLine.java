package radio.audio.device;

/// An open line to a sound card, 48 kHz stereo, 16 bits little-endian: as much of `SourceDataLine`
/// as is needed, so that a test can bring a card of its own. Used by one thread.
///
/// A device that has vanished takes nothing, for ever, and its position stands still; nothing is
/// thrown. Any of these calls, [#close] above all, may hang when the machine's sound server does.
interface OutputLine {

    int FRAME_BYTES = 4;

    /// Takes what it has room for, without waiting.
    ///
    /// @return bytes taken
    int write(byte[] bytes, int offset, int length);

    /// Bytes it has room for.
    int available();

    /// Frames that have left the line towards the ear since it was opened.
    long framePosition();

    void close();

    /// Opens the line anew.
    interface Opener {
        /// @throws UnusableDeviceException if there is no such device now
        OutputLine open();
    }
}
