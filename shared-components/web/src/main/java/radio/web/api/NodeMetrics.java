package radio.web.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import radio.peer.AirMeter;
import radio.peer.Node;
import radio.peer.NodeStatus;
import radio.peer.RelayStatus;
import radio.transport.TransportTotals;
import radio.web.Format;
import radio.web.HttpRefusal;
import radio.web.WebStatus;
import radio.web.hls.HlsStream;

/// The figures of a node, and every counter it has. docs/http.md names them.
final class NodeMetrics {
    private NodeMetrics() {}

    static void add(Metrics to, NodeStatus line, Node node, Health health) {
        RelayStatus relay = node.relay().status();
        to.gauge(
                "radio_build_info",
                "Always 1; the labels say what runs.",
                Map.of("kind", line.kind()),
                1);
        to.gauge("radio_healthy", "1 while sound is flowing.", health.good() ? 1 : 0);
        to.gauge(
                "radio_hop_links",
                "Links from the source: 0 on the source itself, -1 without a way to it.",
                line.hop());
        to.gauge("radio_children", "Nodes served now.", line.children());
        to.gauge("radio_neighbours", "Open connections to other nodes.", line.neighbours());
        to.gauge("radio_epoch", "Number of the source's run.", line.epoch());
        to.gauge("radio_newest_chunk", "Sequence number of the newest chunk.", line.newest());
        to.gauge(
                "radio_upload_limit_bytes_per_second",
                "What the node gives away at most; 0: no limit but the slots.",
                line.uploadBitsPerSecond() / 8.0);
        rate(to, "up", line.upRate());
        rate(to, "down", line.downRate());
        to.gauge(
                "radio_playout_delay_seconds",
                "How long after capture the node plays.",
                line.playoutDelayMillis() / 1e3);
        relay(to, relay);
        air(to, node.meter());
        traffic(to, node.transport().totals());
        node.rejected()
                .forEach((reason, count) ->
                        to.counter(
                                "radio_rejected_total",
                                "What transport and overlay refused, dropped or gave up.",
                                Map.of("reason", reason),
                                count));
        node.dropped().forEach((part, pieces) -> NodeInside.dropped(to, part, pieces));
        to.gauge(
                "radio_failed_parts",
                "Parts of the node that ended by a fault.",
                node.failures().size());
        machine(to);
    }

    private static void rate(Metrics to, String direction, long bitsPerSecond) {
        to.gauge(
                "radio_network_bytes_per_second",
                "Traffic with other nodes since the last look.",
                Map.of("direction", direction),
                bitsPerSecond / 8.0);
    }

    private static void relay(Metrics to, RelayStatus relay) {
        chunks(to, "received", relay.chunksReceived());
        chunks(to, "missed", relay.chunksMissed());
        chunks(to, "late", relay.chunksLate());
        chunks(to, "duplicate", relay.chunksDuplicate());
        to.counter(
                "radio_chunk_received_bytes_total",
                "Bytes of the chunks that were new and genuine.",
                relay.chunkBytesReceived());
        to.counter(
                "radio_reparented_total",
                "Times a parent was found, or found its way again, after the first.",
                relay.reparented());
        to.gauge(
                "radio_longest_outage_seconds",
                "From the loss of a parent to the next chunk.",
                relay.longestOutageMillis() / 1e3);
    }

    private static void chunks(Metrics to, String fate, long count) {
        to.counter(
                "radio_chunks_total",
                "What became of chunks: received (new and genuine; on a source published), missed"
                        + " (given up), late (after that), duplicate.",
                Map.of("fate", fate),
                count);
    }

    private static void air(Metrics to, AirMeter meter) {
        AirMeter.Heard heard = meter.heard();
        onAir(to, "heard", heard.heard());
        onAir(to, "missing", heard.missing());
        onAir(to, "late", heard.late());
        onAir(to, "out_of_order", heard.outOfOrder());
        AirMeter.Timing timing = meter.timing();
        Map<String, Double> quantiles = new LinkedHashMap<>();
        quantiles.put("0.5", timing.delayP50() / 1e3);
        quantiles.put("0.99", timing.delayP99() / 1e3);
        quantiles.put("0.999", timing.delayP999() / 1e3);
        quantiles.put("1", timing.delayMax() / 1e3);
        double sum = 0;
        long count = 0;
        for (Map.Entry<Integer, Integer> one : timing.delayCounts().entrySet()) {
            sum += one.getKey() / 1e3 * one.getValue();
            count += one.getValue();
        }
        to.summary(
                "radio_delay_seconds", "From capture to this node's air.", quantiles, sum, count);
        to.gauge(
                "radio_buffer_seconds",
                "From air to playout, median since the start.",
                timing.bufferP50() / 1e3);
        to.gauge(
                "radio_buffer_min_seconds",
                "From air to playout, least since the start.",
                timing.bufferMin() / 1e3);
        to.counter(
                "radio_audio_bytes_total",
                "Bytes of the packets on air, without what the protocol adds.",
                meter.audioBytes());
    }

    private static void onAir(Metrics to, String fate, long count) {
        to.counter(
                "radio_air_items_total",
                "What was on air: heard, missing, late (after its playout time), out_of_order.",
                Map.of("fate", fate),
                count);
    }

    private static void traffic(Metrics to, TransportTotals totals) {
        bytes(to, "up", totals.bytesUp(), totals.chunkBytesUp(), totals.chunksUp());
        bytes(to, "down", totals.bytesDown(), totals.chunkBytesDown(), totals.chunksDown());
        to.counter(
                "radio_network_chunks_dropped_total",
                "Chunks that were queued for a child, or refused, and never sent.",
                totals.chunksDropped());
        to.counter(
                "radio_network_unknown_messages_total",
                "Messages of a later version, skipped.",
                totals.unknown());
        to.gauge("radio_network_connections", "Open to other nodes now.", totals.connections());
        to.gauge("radio_network_handshakes", "Under way now.", totals.handshakes());
    }

    private static void bytes(
            Metrics to, String direction, long bytes, long chunkBytes, long chunks) {
        Map<String, String> label = Map.of("direction", direction);
        to.counter(
                "radio_network_bytes_total",
                "Over all connections to other nodes, handshakes included.",
                label,
                bytes);
        to.counter("radio_network_chunk_bytes_total", "Of those, in chunks.", label, chunkBytes);
        to.counter("radio_network_chunks_total", "Chunks over those.", label, chunks);
    }

    static void web(Metrics to, WebStatus web, int eventClients) {
        for (Map.Entry<Format, Integer> one : web.listenersByFormat().entrySet()) {
            listeners(to, one.getKey().name().toLowerCase(Locale.ROOT), one.getValue());
        }
        listeners(to, "hls", web.hlsListeners());
        to.gauge("radio_http_listeners_peak", "Most at a time, HLS left out.", web.listenersPeak());
        to.counter(
                "radio_http_listeners_total",
                "Who began to listen, HLS left out.",
                web.listenersBegun());
        to.gauge("radio_http_connections", "Open now.", web.connections());
        to.counter("radio_http_connections_total", "Opened by clients.", web.connectionsAccepted());
        to.counter("radio_http_requests_total", "Read, whole or broken.", web.requests());
        to.counter("radio_http_sent_bytes_total", "Replies and streams.", web.bytesSent());
        for (Map.Entry<HttpRefusal, Long> one : web.refused().entrySet()) {
            to.counter(
                    "radio_http_refused_total",
                    "Requests and connections refused or ended.",
                    Map.of("reason", one.getKey().name().toLowerCase(Locale.ROOT)),
                    one.getValue());
        }
        to.gauge("radio_http_event_clients", "Who follows /api/events.", eventClients);
        NodeInside.dropped(to, "http listeners", web.chunksDropped());
        NodeInside.dropped(to, "http pages", web.pagesDropped());
        NodeInside.dropped(to, "http live streaming", web.hlsChunksDropped());
        hls(to, web.hls());
    }

    private static void listeners(Metrics to, String format, int count) {
        to.gauge(
                "radio_http_listeners",
                "Who listens now; hls: who asked for its playlist of late.",
                Map.of("format", format),
                count);
    }

    private static void hls(Metrics to, HlsStream.Figures hls) {
        to.counter("radio_hls_segments_total", "Segments made.", hls.segments());
        to.counter(
                "radio_hls_silence_seconds_total",
                "Silence in place of what was not there.",
                hls.silentSamples() / 48_000.0);
        to.counter(
                "radio_hls_discontinuities_total", "Breaks of the stream.", hls.discontinuities());
        hls(to, "damaged", hls.damagedPackets());
        hls(to, "overlapping", hls.overlappingPackets());
        hls(to, "foreign", hls.foreignItems());
    }

    private static void hls(Metrics to, String why, long count) {
        to.counter(
                "radio_hls_left_out_total",
                "What was left out: damaged packets, overlapping ones, chunks of a foreign codec.",
                Map.of("reason", why),
                count);
    }

    private static void machine(Metrics to) {
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .ifPresent(millis ->
                        to.counter(
                                "process_cpu_seconds_total",
                                "Processor time of this process.",
                                millis / 1e3));
        Runtime jvm = Runtime.getRuntime();
        to.gauge(
                "radio_heap_used_bytes", "Java heap in use.", jvm.totalMemory() - jvm.freeMemory());
        to.gauge("radio_heap_max_bytes", "Java heap at most.", jvm.maxMemory());
    }
}
