package radio.audio.loudness;

/// How loud sound is: momentary (400 ms), short-term (3 s) and integrated loudness in LUFS, and its
/// true peak in dBTP (ITU-R BS.1770-5; EBU Tech 3341, "EBU mode"). A pure stage of bounded memory,
/// for days of sound if need be; not thread-safe.
///
/// Sound is measured in blocks of 400 ms, a new one every 100 ms; integrated loudness is the mean
/// of those above -70 LUFS and above 10 LU less than their own mean. One channel counts as one, not
/// as two loudspeakers: a mono programme reads 3 LU less than the same on two channels, as in the
/// standard. Channels in the order of WAV, [KWeighting#channelWeights].
///
/// Held against ffmpeg's `ebur128` in docs/audio.md.
public final class LoudnessMeter {

    /// Steps of 100 ms in a block of 400 ms and in one of 3 s.
    private static final int MOMENTARY = 4;

    private static final int SHORT_TERM = 30;
    private static final int PIECE = 1024;

    private final int channels;
    private final int stepFrames;
    private final double[] channelWeights;
    private final double[] sums;
    private final double[] steps = new double[SHORT_TERM];
    private final KWeighting weighting;
    private final TruePeak truePeak;
    private final BlockHistogram blocks = new BlockHistogram();
    private final float[] peaks = new float[PIECE];
    private int filled;
    private long stepsDone;
    private float highest;

    /// @param sampleRate frames per second, 1 and more
    /// @param channels 1 and more
    public LoudnessMeter(int sampleRate, int channels) {
        this.channels = channels;
        stepFrames = Math.max(1, Math.round(sampleRate / 10f));
        channelWeights = KWeighting.channelWeights(channels);
        sums = new double[channels];
        weighting = new KWeighting(sampleRate, channels);
        truePeak = new TruePeak(sampleRate, channels);
    }

    /// Takes the next frames, full scale -1 to 1; more is possible. Samples that are no numbers, or
    /// beyond +60 dBFS, count as 0.
    public void add(float[] interleaved, int frames) {
        addLoudness(interleaved, frames);
        for (int done = 0; done < frames; done += PIECE) {
            int n = Math.min(PIECE, frames - done);
            truePeak.peaks(interleaved, done, n, highest, peaks);
            for (int i = 0; i < n; i++) {
                highest = Math.max(highest, peaks[i]);
            }
            // The last frames are not among the peaks yet.
            for (int i = done * channels; i < (done + n) * channels; i++) {
                highest = Math.max(highest, Math.abs(KWeighting.sound(interleaved[i])));
            }
        }
    }

    /// The same for those who do not need the true peak, which is most of the work.
    void addLoudness(float[] interleaved, int frames) {
        for (int done = 0; done < frames; ) {
            int n = Math.min(frames - done, stepFrames - filled);
            weighting.add(interleaved, done, n, sums);
            done += n;
            filled += n;
            if (filled == stepFrames) {
                step();
            }
        }
    }

    private void step() {
        double energy = 0;
        for (int c = 0; c < channels; c++) {
            energy += channelWeights[c] * sums[c] / stepFrames;
            sums[c] = 0;
        }
        steps[(int) (stepsDone++ % SHORT_TERM)] = energy;
        filled = 0;
        if (stepsDone >= MOMENTARY) {
            blocks.add(mean(MOMENTARY));
        }
    }

    /// Of the last steps; 0 if there are not so many yet.
    private double mean(int count) {
        if (stepsDone < count) {
            return 0;
        }
        double sum = 0;
        for (long step = stepsDone - count; step < stepsDone; step++) {
            sum += steps[(int) (step % SHORT_TERM)];
        }
        return sum / count;
    }

    /// Of everything so far, gated; negative infinity if it was silent or shorter than 400 ms.
    public double integratedLufs() {
        return blocks.lufs();
    }

    /// Of the last 400 ms; negative infinity if they were silent or are not over.
    public double momentaryLufs() {
        return KWeighting.lufs(mean(MOMENTARY));
    }

    /// Of the last 3 s; negative infinity if they were silent or are not over.
    public double shortTermLufs() {
        return KWeighting.lufs(mean(SHORT_TERM));
    }

    /// The highest peak so far, between samples too; negative infinity if there was only silence.
    public double truePeakDbtp() {
        return 20 * Math.log10(highest);
    }
}
