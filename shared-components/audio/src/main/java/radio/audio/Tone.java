package radio.audio;

/// A sine of one frequency, for ever, 12 dB below full scale: to hear whether anything arrives.
public final class Tone extends PacedSource {

    public static final double DEFAULT_HERTZ = 1000;

    private static final double AMPLITUDE = 8192;

    private final double hertz;
    private long frame;

    public Tone(double hertz, int channels) {
        super("tone", channels);
        if (!(hertz > 0 && hertz < Pcm.RATE / 2)) {
            throw new IllegalArgumentException(hertz + " Hz is not between 0 and " + Pcm.RATE / 2);
        }
        this.hertz = hertz;
    }

    public Tone(int channels) {
        this(DEFAULT_HERTZ, channels);
    }

    @Override
    int fill(short[] into, int frames) {
        for (int i = 0; i < frames; i++) {
            // The phase is kept small, so that it is as exact after a day as at first.
            double turns =
                    hertz * (frame % Pcm.RATE) / Pcm.RATE
                            + hertz % 1 * (frame / Pcm.RATE % 1_000_000_000);
            short sample =
                    (short)
                            Math.round(
                                    AMPLITUDE
                                            * Math.sin(2 * Math.PI * (turns - Math.floor(turns))));
            for (int c = 0; c < channels(); c++) {
                into[i * channels() + c] = sample;
            }
            frame++;
        }
        return frames;
    }

    @Override
    String title() {
        return frame == Pcm.BLOCK_FRAMES ? "Tone, " + Math.round(hertz) + " Hz" : "";
    }
}
