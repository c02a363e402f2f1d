package radio.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import radio.axon.Clock;
import radio.web.hls.HlsStream;
import radio.web.hls.Init;
import radio.web.hls.MasterPlaylist;
import radio.web.hls.Segment;

/// The endpoints of HTTP Live Streaming: `/listen.m3u8` and what is below `/hls/`.
final class HlsRoutes {
    private static final String PLAYLIST = "application/vnd.apple.mpegurl";
    private static final String MP4 = "audio/mp4";
    private static final Pattern PART =
            Pattern.compile("/hls/(?:init-(\\d{1,18})\\.mp4|segment-(\\d{1,18})\\.m4s)");

    /// A playlist is another one every two seconds.
    private static final String SHORT = "max-age=1";

    /// A name never means anything else.
    private static final String LONG = "public, max-age=3600, immutable";

    private final LiveHls live;
    private final HlsAudience audience;
    private final Clock clock;

    HlsRoutes(LiveHls live, HlsAudience audience, Clock clock) {
        this.live = live;
        this.audience = audience;
        this.clock = clock;
    }

    void register(Routes routes) {
        routes.get("/listen.m3u8", exchange -> master(exchange, "hls/live.m3u8"))
                .get("/hls/master.m3u8", exchange -> master(exchange, "live.m3u8"))
                .get("/hls/live.m3u8", this::media)
                .get("/hls/", this::part);
    }

    private void master(Exchange exchange, String uri) {
        playlist(
                exchange,
                () ->
                        MasterPlaylist.text(
                                live.stream().variant(uri).map(List::of).orElse(List.of())));
    }

    private void media(Exchange exchange) {
        audience.asked(
                exchange.remoteAddress(),
                exchange.header("User-Agent").orElse(""),
                clock.nanoTime());
        playlist(exchange, () -> live.stream().playlist());
    }

    /// A text that is made when there is something to play.
    private interface Text {
        String now();
    }

    private void playlist(Exchange exchange, Text text) {
        HlsStream stream = live.stream();
        if (!stream.ready() && stream.figures().foreignItems() > 0) {
            exchange.refuse(
                    404,
                    HttpRefusal.NOT_FOUND,
                    "this station is not on air in Opus: try /listen.m3u");
            return;
        }
        live.whenReady(ready -> {
            if (ready) {
                exchange.reply(
                        200,
                        PLAYLIST,
                        text.now().getBytes(StandardCharsets.UTF_8),
                        Map.of("Cache-Control", SHORT));
            } else {
                exchange.refuse(
                        503,
                        HttpRefusal.OFF_AIR,
                        "there is nothing to play yet",
                        Map.of("Retry-After", "2"));
            }
        });
    }

    private void part(Exchange exchange) {
        Optional<ByteBuffer> bytes = bytes(exchange.path());
        if (bytes.isEmpty()) {
            exchange.refuse(404, HttpRefusal.NOT_FOUND, "it is not there, no longer or not yet");
            return;
        }
        int length = bytes.get().remaining();
        ByteRange.Asked asked = ByteRange.of(exchange.header("Range"), length);
        if (!asked.satisfiable()) {
            exchange.refuse(
                    416,
                    HttpRefusal.MALFORMED,
                    "it has " + length + " bytes",
                    Map.of("Content-Range", "bytes */" + length));
            return;
        }
        ByteRange range = asked.range().orElse(new ByteRange(0, length));
        byte[] part = new byte[range.until() - range.from()];
        bytes.get().get(bytes.get().position() + range.from(), part);
        Map<String, String> always = Map.of("Cache-Control", LONG, "Accept-Ranges", "bytes");
        if (asked.range().isEmpty()) {
            exchange.reply(200, MP4, part, always);
        } else {
            exchange.reply(
                    206,
                    MP4,
                    part,
                    Map.of(
                            "Cache-Control",
                            LONG,
                            "Accept-Ranges",
                            "bytes",
                            "Content-Range",
                            range.of(length)));
        }
    }

    private Optional<ByteBuffer> bytes(String path) {
        Matcher form = PART.matcher(path);
        if (!form.matches()) {
            return Optional.empty();
        }
        return form.group(1) != null
                ? live.stream().init(Long.parseLong(form.group(1))).map(Init::bytes)
                : live.stream().segment(Long.parseLong(form.group(2))).map(Segment::bytes);
    }
}
