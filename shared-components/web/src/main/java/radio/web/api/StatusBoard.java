package radio.web.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import radio.axon.Clock;
import radio.peer.AirMeter;
import radio.peer.HeardTitle;
import radio.peer.Node;
import radio.peer.NodeStatus;
import radio.peer.RelayStatus;
import radio.web.Format;
import radio.web.Web;
import radio.web.WebStatus;
import radio.wire.StationHeader;
import radio.wire.StreamInfo;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the node is doing, asked by whoever wants to know, from any thread. Made anew at most once
/// a second ([#FRESH_NANOS]): however many ask, the node has no more work.
final class StatusBoard {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// A little less than the period of events.
    static final long FRESH_NANOS = 900_000_000;

    private final Node node;
    private final Web web;
    private final NodeInside inside;
    private final Clock clock;
    private final IntSupplier eventClients;
    private final LongSupplier eventsDropped;
    private final Supplier<NodeStatus> lines;
    private final long startedUnixMillis;
    private Optional<Seen> seen = Optional.empty();

    /// One look at everything.
    private record Seen(long nanos, LiveStatus live, Metrics metrics, String liveJson) {}

    StatusBoard(
            Node node,
            Web web,
            NodeInside inside,
            Clock clock,
            IntSupplier eventClients,
            LongSupplier eventsDropped) {
        this.node = node;
        this.web = web;
        this.inside = inside;
        this.clock = clock;
        this.eventClients = eventClients;
        this.eventsDropped = eventsDropped;
        lines = node.statusLines(inside.sound());
        startedUnixMillis = clock.unixNanos() / 1_000_000;
    }

    /// For /api/events.
    String liveJson() {
        return look().liveJson();
    }

    LiveStatus live() {
        return look().live();
    }

    Metrics metrics() {
        return look().metrics();
    }

    /// For /api/status: the same, with titles, counters and failures.
    String fullJson() {
        Seen now = look();
        ObjectNode all = JSON.valueToTree(now.live());
        all.set("titles", JSON.valueToTree(node.titles().titles()));
        all.set("failures", JSON.valueToTree(node.failures()));
        Map<String, Number> counters = new LinkedHashMap<>();
        now.metrics().counters().forEach((name, value) -> counters.put(name, plain(value)));
        all.set("counters", JSON.valueToTree(counters));
        return JSON.writeValueAsString(all);
    }

    /// Whole numbers without a fraction.
    private static Number plain(double value) {
        if (value == Math.rint(value)) {
            return (long) value;
        }
        return value;
    }

    /// What is heard, and was, for /api/titles.
    String titlesJson() {
        return JSON.writeValueAsString(new Titles(node.titles().playing(), node.titles().titles()));
    }

    private record Titles(String title, List<HeardTitle> titles) {}

    static String json(HeardTitle title) {
        return JSON.writeValueAsString(title);
    }

    Health health() {
        return Health.of(node, clock.nanoTime());
    }

    private synchronized Seen look() {
        long now = clock.nanoTime();
        if (seen.isEmpty() || now - seen.get().nanos() > FRESH_NANOS) {
            NodeStatus line = lines.get();
            Health health = health();
            WebStatus status = web.status();
            LiveStatus live = live(line, health, status);
            Metrics metrics = new Metrics();
            NodeMetrics.add(metrics, line, node, health);
            NodeMetrics.web(metrics, status, eventClients.getAsInt());
            NodeInside.dropped(metrics, "api events", eventsDropped.getAsLong());
            inside.figures().accept(metrics);
            seen = Optional.of(new Seen(now, live, metrics, JSON.writeValueAsString(live)));
        }
        return seen.get();
    }

    private LiveStatus live(NodeStatus line, Health health, WebStatus status) {
        RelayStatus relay = node.relay().status();
        AirMeter.Timing timing = node.meter().timing();
        Optional<StationHeader> header = relay.header();
        Optional<StreamInfo> stream =
                header.map(StationHeader::streams)
                        .filter(streams -> !streams.isEmpty())
                        .map(List::getFirst);
        return new LiveStatus(
                line.kind(),
                line.peer(),
                clock.unixNanos() / 1_000_000,
                startedUnixMillis,
                health.good(),
                health.reason(),
                new LiveStatus.Station(
                        header.map(StationHeader::name).orElse(""), node.station().toString()),
                stream.map(StatusBoard::stream).orElse(LiveStatus.Stream.UNKNOWN),
                line.epoch(),
                line.newest(),
                line.parent(),
                line.hop(),
                line.neighbours(),
                relay.children().stream()
                        .map(child ->
                                new LiveStatus.Child(
                                        child.peer().brief(),
                                        child.bytes(),
                                        child.chunks(),
                                        child.droppedChunks()))
                        .toList(),
                line.received(),
                line.missed(),
                line.late(),
                new LiveStatus.Delay(
                        timing.delayP50(),
                        timing.delayP99(),
                        timing.delayP999(),
                        timing.delayMax()),
                new LiveStatus.Buffer(timing.bufferMin(), timing.bufferP50()),
                line.playoutDelayMillis(),
                line.bytesUp(),
                line.bytesDown(),
                line.upRate(),
                line.downRate(),
                line.uploadBitsPerSecond(),
                line.title(),
                http(status, stream),
                line.sound());
    }

    private static LiveStatus.Stream stream(StreamInfo of) {
        return new LiveStatus.Stream(
                of.codec().toString().toLowerCase(Locale.ROOT),
                of.sampleRate(),
                of.channels(),
                of.bitrateBitsPerSecond(),
                of.nanosOf(of.chunkSamples()) / 1_000_000);
    }

    private LiveStatus.Http http(WebStatus status, Optional<StreamInfo> stream) {
        Map<String, Integer> byFormat = new LinkedHashMap<>();
        status.listenersByFormat()
                .forEach((format, count) ->
                        byFormat.put(format.name().toLowerCase(Locale.ROOT), count));
        byFormat.put("hls", status.hlsListeners());
        List<String> formats = new ArrayList<>();
        if (stream.isPresent()) {
            for (Format format : Format.values()) {
                if (format.carries(stream.get())) {
                    formats.add(format.path());
                }
            }
            if (Format.OPUS.carries(stream.get())) {
                formats.add("/listen.m3u8");
            }
        }
        return new LiveStatus.Http(
                web.port(),
                status.listeners(),
                status.listenersPeak(),
                status.listenersBegun(),
                byFormat,
                status.bytesSent(),
                web.burst().toMillis(),
                formats);
    }
}
