package radio.audio;

import radio.axon.Component;
import radio.axon.Outbox;

/// A sine of one frequency, for ever, 12 dB below full scale, to `outbox`: to hear whether anything
/// arrives. As fast as it is let; a [Pacer] behind it keeps the time.
public final class Tone extends Component {

    public static final double DEFAULT_HERTZ = 1000;

    private static final double AMPLITUDE = 8192;

    private final Outbox<Pcm.Untimed> outbox;
    private final int channels;
    private final double hertz;
    private long frame;

    public Tone(double hertz, int channels) {
        super("tone");
        if (!(hertz > 0 && hertz < Pcm.RATE / 2)) {
            throw new IllegalArgumentException(hertz + " Hz is not between 0 and " + Pcm.RATE / 2);
        }
        this.outbox = typedOutbox(Pcm.Untimed.class, "a sine, 20 ms blocks");
        this.channels = channels;
        this.hertz = hertz;
    }

    public Tone(int channels) {
        this(DEFAULT_HERTZ, channels);
    }

    @Override
    protected void run() throws InterruptedException {
        String title = "Tone, " + Math.round(hertz) + " Hz";
        while (!stopping()) {
            outbox.send(new Pcm.Untimed(block(), channels, frame == Pcm.BLOCK_FRAMES ? title : ""));
        }
    }

    private short[] block() {
        short[] samples = new short[Pcm.BLOCK_FRAMES * channels];
        for (int i = 0; i < Pcm.BLOCK_FRAMES; i++) {
            // The phase is kept small, so that it is as exact after a day as at first.
            double turns =
                    hertz * (frame % Pcm.RATE) / Pcm.RATE
                            + hertz % 1 * (frame / Pcm.RATE % 1_000_000_000);
            short sample =
                    (short)
                            Math.round(
                                    AMPLITUDE
                                            * Math.sin(2 * Math.PI * (turns - Math.floor(turns))));
            for (int c = 0; c < channels; c++) {
                samples[i * channels + c] = sample;
            }
            frame++;
        }
        return samples;
    }
}
