package radio.audio;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import radio.audio.codec.OpusSettings;
import radio.audio.loudness.Level;
import radio.audio.loudness.LevelMeter;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.wire.Chunk;
import radio.wire.Signer;
import radio.wire.StreamInfo;

/// From captured sound on `inbox` (door 1) to signed chunks on `outbox`: the source's one component
/// of pure stages, see [PcmToChunks].
///
/// Its thread encodes. When it cannot keep up with live sound ([#LIVE]), the oldest blocks are
/// dropped at the door, counted there, and their time is filled with silence; a source whose sound
/// can wait ([#PATIENT]) is held up instead and nothing is lost. When the source has finished, what
/// was queued is encoded and the last chunk filled up. Told to stop, it stops.
///
/// Titles come with the sound, and on `titles` from whoever knows better ([LiveTitle]): a live
/// title holds for the sound captured from the moment it was given until the next item begins, or
/// until the next one. One that was given before any sound belongs to the first item. At most
/// [#TITLES_DOOR] wait there for sound; then the oldest is dropped, and counted.
///
/// The anchor is given, not found: whoever builds the source decides that media time 0 is now,
/// writes it into the station header, and only then activates this. The first chunk begins wherever
/// the first block's stamp lies.
public final class Programme extends Component {

    /// 200 ms.
    public static final int DOOR = 10;

    /// 2.5 s: a microphone catches up that much at once after the process stood still.
    private static final int LIVE_DOOR = 125;

    /// Live titles that wait for the sound they belong to. Guess.
    static final int TITLES_DOOR = 16;

    /// The door for sound that does not wait: a microphone.
    public static final Bound LIVE = Bound.dropOldest(LIVE_DOOR);

    /// The door for sound that is there before its time: files, pipes, tones.
    public static final Bound PATIENT = Bound.blocking(DOOR);

    /// A level older than this is of sound that has stopped coming.
    private static final long LEVEL_NANOS = 1_000_000_000;

    /// How loud it was on air, and when.
    private record Metered(Level level, long nanoTime) {}

    private final Inbox<Pcm> inbox;
    private final Inbox<LiveTitle> titles;
    private final Outbox<Chunk> outbox;
    private final PcmToChunks stages;
    private final int channels;
    private final LevelMeter meter;
    private volatile Optional<Metered> metered = Optional.empty();
    private final AtomicLong chunks = new AtomicLong();
    private volatile long captureGaps;
    private volatile String title = "";
    private Optional<LiveTitle> waiting = Optional.empty();
    private String itemTitle = "";
    private boolean begun;

    /// For music.
    public Programme(
            StreamInfo stream, long epoch, Signer signer, long anchorUnixNanos, Bound door) {
        this(stream, OpusSettings.Application.MUSIC, epoch, signer, anchorUnixNanos, door);
    }

    /// @param stream as [radio.audio.codec.OpusStream#info] describes it
    /// @param epoch the number of this run of the source
    /// @param anchorUnixNanos the instant of media time 0, on `Clock.unixNanos`
    /// @param door [#LIVE] or [#PATIENT]
    public Programme(
            StreamInfo stream,
            OpusSettings.Application application,
            long epoch,
            Signer signer,
            long anchorUnixNanos,
            Bound door) {
        super("programme");
        this.inbox = typedInbox(Pcm.class, "captured sound", door);
        this.titles =
                addInbox(
                        "titles",
                        LiveTitle.class,
                        "titles of what is being captured",
                        Bound.dropOldest(TITLES_DOOR));
        this.outbox = typedOutbox(Chunk.class, "signed chunks");
        this.stages = new PcmToChunks(stream, application, epoch, signer, anchorUnixNanos);
        this.channels = stream.channels();
        this.meter = new LevelMeter(Pcm.RATE, channels);
    }

    @Override
    protected void run() throws InterruptedException {
        for (Pcm block : inbox.untilFinished()) {
            Optional<String> begins = titleOf(block);
            Pcm onAir = block.inChannels(channels);
            if (meter.add(onAir.samples())) {
                metered = Optional.of(new Metered(meter.level(), clock().nanoTime()));
            }
            for (Chunk chunk : stages.add(onAir, begins)) {
                send(chunk);
            }
            captureGaps = stages.captureGaps();
        }
        if (!stopping()) {
            for (Chunk chunk : stages.finish()) {
                send(chunk);
            }
        }
    }

    /// The title that begins with a block, empty text: none is known any more; nothing: as before.
    private Optional<String> titleOf(Pcm block) {
        boolean item = !block.title().isEmpty();
        String before = itemTitle;
        if (item) {
            itemTitle = block.title();
        }
        // What was given before there was any sound was meant for the first item; later an item
        // beats what was said before it.
        Optional<String> live = live(block, begun ? before : itemTitle);
        Optional<String> begins =
                item && (begun || live.isEmpty())
                        ? Optional.of(itemTitle)
                        : live.filter(text -> item || !text.equals(title));
        begun = true;
        title = begins.orElse(title);
        return begins;
    }

    /// The last live title given before this block was captured.
    ///
    /// @param item what plays when a live title is withdrawn
    private Optional<String> live(Pcm block, String item) {
        Optional<String> last = Optional.empty();
        while (true) {
            if (waiting.isEmpty()) {
                // Nobody can know a title before its time, whatever the giver's clock says.
                long nowUnixNanos = clock().unixNanos();
                waiting = titles.poll().map(given -> given.notAfter(nowUnixNanos));
            }
            if (waiting.isEmpty() || waiting.get().unixNanos() > block.unixNanos()) {
                return last;
            }
            String text = waiting.get().text();
            last = Optional.of(text.isEmpty() ? item : text);
            waiting = Optional.empty();
        }
    }

    private void send(Chunk chunk) throws InterruptedException {
        outbox.send(chunk);
        chunks.incrementAndGet();
    }

    /// Chunks sent.
    public long chunks() {
        return chunks.get();
    }

    /// Holes in what was captured, filled with silence.
    public long captureGaps() {
        return captureGaps;
    }

    /// Blocks dropped at door 1.
    public long dropped() {
        return inbox.dropped();
    }

    /// Where live titles are given.
    public Inbox<LiveTitle> titles() {
        return titles;
    }

    /// Live titles that were dropped because no sound came that they could have belonged to.
    public long titlesDropped() {
        return titles.dropped();
    }

    /// How loud it is on air now, at most 100 ms old; silence while no sound comes.
    public Level level() {
        return metered.filter(m -> clock().nanoTime() - m.nanoTime() <= LEVEL_NANOS)
                .map(Metered::level)
                .orElse(Level.SILENCE);
    }

    /// What is being captured; empty if unknown.
    public String title() {
        return title;
    }
}
