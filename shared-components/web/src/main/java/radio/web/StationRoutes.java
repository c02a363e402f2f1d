package radio.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import radio.wire.StreamInfo;
import tools.jackson.databind.json.JsonMapper;

/// What players and monitors of Icecast and SHOUTcast ask for besides sound: playlists,
/// `/status-json.xsl` and `/7.html`.
final class StationRoutes {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Supplier<String> station;
    private final Supplier<LiveAudio.OnAir> onAir;
    private final ListeningCounters counters;
    private final int mostListeners;
    private final long startedUnixNanos;

    StationRoutes(
            Supplier<String> station,
            Supplier<LiveAudio.OnAir> onAir,
            ListeningCounters counters,
            int mostListeners,
            long startedUnixNanos) {
        this.station = station;
        this.onAir = onAir;
        this.counters = counters;
        this.mostListeners = mostListeners;
        this.startedUnixNanos = startedUnixNanos;
    }

    void register(Routes routes) {
        playlists(routes, "/listen", this::own);
        for (Format format : Format.values()) {
            playlists(routes, format.path(), () -> format); // As Icecast has them.
        }
        routes.get(
                        "/status-json.xsl",
                        exchange -> exchange.reply(200, "application/json", status(exchange)))
                .get("/7.html", exchange -> exchange.reply(200, "text/html", seven()));
    }

    private void playlists(Routes routes, String path, Supplier<Format> format) {
        playlist(routes, path + ".m3u", "audio/x-mpegurl", format, this::m3u);
        playlist(routes, path + ".pls", "audio/x-scpls", format, this::pls);
        playlist(routes, path + ".xspf", "application/xspf+xml", format, this::xspf);
    }

    private static void playlist(
            Routes routes,
            String path,
            String type,
            Supplier<Format> format,
            UnaryOperator<String> naming) {
        routes.get(
                path,
                exchange -> exchange.reply(200, type, naming.apply(url(exchange, format.get()))));
    }

    private String m3u(String url) {
        return "#EXTM3U\n#EXTINF:-1," + name() + "\n" + url + "\n";
    }

    private String pls(String url) {
        return "[playlist]\nNumberOfEntries=1\nFile1=%s\nTitle1=%s\nLength1=-1\nVersion=2\n"
                .formatted(url, name());
    }

    private String xspf(String url) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <playlist version="1" xmlns="http://xspf.org/ns/0/">
          <title>%1$s</title>
          <trackList>
            <track><location>%2$s</location><title>%1$s</title></track>
          </trackList>
        </playlist>
        """
                .formatted(escaped(name()), escaped(url));
    }

    private String status(Exchange exchange) {
        LiveAudio.OnAir now = onAir.get();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("admin", "");
        stats.put("host", exchange.host().map(HostName::name).orElse(""));
        stats.put("location", "");
        stats.put("server_id", ResponseHead.SERVER);
        stats.put("server_start", RFC_1123.format(instant(startedUnixNanos)));
        stats.put("server_start_iso8601", ISO.format(instant(startedUnixNanos)));
        now.stream().ifPresent(stream -> stats.put("source", source(exchange, now, stream)));
        return JSON.writeValueAsString(Map.of("icestats", stats));
    }

    private Map<String, Object> source(Exchange exchange, LiveAudio.OnAir now, StreamInfo stream) {
        int kbits = stream.bitrateBitsPerSecond() / 1000;
        Map<String, Object> source = new LinkedHashMap<>();
        source.put(
                "audio_info",
                "channels=%d;samplerate=%d;bitrate=%d"
                        .formatted(stream.channels(), stream.sampleRate(), kbits));
        source.put("bitrate", kbits);
        source.put("channels", stream.channels());
        source.put("genre", "various");
        source.put("listener_peak", counters.peak.get());
        source.put("listeners", counters.listeners.get());
        source.put("listenurl", url(exchange, own()));
        source.put("samplerate", stream.sampleRate());
        source.put("server_description", name());
        source.put("server_name", name());
        source.put("server_type", Format.of(stream).contentType());
        source.put("stream_start", RFC_1123.format(instant(now.startedUnixNanos())));
        source.put("stream_start_iso8601", ISO.format(instant(now.startedUnixNanos())));
        source.put("title", now.title());
        source.put("dummy", null);
        return source;
    }

    /// SHOUTcast 1: listeners, on air or not, peak, most, unique listeners, kbit/s, title.
    private String seven() {
        LiveAudio.OnAir now = onAir.get();
        int listeners = counters.listeners.get();
        return "<html><head><meta http-equiv=\"Pragma\" content=\"no-cache\"></head><body>%d,%d,%d,%d,%d,%d,%s</body></html>\n"
                .formatted(
                        listeners,
                        now.stream().isPresent() ? 1 : 0,
                        counters.peak.get(),
                        mostListeners,
                        listeners,
                        now.stream().map(StreamInfo::bitrateBitsPerSecond).orElse(0) / 1000,
                        escaped(now.title()));
    }

    /// The format of what is on air.
    private Format own() {
        return onAir.get().stream().map(Format::of).orElse(Format.OPUS);
    }

    /// Where this client can listen: at the name it used itself.
    private static String url(Exchange exchange, Format format) {
        String host =
                exchange.host()
                        .or(exchange::localAddress)
                        .map(HostName::toString)
                        .orElse("127.0.0.1");
        return "http://" + host + format.path();
    }

    /// A name is its owner's to choose: no line of a playlist may begin in it.
    private String name() {
        return station.get().replaceAll("\\p{Cntrl}", "?");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static Instant instant(long unixNanos) {
        return Instant.ofEpochSecond(unixNanos / 1_000_000_000);
    }
}
