package radio.web;

import java.util.Locale;
import java.util.Optional;
import radio.wire.Codec;
import radio.wire.StreamInfo;

/// The endpoints of listening: `/listen.opus`, `.wav`, `.mp3` and `.aac`.
final class ListenRoutes {
    private final LiveAudio live;
    private final Seats seats;
    private final ListeningCounters counters;

    ListenRoutes(LiveAudio live, Seats seats, ListeningCounters counters) {
        this.live = live;
        this.seats = seats;
        this.counters = counters;
    }

    void register(Routes routes) {
        for (Format format : Format.values()) {
            routes.get(format.path(), exchange -> listen(exchange, format));
        }
    }

    private void listen(Exchange exchange, Format format) {
        Optional<StreamInfo> stream = live.onAir().stream();
        if (stream.isPresent() && !format.carries(stream.get())) {
            exchange.refuse(404, HttpRefusal.NOT_FOUND, elsewhere(stream.get()));
            return;
        }
        String address = exchange.remoteAddress();
        Optional<HttpRefusal> full = seats.take(address);
        if (full.isPresent()) {
            int status = full.get() == HttpRefusal.LISTENERS ? 503 : 429;
            exchange.refuse(status, full.get(), "there are as many listeners as there may be");
            return;
        }
        exchange.onClose(() -> seats.leave(address));
        if (!live.join(new Listener(exchange, format, titles(exchange, format), counters))) {
            exchange.refuse(503, HttpRefusal.OFF_AIR, "nothing is on air");
        }
    }

    /// As the client asks. MPlayer asks for titles and then takes them for sound when the sound is
    /// in Ogg.
    private static Listener.Titles titles(Exchange exchange, Format format) {
        if (format == Format.OPUS && exchange.query("meta").filter("chain"::equals).isPresent()) {
            return Listener.Titles.CHAIN;
        }
        boolean asked =
                exchange.header("Icy-MetaData").filter(one -> one.strip().equals("1")).isPresent();
        boolean mplayer =
                exchange.header("User-Agent")
                        .filter(agent -> agent.toLowerCase(Locale.ROOT).startsWith("mplayer"))
                        .isPresent();
        return asked && !(mplayer && format == Format.OPUS)
                ? Listener.Titles.ICY
                : Listener.Titles.NONE;
    }

    /// Where a stream can be heard, for those who asked at the wrong address.
    static String elsewhere(StreamInfo stream) {
        if (stream.codec() == Codec.UNKNOWN
                || stream.codec() == Codec.OPUS && !Format.OPUS.carries(stream)) {
            return "this station sends something that this version cannot serve";
        }
        String wav = stream.codec() == Codec.OPUS ? " or " + Format.WAV.path() : "";
        return "this station is on air as "
                + stream.codec()
                + ": listen at "
                + Format.of(stream).path()
                + wav;
    }
}
