package radio.web.hls;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import radio.audio.codec.OpusPackets;
import radio.audio.codec.OpusStream;
import radio.audio.container.Texts;
import radio.wire.Air;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// What is on air as HTTP Live Streaming: items of "air" in, a sliding window of segments and the
/// text of its playlist out. Opus is passed through, not encoded anew.
///
/// Time never stands still nor runs back. A packet's place is its media time; where chunks are
/// missing, damaged or never came, valid packets of silence take their time, and so they do between
/// the end of an epoch and the beginning of the next. Only two things break the line
/// (EXT-X-DISCONTINUITY): other parameters of the codec, which also need another [Init], and a jump
/// of more than [#MAX_FILL_SAMPLES].
///
/// Segments are numbered by the time of the first one, so that a player goes on by itself when this
/// node was restarted.
///
/// One thread gives ([#add], [#passed], [#end]); any thread may read: what it gets is a snapshot.
/// Holds at most [#LISTED] and [#KEPT] segments of 2 s.
public final class HlsStream {

    /// Segments in the playlist.
    public static final int LISTED = 6;

    /// Segments that are no longer listed and still there: as long as the playlist and one segment
    /// (RFC 8216, 6.2.2).
    public static final int KEPT = LISTED + 1;

    /// 10 s: silence in one piece. Guess.
    static final long MAX_FILL_SAMPLES = 10L * FragmentedMp4.TIMESCALE;

    /// 20 ms: what an ordinary packet lasts.
    private static final int WHOLE = 960;

    /// How long after its time a chunk may still come before [#passed] puts silence in its place.
    static final long GRACE_NANOS = 1_000_000_000;

    /// Of a title, in UTF-16 units. A foreign station may give more than we do.
    private static final int MAX_TITLE = 1024;

    private static final long SECOND = 1_000_000_000;

    /// What became of the air so far.
    ///
    /// @param silentSamples silence put in, 48,000 a second
    /// @param damagedPackets that are no Opus packets of the length they are said to have
    /// @param overlappingPackets whose time had passed
    /// @param discontinuities after the first segment
    /// @param foreignItems of codecs that are not served here
    public record Figures(
            long segments,
            long silentSamples,
            long damagedPackets,
            long overlappingPackets,
            long discontinuities,
            long foreignItems) {}

    private final long unixOffsetNanos;
    private final SegmentWindow window = new SegmentWindow();
    private volatile Figures figures = new Figures(0, 0, 0, 0, 0, 0);

    private Optional<SegmentCutter> cutter = Optional.empty();
    private Optional<StreamInfo> stream = Optional.empty();
    private long epoch;

    /// Decode time of the next packet.
    private long next;

    /// Decode time of the epoch's media time 0.
    private long base;

    /// The sample at this decode time was captured at that moment of this node's clock.
    private long anchor;

    private long anchorNanos;

    /// From capture to due time.
    private long delayNanos;

    private String title = "";
    private long titleId;
    private boolean ended;

    private long silent;
    private long damaged;
    private long overlapping;
    private long discontinuities;
    private long foreign;

    /// @param unixOffsetNanos `unixNanos` less `nanoTime` of the clock by which air is due
    public HlsStream(long unixOffsetNanos) {
        this.unixOffsetNanos = unixOffsetNanos;
    }

    /// Takes what is on air next.
    public void add(Air item) {
        if (ended) {
            return;
        }
        if (!OpusStream.playable(item.stream())) {
            foreign++;
            tell();
            return;
        }
        if (stream.isEmpty() && item instanceof Air.Missing) {
            return; // nothing to fill
        }
        long capturedNanos = item.dueNanos() - delayNanos;
        if (item instanceof Air.Heard heard) {
            capturedNanos = heard.capturedNanos();
            delayNanos = heard.dueNanos() - capturedNanos;
        }
        place(item, capturedNanos);
        titleOf(item).ifPresent(text -> begin(item.mediaTime() + base, text));
        epoch = item.id().epoch();
        switch (item) {
            case Air.Heard heard -> {
                anchor = item.mediaTime() + base;
                anchorNanos = capturedNanos;
                hear(heard);
            }
            case Air.Missing missing -> fill(missing.mediaTime() + base + missing.samples());
        }
        tell();
    }

    /// Says what time it is, so that silence goes out when nothing comes: a source that is away, a
    /// node without a parent. To be called now and then, at best every half second.
    ///
    /// @param nowNanos of the clock by which air is due
    public void passed(long nowNanos) {
        if (ended || stream.isEmpty()) {
            return;
        }
        long wanted = at(nowNanos - GRACE_NANOS - delayNanos);
        long skip = wanted - next - MAX_FILL_SAMPLES;
        if (skip > 0) {
            discontinue();
            base -= skip;
            anchor -= skip;
            wanted -= skip;
        }
        fill(next + (wanted - next) / WHOLE * WHOLE);
        tell();
    }

    /// Nothing follows: what has been begun becomes a segment, and the playlist says so.
    public void end() {
        if (!ended) {
            ended = true;
            cutter.flatMap(SegmentCutter::finish).ifPresent(window::add);
            window.end();
            tell();
        }
    }

    /// Whether there is a segment to play.
    public boolean ready() {
        return window.newest().isPresent();
    }

    /// The media playlist, UTF-8. Before the first segment it lists none.
    public String playlist() {
        return window.playlist();
    }

    /// The segment of that number; empty if it is not there, no longer or not yet.
    public Optional<Segment> segment(long number) {
        return window.segment(number);
    }

    /// What segments of that init number need; empty if there are none.
    public Optional<Init> init(long number) {
        return window.init(number);
    }

    /// Number of the newest segment; empty before the first.
    public OptionalLong newest() {
        return window.newest();
    }

    /// This stream in a [MasterPlaylist]; empty before the first segment.
    ///
    /// @param uri of the media playlist
    public Optional<MasterPlaylist.Variant> variant(String uri) {
        return window.variant(uri);
    }

    public Figures figures() {
        return figures;
    }

    /// Finds the place of an item on the line, and fills the line up to it.
    private void place(Air item, long capturedNanos) {
        StreamInfo of = item.stream();
        if (stream.isEmpty()) {
            begin(of, capturedNanos);
            base = next - item.mediaTime();
            return;
        }
        if (epoch != item.id().epoch() || stream.get().id() != of.id()) {
            base = at(capturedNanos) - item.mediaTime();
        }
        long gap = item.mediaTime() + base - next;
        boolean jump = Math.abs(gap) > MAX_FILL_SAMPLES;
        if (jump) {
            base -= gap;
        } else {
            fill(item.mediaTime() + base);
        }
        boolean other =
                stream.get().channels() != of.channels()
                        || !stream.get().setup().equals(of.setup());
        stream = Optional.of(of);
        if (other) {
            window.addInit(of);
        }
        if (other || jump) {
            discontinue();
            anchor = next;
            anchorNanos = capturedNanos;
        }
    }

    private void begin(StreamInfo of, long capturedNanos) {
        stream = Optional.of(of);
        anchor = next;
        anchorNanos = capturedNanos;
        long startUnixNanos = Math.max(0, capturedNanos + unixOffsetNanos);
        titleId = startUnixNanos / 1_000_000;
        long first = startUnixNanos / (2 * SECOND);
        window.addFirstInit(first, of);
        cutter = Optional.of(new SegmentCutter(first, first));
    }

    private void discontinue() {
        SegmentCutter cut = cutter.orElseThrow();
        cut.finish().ifPresent(window::add);
        cut.discontinue(window.lastInit());
        discontinuities++;
    }

    private void hear(Air.Heard heard) {
        long place = heard.mediaTime() + base;
        for (Packet packet : heard.chunk().packets()) {
            int samples = packet.samples();
            if (OpusPackets.samples(packet.data()) != samples) {
                damaged++; // its time is filled below
            } else if (place <= next - OpusPackets.SHORTEST) {
                overlapping++;
            } else {
                fill(place);
                put(packet.data(), samples);
            }
            place += samples;
        }
        fill(place);
    }

    /// The title that an item says; none is known when an epoch begins without one.
    private Optional<String> titleOf(Air item) {
        Optional<String> text = epoch == item.id().epoch() ? Optional.empty() : Optional.of("");
        if (item instanceof Air.Heard heard) {
            for (Field field : heard.chunk().fields()) {
                text = field.type() == Field.TITLE ? Optional.of(field.text()) : text;
            }
        }
        return text;
    }

    /// A title from that place on.
    private void begin(long place, String text) {
        String line = Texts.oneLine(text);
        if (line.length() > MAX_TITLE) {
            int end = Character.isHighSurrogate(line.charAt(MAX_TITLE - 1)) ? 1 : 0;
            line = line.substring(0, MAX_TITLE - end);
        }
        if (line.equals(title)) {
            return;
        }
        title = line;
        long from = Math.max(place, next);
        TitleMark mark = new TitleMark(titleId++, line, from, unixNanos(from));
        window.add(mark);
        cutter.orElseThrow().title(mark);
    }

    /// Silence up to a place on the line, as near as packets can come to it; at most ten seconds.
    private void fill(long place) {
        int channels = stream.orElseThrow().channels();
        long until = Math.min(place, next + MAX_FILL_SAMPLES);
        while (until - next >= OpusPackets.SHORTEST) {
            ByteBuffer packet = OpusPackets.silence(channels, until - next);
            int samples = OpusPackets.samples(packet);
            silent += samples;
            put(packet, samples);
        }
    }

    private void put(ByteBuffer packet, int samples) {
        Optional<Segment> whole = cutter.orElseThrow().add(packet, samples, next, unixNanos(next));
        next += samples;
        whole.ifPresent(window::add);
    }

    /// The place on the line of what was captured then.
    private long at(long capturedNanos) {
        long nanos = capturedNanos - anchorNanos;
        return anchor
                + Math.floorDiv(nanos, SECOND) * FragmentedMp4.TIMESCALE
                + Math.floorMod(nanos, SECOND) * FragmentedMp4.TIMESCALE / SECOND;
    }

    private long unixNanos(long place) {
        long samples = place - anchor;
        return anchorNanos
                + unixOffsetNanos
                + Math.floorDiv(samples, FragmentedMp4.TIMESCALE) * SECOND
                + Math.floorMod(samples, (long) FragmentedMp4.TIMESCALE)
                        * SECOND
                        / FragmentedMp4.TIMESCALE;
    }

    private void tell() {
        figures =
                new Figures(window.count(), silent, damaged, overlapping, discontinuities, foreign);
    }
}
