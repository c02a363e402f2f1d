package radio.audio;

import radio.audio.container.AudioReader;

/// A file's sound in the programme's form: 48 kHz, one or two channels, rounded to 16 bits.
///
/// 16-bit files at 48 kHz come out as they are, bit for bit. Not thread-safe.
final class PcmReader implements AutoCloseable {

    private static final int PIECE = 1024;

    private final AudioReader reader;
    private final int channels;
    private final ChannelMix mix;
    private final Resampler resampler;
    private final boolean sameRate;
    private final float[] read;
    private final float[] mixed;
    private final float[] resampled;
    private int at;
    private int until;
    private boolean ended;

    PcmReader(AudioReader reader, int channels) {
        this.reader = reader;
        this.channels = channels;
        int fileChannels = reader.format().channels();
        int rate = reader.format().sampleRate();
        mix = new ChannelMix(fileChannels, channels);
        sameRate = rate == Pcm.RATE;
        resampler = new Resampler(sameRate ? 1 : rate, sameRate ? 1 : Pcm.RATE, channels);
        read = new float[PIECE * fileChannels];
        mixed = new float[PIECE * channels];
        resampled = new float[sameRate ? PIECE * channels : resampler.room(PIECE) * channels];
    }

    /// Reads up to `frames` frames to `into`, from frame `offset` on.
    ///
    /// @return frames read; fewer than asked for only at the end, then 0
    int read(short[] into, int offset, int frames) {
        int done = 0;
        while (done < frames) {
            if (at == until && !next()) {
                break;
            }
            int n = Math.min(frames - done, until - at);
            for (int i = 0; i < n * channels; i++) {
                into[(offset + done) * channels + i] = round(resampled[at * channels + i]);
            }
            at += n;
            done += n;
        }
        return done;
    }

    private boolean next() {
        at = 0;
        until = 0;
        while (until == 0 && !ended) {
            int got = reader.read(read, PIECE);
            ended = got == 0;
            if (sameRate) {
                mix.mix(read, got, resampled);
                until = got;
            } else if (ended) {
                until = resampler.finish(resampled);
            } else {
                mix.mix(read, got, mixed);
                until = resampler.resample(mixed, got, resampled);
            }
        }
        return until > 0;
    }

    private static short round(float sample) {
        int value = Math.round(sample * 32768f);
        return (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    @Override
    public void close() {
        reader.close();
    }
}
