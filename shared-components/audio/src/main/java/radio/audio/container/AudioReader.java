package radio.audio.container;

/// A file's sound, pulled from its beginning to its end in the file's own rate and channels.
///
/// Not thread-safe: one reader belongs to one component. A file that ends early, or is damaged on
/// the way, plays up to where it ends.
public interface AudioReader extends AutoCloseable {

    /// Rate and channels of what [#read] gives; the same for the whole file.
    SoundFormat format();

    /// "Artist - Title", or the title alone, as the file's tags say; empty: they do not.
    default String title() {
        return "";
    }

    /// Reads up to `frames` frames as interleaved samples, full scale -1 to 1, to the start of
    /// `into`.
    ///
    /// @param into room for `frames * channels` samples
    /// @return frames read, 1 to `frames`, or 0 at the end
    int read(float[] into, int frames);

    @Override
    void close();
}
