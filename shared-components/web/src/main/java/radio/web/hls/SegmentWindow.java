package radio.web.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import radio.wire.StreamInfo;

/// The last segments, what is needed to play them, and the playlist that says so. One thread
/// writes; any thread may read, and sees everything as it was at one moment.
final class SegmentWindow {

    /// @param segments that are there; the last ones are listed
    private record Served(List<Segment> segments, List<Init> inits, String playlist) {}

    private final List<Segment> segments = new ArrayList<>();
    private final List<Init> inits = new ArrayList<>();
    private final List<TitleMark> titles = new ArrayList<>();
    private long count;
    private boolean ended;
    private volatile Served served =
            new Served(List.of(), List.of(), MediaPlaylist.text(List.of(), List.of(), false));

    void addFirstInit(long number, StreamInfo of) {
        inits.add(new Init(number, FragmentedMp4.init(of)));
    }

    /// One more, for the segments to come.
    void addInit(StreamInfo of) {
        forgetInits();
        inits.add(new Init(lastInit() + 1, FragmentedMp4.init(of)));
    }

    /// Number of the init that was added last.
    long lastInit() {
        return inits.getLast().number();
    }

    /// A title that begins in the segment to come.
    void add(TitleMark title) {
        if (titles.size() == MediaPlaylist.MAX_TITLES) {
            titles.removeFirst();
        }
        titles.add(title);
    }

    void add(Segment segment) {
        segments.add(segment);
        count++;
        if (segments.size() > HlsStream.LISTED + HlsStream.KEPT) {
            segments.removeFirst();
        }
        forgetInits();
        serve();
    }

    /// Nothing follows.
    void end() {
        ended = true;
        serve();
    }

    /// Segments so far; for the thread that writes.
    long count() {
        return count;
    }

    String playlist() {
        return served.playlist();
    }

    Optional<Segment> segment(long number) {
        List<Segment> there = served.segments();
        if (there.isEmpty()) {
            return Optional.empty();
        }
        long index = number - there.getFirst().number();
        return index < 0 || index >= there.size()
                ? Optional.empty()
                : Optional.of(there.get((int) index));
    }

    Optional<Init> init(long number) {
        return served.inits().stream().filter(init -> init.number() == number).findFirst();
    }

    OptionalLong newest() {
        List<Segment> there = served.segments();
        return there.isEmpty() ? OptionalLong.empty() : OptionalLong.of(there.getLast().number());
    }

    Optional<MasterPlaylist.Variant> variant(String uri) {
        long peak = 0;
        long bits = 0;
        long samples = 0;
        for (Segment segment : served.segments()) {
            long size = 8L * segment.bytes().remaining();
            // A short segment before a discontinuity says little.
            long length = Math.max(segment.samples(), SegmentCutter.SAMPLES / 2);
            peak = Math.max(peak, size * FragmentedMp4.TIMESCALE / length);
            bits += size;
            samples += length;
        }
        return samples == 0
                ? Optional.empty()
                : Optional.of(
                        new MasterPlaylist.Variant(
                                uri, peak, bits * FragmentedMp4.TIMESCALE / samples));
    }

    private void serve() {
        List<Segment> listed =
                segments.subList(Math.max(0, segments.size() - HlsStream.LISTED), segments.size());
        // The title that plays where the list begins is listed, too.
        while (titles.size() > 1
                && !listed.isEmpty()
                && titles.get(1).decodeTime() <= listed.getFirst().decodeTime()) {
            titles.removeFirst();
        }
        served =
                new Served(
                        List.copyOf(segments),
                        List.copyOf(inits),
                        MediaPlaylist.text(listed, titles, ended));
    }

    /// Keeps those that segments need, and the last one.
    private void forgetInits() {
        long last = lastInit();
        inits.removeIf(init ->
                init.number() != last
                        && segments.stream().noneMatch(s -> s.init() == init.number()));
    }
}
