package radio.audio;

import java.util.ArrayList;
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
import radio.audio.container.UnreadableAudioException;

/// Plays the files of a playlist, one sample after the other without a gap, at the pace of the
/// clock, to `outbox`.
///
/// Without `loop` it plays every item once and ends; the listeners hear the whole end, since its
/// ProducerFinished travels behind the last block. With `loop` it goes on for ever; with a random
/// generator every round has an order of its own. Items that cannot be played are named in the log,
/// once, and skipped; when a whole round has none that can, it fails. The first item is opened at
/// construction, so that a programme that cannot begin says so before it is on air.
public final class FileSource extends PacedSource {

    private static final Logger log = LoggerFactory.getLogger(FileSource.class);

    private final Playlist playlist;
    private final boolean loop;
    private final Optional<RandomGenerator> shuffle;
    private final List<Playlist.Item> round = new ArrayList<>();
    private Optional<PcmReader> reader = Optional.empty();
    private String begun = "";
    private int next;
    private long itemFrames;
    private int emptyItems;
    private final AtomicLong skipped = new AtomicLong();
    private final Set<String> named = new HashSet<>();

    /// @param shuffle draws the order of every round; empty: the playlist's own
    /// @throws UnreadableAudioException if no item can be opened
    public FileSource(
            Playlist playlist, boolean loop, Optional<RandomGenerator> shuffle, int channels) {
        super("file", channels);
        this.playlist = playlist;
        this.loop = loop;
        this.shuffle = shuffle;
        beginRound();
        advance();
    }

    /// One file or list in its own order.
    public FileSource(Playlist playlist, boolean loop, int channels) {
        this(playlist, loop, Optional.empty(), channels);
    }

    /// Items that could not be played, so far.
    public long skipped() {
        return skipped.get();
    }

    @Override
    int fill(short[] into, int frames) {
        int done = 0;
        while (done < frames && reader.isPresent()) {
            int got = reader.get().read(into, done, frames - done);
            done += got;
            itemFrames += got;
            if (done < frames) {
                endItem();
            }
        }
        return done;
    }

    /// An item without a single sample counts as one that cannot be played: a round of those must
    /// not spin.
    private void endItem() {
        emptyItems = itemFrames == 0 ? emptyItems + 1 : 0;
        itemFrames = 0;
        if (emptyItems > round.size()) {
            throw new UnreadableAudioException(
                    playlist.name(), "it holds no sample", "name a file with sound in it");
        }
        advance();
    }

    @Override
    String title() {
        String title = begun;
        begun = "";
        return title;
    }

    @Override
    void release() {
        reader.ifPresent(PcmReader::close);
        reader = Optional.empty();
    }

    /// Opens the next item that can be played; leaves none at the end.
    private void advance() {
        release();
        List<UnreadableAudioException> failures = new ArrayList<>();
        while (reader.isEmpty()) {
            if (failures.size() >= round.size()) {
                throw refuse(failures.getLast());
            }
            if (next == round.size()) {
                if (!loop) {
                    break;
                }
                beginRound();
            }
            Playlist.Item item = round.get(next++);
            try {
                reader = Optional.of(new PcmReader(AudioFiles.open(item.file()), channels()));
                begun = item.title();
                log.info("playing {}", item.file());
            } catch (UnreadableAudioException e) {
                failures.add(e);
                skipped.incrementAndGet();
            }
        }
        failures.forEach(this::tell);
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
