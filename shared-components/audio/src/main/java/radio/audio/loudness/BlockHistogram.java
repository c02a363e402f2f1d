package radio.audio.loudness;

/// Integrated loudness of any length of sound in the same memory: measuring blocks, counted by
/// their loudness in bins of [#BIN_LU]. Not thread-safe.
///
/// Each bin also holds the sum of its blocks' energies. So the mean is exact, and the absolute gate
/// too, which is the first bin's edge; only the relative gate falls on the next edge above, less
/// than a bin away.
final class BlockHistogram {

    /// Blocks below do not count (BS.1770-5, annex 1).
    static final double ABSOLUTE_GATE_LUFS = -70;

    /// Nor do those so much below the mean of the others.
    private static final double RELATIVE_GATE_LU = -10;

    private static final double BIN_LU = 0.01;

    /// Up to +10 LUFS, more than full scale can be; what is louder counts in the last one.
    private static final int BINS = 8000;

    private final long[] blocks = new long[BINS];
    private final double[] energies = new double[BINS];

    /// Takes a block's weighted mean square.
    void add(double energy) {
        double lufs = KWeighting.lufs(energy);
        if (lufs >= ABSOLUTE_GATE_LUFS) {
            int bin = (int) Math.min(BINS - 1, (lufs - ABSOLUTE_GATE_LUFS) / BIN_LU);
            blocks[bin]++;
            energies[bin] += energy;
        }
    }

    /// Integrated loudness, gated twice; negative infinity if nothing was above the absolute gate.
    double lufs() {
        double ungated = meanFrom(0);
        double gate = KWeighting.lufs(ungated) + RELATIVE_GATE_LU - ABSOLUTE_GATE_LUFS;
        int first = (int) Math.clamp(Math.ceil(gate / BIN_LU), 0, BINS - 1);
        return KWeighting.lufs(meanFrom(first));
    }

    private double meanFrom(int first) {
        long count = 0;
        double sum = 0;
        for (int bin = first; bin < BINS; bin++) {
            count += blocks[bin];
            sum += energies[bin];
        }
        return count == 0 ? 0 : sum / count;
    }
}
