package radio.audio.device;

/// A recording device that is open: the seam behind which `javax.sound` lies. Used by one thread.
///
/// A device that vanishes says that a whole buffer is available and gives nothing when read, at
/// once and for ever; nothing is thrown. Behind a sound server more may lie than is available.
interface InputLine {

    /// From now on it records.
    void start();

    /// Bytes that can be read without waiting: a lower bound.
    int available();

    /// Reads up to `length` bytes; asked for no more than is available it never waits.
    int read(byte[] bytes, int offset, int length);

    void close();

    /// Opens a device.
    interface Opener {
        /// @throws UnusableDeviceException in one line if it cannot be used
        InputLine open();
    }
}
