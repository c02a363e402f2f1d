package radio.audio;

/// What is done to the sound of one item of a playlist between resampling and rounding: 48 kHz, the
/// programme's channels, full scale -1 to 1.
///
/// It may hold back some frames, to look ahead; altogether as many come out as went in. Used from
/// one thread.
public interface ItemStage {

    /// How many frames a stage may hold back at most: 100 ms.
    int MAX_DELAY_FRAMES = 4800;

    /// Takes the next frames and gives those that are done.
    ///
    /// @param in `frames` interleaved frames; not kept, not changed
    /// @param out room for `frames` and [#MAX_DELAY_FRAMES] more
    /// @return frames written to the start of `out`
    int process(float[] in, int frames, float[] out);

    /// The item is over: gives what was held back.
    ///
    /// @param out room for [#MAX_DELAY_FRAMES]
    /// @return frames written to the start of `out`
    int finish(float[] out);

    /// Leaves every sample as it is.
    static ItemStage none(int channels) {
        return new ItemStage() {
            @Override
            public int process(float[] in, int frames, float[] out) {
                System.arraycopy(in, 0, out, 0, frames * channels);
                return frames;
            }

            @Override
            public int finish(float[] out) {
                return 0;
            }
        };
    }
}
