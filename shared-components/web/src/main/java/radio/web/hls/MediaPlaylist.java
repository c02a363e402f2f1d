package radio.web.hls;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The text of a live playlist (RFC 8216, 4.3), of lines that no title can break.
///
/// A title stands twice: behind the length of a segment, where simple players look, and as a date
/// range of the class `radio.title`, which begins to the millisecond where it begins; a page reads
/// `X-TITLE` there.
final class MediaPlaylist {

    /// A station that gives every chunk another title fills no playlist. Guess.
    static final int MAX_TITLES = 20;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private MediaPlaylist() {}

    /// @param segments that are listed, in order
    /// @param titles that play there, in order, at most [#MAX_TITLES]
    /// @param ended whether nothing will follow
    static String text(List<Segment> segments, List<TitleMark> titles, boolean ended) {
        StringBuilder text = new StringBuilder(2048);
        text.append("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n");
        if (!segments.isEmpty()) {
            text.append("#EXT-X-MEDIA-SEQUENCE:").append(segments.getFirst().number()).append('\n');
            text.append("#EXT-X-DISCONTINUITY-SEQUENCE:")
                    .append(segments.getFirst().run())
                    .append('\n');
        }
        text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        titles.forEach(title -> range(text, title));
        long init = -1;
        long run = segments.isEmpty() ? 0 : segments.getFirst().run();
        for (Segment segment : segments) {
            if (segment.run() != run) {
                run = segment.run();
                text.append("#EXT-X-DISCONTINUITY\n");
            }
            if (segment.init() != init) {
                init = segment.init();
                text.append("#EXT-X-MAP:URI=\"init-").append(init).append(".mp4\"\n");
            }
            text.append("#EXT-X-PROGRAM-DATE-TIME:")
                    .append(date(segment.startUnixNanos()))
                    .append('\n');
            text.append(
                    String.format(
                            Locale.ROOT,
                            "#EXTINF:%.5f,%s\n",
                            (double) segment.samples() / FragmentedMp4.TIMESCALE,
                            segment.title()));
            text.append(segment.name()).append('\n');
        }
        return text.append(ended ? "#EXT-X-ENDLIST\n" : "").toString();
    }

    private static void range(StringBuilder text, TitleMark title) {
        text.append("#EXT-X-DATERANGE:ID=\"title-")
                .append(title.id())
                .append("\",CLASS=\"radio.title\",START-DATE=\"")
                .append(date(title.startUnixNanos()))
                .append("\",END-ON-NEXT=YES,X-TITLE=\"")
                // There is no way to write a quotation mark in a quoted string.
                .append(title.text().replace('"', '\''))
                .append("\"\n");
    }

    private static String date(long unixNanos) {
        return DATE.format(Instant.ofEpochMilli(Math.floorDiv(unixNanos, 1_000_000L)));
    }
}
