package radio.web.hls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts packets that follow one another into segments. Not thread-safe.
final class SegmentCutter {

    /// 2 s; a segment ends with the first packet that reaches it, so it is at most 120 ms longer.
    static final int SAMPLES = 2 * FragmentedMp4.TIMESCALE;

    private final List<FragmentedMp4.Sample> packets = new ArrayList<>();
    private final List<TitleMark> titles = new ArrayList<>();
    private final long firstNumber;
    private long number;
    private long init;
    private long run;
    private boolean broken;
    private Optional<TitleMark> title = Optional.empty();
    private String titleAtStart = "";
    private long decodeTime;
    private long startUnixNanos;
    private int samples;

    /// @param first number of the first segment, and of its run
    /// @param init what it needs
    SegmentCutter(long first, long init) {
        this.firstNumber = first;
        this.number = first;
        this.run = first;
        this.init = init;
    }

    /// The title from the next packet on.
    void title(TitleMark mark) {
        title = Optional.of(mark);
        if (!packets.isEmpty()) {
            note(mark);
        }
    }

    /// Takes the next packet; gives the segment that it completes.
    ///
    /// @param at its decode time
    /// @param unixNanos when its first sample was captured
    Optional<Segment> add(ByteBuffer packet, int length, long at, long unixNanos) {
        if (packets.isEmpty()) {
            decodeTime = at;
            startUnixNanos = unixNanos;
            titleAtStart = title.map(TitleMark::text).orElse("");
            run += broken ? 1 : 0;
            broken = false;
            // Who joins here learns what plays, too.
            title.ifPresent(mark ->
                    note(
                            new TitleMark(
                                    mark.id(),
                                    mark.text(),
                                    Math.max(mark.decodeTime(), at),
                                    mark.startUnixNanos())));
        }
        packets.add(new FragmentedMp4.Sample(packet, length));
        samples += length;
        return samples >= SAMPLES ? finish() : Optional.empty();
    }

    /// What has been begun, as a shorter segment.
    Optional<Segment> finish() {
        if (packets.isEmpty()) {
            return Optional.empty();
        }
        Segment segment =
                new Segment(
                        number,
                        init,
                        run,
                        decodeTime,
                        samples,
                        startUnixNanos,
                        titleAtStart,
                        FragmentedMp4.fragment(
                                number - firstNumber + 1, decodeTime, packets, titles));
        number++;
        packets.clear();
        titles.clear();
        samples = 0;
        return Optional.of(segment);
    }

    /// The next packet does not follow the last one; after [#finish].
    ///
    /// @param nextInit what it needs
    void discontinue(long nextInit) {
        init = nextInit;
        broken = true;
    }

    private void note(TitleMark mark) {
        if (titles.size() == MediaPlaylist.MAX_TITLES) {
            titles.removeFirst();
        }
        titles.add(mark);
    }
}
