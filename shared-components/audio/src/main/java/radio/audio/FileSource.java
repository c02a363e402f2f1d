package radio.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.audio.container.AudioFiles;
import radio.audio.container.AudioReader;
import radio.audio.container.UnreadableAudioException;
import radio.axon.Component;
import radio.axon.Outbox;

/// Plays the files of a playlist, one sample after the other without a gap, to `outbox`: as fast as
/// it is let, a [Pacer] behind it keeps the time. While what is queued there plays
/// ([#AHEAD_BLOCKS]), the next file is opened and looked at.
///
/// Without `loop` it plays every item once and ends; the listeners hear the whole end, since its
/// ProducerFinished travels behind the last block. With `loop` it goes on for ever; with a random
/// generator every round has an order of its own. Items that cannot be played are named in the log,
/// once, and skipped; when a whole round has none that can, it fails. The first item is opened at
/// construction, so that a programme that cannot begin says so before it is on air.
public final class FileSource extends Component {

    private static final Logger log = LoggerFactory.getLogger(FileSource.class);

    /// 10 s: how far the pacer behind may let it run ahead.
    public static final int AHEAD_BLOCKS = 500;

    private final Outbox<Pcm.Untimed> outbox;
    private final Playlist playlist;
    private final boolean loop;
    private final Optional<RandomGenerator> shuffle;
    private final int channels;
    private final ItemStages stages;
    private final PcmReader reader;
    private final List<Playlist.Item> round = new ArrayList<>();
    private final List<UnreadableAudioException> failures = new ArrayList<>();
    private int next;
    private final AtomicLong skipped = new AtomicLong();
    private final Set<String> named = new HashSet<>();

    /// @param shuffle draws the order of every round; empty: the playlist's own
    /// @throws UnreadableAudioException if no item can be opened
    public FileSource(
            Playlist playlist,
            boolean loop,
            Optional<RandomGenerator> shuffle,
            int channels,
            ItemStages stages) {
        super("file");
        this.outbox = typedOutbox(Pcm.Untimed.class, "what the files hold, 20 ms blocks");
        this.playlist = playlist;
        this.loop = loop;
        this.shuffle = shuffle;
        this.channels = channels;
        this.stages = stages;
        this.reader = new PcmReader(channels);
        beginRound();
        advance();
    }

    /// One file or list in its own order, as it is.
    public FileSource(Playlist playlist, boolean loop, int channels) {
        this(playlist, loop, Optional.empty(), channels, ItemStages.NONE);
    }

    /// Items that could not be played, so far.
    public long skipped() {
        return skipped.get();
    }

    @Override
    protected void run() throws InterruptedException {
        try (reader) {
            boolean more = true;
            while (!stopping()) {
                short[] samples = new short[Pcm.BLOCK_FRAMES * channels];
                int frames = reader.read(samples, 0, Pcm.BLOCK_FRAMES);
                while (frames < Pcm.BLOCK_FRAMES && more && !stopping()) {
                    more = follow();
                    frames += reader.read(samples, frames, Pcm.BLOCK_FRAMES - frames);
                }
                if (frames == 0) {
                    return;
                }
                send(samples, frames);
            }
        }
    }

    private void send(short[] samples, int frames) throws InterruptedException {
        short[] exact =
                frames == Pcm.BLOCK_FRAMES ? samples : Arrays.copyOf(samples, frames * channels);
        outbox.send(new Pcm.Untimed(exact, channels, reader.takeTitle()));
    }

    /// An item has ended: the next one, or the end. An item without a single sample counts as one
    /// that cannot be played: a round of those must not spin.
    private boolean follow() {
        if (reader.itemFrames() == 0) {
            fail(
                    new UnreadableAudioException(
                            round.get(next - 1).file(),
                            "it holds no sample",
                            "name a file with sound in it"));
        } else {
            failures.clear();
        }
        boolean more = advance();
        if (!more) {
            reader.finish();
        }
        return more;
    }

    /// Opens the next item that can be played; false at the end.
    private boolean advance() {
        while (true) {
            if (failures.size() >= round.size()) {
                throw refuse(failures.getLast());
            }
            if (next == round.size()) {
                if (!loop) {
                    failures.forEach(this::tell);
                    return false;
                }
                beginRound();
            }
            Playlist.Item item = round.get(next++);
            try {
                open(item);
                failures.forEach(this::tell);
                return true;
            } catch (UnreadableAudioException e) {
                if (stopping()) {
                    return false;
                }
                fail(e);
            }
        }
    }

    private void open(Playlist.Item item) {
        AudioReader file = AudioFiles.open(item.file());
        boolean begun = false;
        try {
            ItemStage stage =
                    stages.stage(item.file(), channels, () -> AudioFiles.open(item.file()));
            reader.begin(file, stage, title(item, file));
            begun = true;
        } finally {
            if (!begun) {
                file.close();
            }
        }
        log.info("opened {}", item.file());
    }

    /// What the list says goes first, then the file's tags, then its name.
    private static String title(Playlist.Item item, AudioReader file) {
        if (!item.title().isEmpty()) {
            return item.title();
        }
        return file.title().isEmpty() ? Playlist.titleOf(item.file()) : file.title();
    }

    private void fail(UnreadableAudioException failure) {
        failures.add(failure);
        skipped.incrementAndGet();
    }

    private void tell(UnreadableAudioException failure) {
        if (named.add(String.valueOf(failure.getMessage()))) {
            log.warn("skipped: {}", failure.getMessage());
        }
    }

    private UnreadableAudioException refuse(UnreadableAudioException last) {
        if (round.size() == 1) {
            return last;
        }
        return new UnreadableAudioException(
                playlist.name(),
                "none of its "
                        + round.size()
                        + " entries can be played; the last: "
                        + last.getMessage(),
                "put sound files in it",
                last);
    }

    private void beginRound() {
        round.clear();
        round.addAll(playlist.items());
        shuffle.ifPresent(random -> Collections.shuffle(round, random));
        next = 0;
    }
}
