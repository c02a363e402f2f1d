package radio.web.hls;

import java.util.List;

/// The text of a playlist that names media playlists of the same programme (RFC 8216, 4.3.4), best
/// first: a player begins with the first.
public final class MasterPlaylist {

    private MasterPlaylist() {}

    /// One way to hear it, of Opus.
    ///
    /// @param uri of the media playlist, relative to this one
    /// @param peakBitsPerSecond the highest of any segment, what the file format adds included
    /// @param averageBitsPerSecond likewise, over all
    public record Variant(String uri, long peakBitsPerSecond, long averageBitsPerSecond) {}

    public static String text(List<Variant> variants) {
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
        text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        for (Variant variant : variants) {
            text.append("#EXT-X-STREAM-INF:BANDWIDTH=")
                    .append(variant.peakBitsPerSecond())
                    .append(",AVERAGE-BANDWIDTH=")
                    .append(variant.averageBitsPerSecond())
                    .append(",CODECS=\"opus\"\n")
                    .append(variant.uri())
                    .append('\n');
        }
        return text.toString();
    }
}
