package radio.audio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import radio.audio.container.AudioReader;

/// The sound of one file after the other in the programme's form: 48 kHz, one or two channels,
/// rounded to 16 bits.
///
/// ```
/// file -> mix -> resampler -> stage -> 16 bits
/// ```
///
/// Files of one rate that follow each other share one running resampler: it sees no seam, so a wave
/// that goes on in the next file goes on here, and no sample is lost or made up between them. Where
/// in the output a file begins is known to the sample; there its [ItemStage] takes over, and its
/// title is told. Before a file of another rate the sound is played out against silence. 16-bit
/// files at 48 kHz come out as they are, bit for bit. Not thread-safe.
final class PcmReader implements AutoCloseable {

    private static final int PIECE = 1024;

    /// One file, from its first frame in the resampler to its last frame out of the stage.
    private static final class Item {
        final AudioReader reader;
        final ItemStage stage;
        String title;

        /// The output frame behind its last one; unknown while it is read.
        long end = Long.MAX_VALUE;

        Item(AudioReader reader, ItemStage stage, String title) {
            this.reader = reader;
            this.stage = stage;
            this.title = title;
        }
    }

    private final int channels;
    private final float[] mixed;
    private final float[] resampled;
    private final float[] done;
    private final Deque<Item> items = new ArrayDeque<>();
    private Optional<Item> reading = Optional.empty();
    private Optional<Item> otherRate = Optional.empty();
    private float[] read = new float[0];
    private ChannelMix mix;
    private Resampler resampler;
    private int rate;
    private long itemFrames;
    private String begun = "";
    private int at;
    private int until;

    PcmReader(int channels) {
        this.channels = channels;
        this.mixed = new float[PIECE * channels];
        this.resampled = new float[PIECE * channels];
        this.done = new float[(PIECE + ItemStage.MAX_DELAY_FRAMES) * channels];
        this.mix = new ChannelMix(channels, channels);
        this.resampler = new Resampler(Pcm.RATE, Pcm.RATE, channels);
        this.rate = Pcm.RATE;
    }

    /// What is read after the end of the file before, if there was one; closed at its end.
    ///
    /// @param title told by [#takeTitle] when its first frame is read; empty: none
    void begin(AudioReader reader, ItemStage stage, String title) {
        if (reading.isPresent()) {
            throw new IllegalStateException("the file before has not ended");
        }
        Item item = new Item(reader, stage, title);
        reading = Optional.of(item);
        itemFrames = 0;
        if (reader.format().sampleRate() == rate) {
            start(item);
        } else {
            finish();
            otherRate = reading;
        }
    }

    private void start(Item item) {
        int fileChannels = item.reader.format().channels();
        mix = new ChannelMix(fileChannels, channels);
        read = new float[PIECE * fileChannels];
        items.add(item);
    }

    /// No file follows: what waits for its continuation is given out.
    void finish() {
        resampler.pad();
    }

    /// Reads up to `frames` frames to `into`, from frame `offset` on.
    ///
    /// @return frames read; fewer than asked for when the file has ended: then either the next one
    ///   begins, or this finishes
    int read(short[] into, int offset, int frames) {
        int given = 0;
        while (given < frames) {
            if (at == until && !next()) {
                break;
            }
            int n = Math.min(frames - given, until - at);
            for (int i = 0; i < n * channels; i++) {
                into[(offset + given) * channels + i] = round(done[at * channels + i]);
            }
            at += n;
            given += n;
        }
        return given;
    }

    /// What began within the frames read since the last call; empty: nothing new.
    String takeTitle() {
        String title = begun;
        begun = "";
        return title;
    }

    /// Frames of the file read last, so far, in its own rate.
    long itemFrames() {
        return itemFrames;
    }

    /// Fills `done` with frames of one item; false when there is nothing to do it with.
    private boolean next() {
        at = 0;
        until = 0;
        while (until == 0) {
            if (items.isEmpty() && !changeRate()) {
                return false;
            }
            Item item = items.getFirst();
            int n = resampler.produce(resampled, item.end);
            if (n > 0) {
                until = item.stage.process(resampled, n, done);
            } else if (resampler.produced() == item.end) {
                until = item.stage.finish(done);
                items.removeFirst();
            } else if (!feed()) {
                return false;
            }
            if (until > 0 && !item.title.isEmpty()) {
                begun = item.title;
                item.title = "";
            }
        }
        return true;
    }

    private boolean changeRate() {
        if (otherRate.isEmpty()) {
            return false;
        }
        Item item = otherRate.get();
        otherRate = Optional.empty();
        rate = item.reader.format().sampleRate();
        resampler = new Resampler(rate, Pcm.RATE, channels);
        start(item);
        return true;
    }

    /// The next piece of the file into the resampler; false when it has ended.
    private boolean feed() {
        if (reading.isEmpty() || otherRate.isPresent()) {
            return false;
        }
        Item item = reading.get();
        int got = item.reader.read(read, PIECE);
        itemFrames += got;
        mix.mix(read, got, mixed);
        resampler.append(mixed, got);
        if (got == 0) {
            item.end = resampler.total();
            item.reader.close();
            reading = Optional.empty();
        }
        return true;
    }

    private static short round(float sample) {
        int value = Math.round(sample * 32768f);
        return (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /// Closes the file that is being read, if there is one.
    @Override
    public void close() {
        reading.ifPresent(item -> item.reader.close());
        reading = Optional.empty();
        otherRate = Optional.empty();
    }
}
