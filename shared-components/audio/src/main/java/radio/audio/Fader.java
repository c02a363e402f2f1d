package radio.audio;

/// Keeps the level from jumping where sound is made up, and where it comes back. A pure stage; not
/// thread-safe.
///
/// It works on levels, not on gains: what a decoder makes up may fall, or rise, by itself. Made-up
/// sound keeps the level from before the hole for [#HOLD_FRAMES], then loses [#STEP] every 10 ms
/// until it is silent. Sound that comes back may differ from what was last heard by one step every
/// 10 ms; as soon as it stays within that by itself, it passes untouched.
final class Fader {

    /// 20 ms: one lost packet is made up at full level.
    static final int HOLD_FRAMES = 960;

    /// 10 ms: over which a level is measured.
    private static final int PIECE_FRAMES = 480;

    /// A gain moves for 2.5 ms from one piece's to the next: no click.
    private static final int RAMP_FRAMES = 120;

    /// 4 dB: with the ramp, and wherever one begins to measure, below 6 dB, which a sudden change
    /// of level may not exceed to go unnoticed.
    private static final double STEP = Math.pow(10, 4 / 20.0);

    /// Most a made-up piece is lifted: a decoder that gives up too early, not one that is silent.
    private static final double MAX_GAIN = 4;

    /// -60 dB of full scale, root mean square: silence.
    private static final double FLOOR = 33;

    private final int channels;
    private double level;
    private double gain = 1;
    private int concealed;
    private boolean guided;

    Fader(int channels) {
        this.channels = channels;
    }

    /// Whether the made-up sound has faded away.
    boolean silent() {
        return concealed >= HOLD_FRAMES && level <= FLOOR;
    }

    /// Takes sound that was made up, changes it in place.
    void conceal(short[] samples) {
        guided = true;
        for (int from = 0; from < samples.length; from += PIECE_FRAMES * channels) {
            int until = Math.min(samples.length, from + PIECE_FRAMES * channels);
            int frames = (until - from) / channels;
            double wanted =
                    concealed < HOLD_FRAMES
                            ? level
                            : level * Math.pow(STEP, -(double) frames / PIECE_FRAMES);
            concealed += frames;
            boolean over = wanted <= FLOOR && concealed > HOLD_FRAMES;
            move(samples, from, until, gainFor(samples, from, until, over ? 0 : wanted));
        }
    }

    /// Takes sound that was really there; changes it in place as long as it rises out of a hole.
    void heard(short[] samples) {
        concealed = 0;
        int piece = PIECE_FRAMES * channels;
        for (int from = 0; guided && from < samples.length; from += piece) {
            int until = Math.min(samples.length, from + piece);
            double there = rms(samples, from, until);
            double before = Math.max(level, FLOOR);
            double wanted = Math.clamp(there, before / STEP, before * STEP);
            double to = wanted == there ? 1 : gainFor(samples, from, until, wanted);
            guided = to != 1 || gain != 1;
            move(samples, from, until, to);
        }
        if (!guided) {
            level = rms(samples, Math.max(0, samples.length - piece), samples.length);
        }
    }

    /// The gain to move to, so that the piece with the ramp has the level that is wanted: the
    /// positive root of its energy as a function of that gain.
    private double gainFor(short[] samples, int from, int until, double wanted) {
        double square = 0;
        double half = 0;
        double constant = -wanted * wanted * (until - from);
        for (int i = from; i < until; i++) {
            double energy = (double) samples[i] * samples[i];
            double done = done(i - from);
            double rest = gain * (1 - done);
            square += energy * done * done;
            half += energy * done * rest;
            constant += energy * rest * rest;
        }
        if (square == 0) {
            return 1;
        }
        double root = Math.sqrt(Math.max(0, half * half - square * constant));
        return Math.clamp((root - half) / square, 0, MAX_GAIN);
    }

    private void move(short[] samples, int from, int until, double to) {
        for (int i = from; i < until; i++) {
            double now = gain + (to - gain) * done(i - from);
            if (now != 1) {
                samples[i] =
                        (short)
                                Math.clamp(
                                        Math.round(samples[i] * now),
                                        Short.MIN_VALUE,
                                        Short.MAX_VALUE);
            }
        }
        gain = to;
        level = rms(samples, from, until);
    }

    /// How much of the ramp lies behind a sample of a piece, 0 to 1.
    private double done(int sample) {
        int frame = sample / channels;
        return frame < RAMP_FRAMES ? (double) frame / RAMP_FRAMES : 1;
    }

    private static double rms(short[] samples, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return Math.sqrt(sum / Math.max(1, until - from));
    }
}
