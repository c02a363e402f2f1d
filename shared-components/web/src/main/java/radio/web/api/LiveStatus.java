package radio.web.api;

import java.util.List;
import java.util.Map;
import radio.peer.SoundStatus;

/// How a node is doing, as `/api/status` and `/api/events` say it. Units as in docs/reports.md;
/// `openapi.yaml` explains each key.
record LiveStatus(
        String kind,
        String peer,
        long unixMillis,
        long startedUnixMillis,
        boolean healthy,
        String health,
        Station station,
        Stream stream,
        long epoch,
        long newest,
        String parent,
        int hop,
        int neighbours,
        List<Child> children,
        long received,
        long missed,
        long late,
        Delay delayMillis,
        Buffer bufferMillis,
        long playoutDelayMillis,
        long bytesUp,
        long bytesDown,
        long upRate,
        long downRate,
        long uploadBitsPerSecond,
        String title,
        Http http,
        SoundStatus sound) {

    /// @param key 64 hexadecimal digits
    record Station(String name, String key) {}

    /// What is on air; codec "" before that is known.
    record Stream(
            String codec,
            int sampleRate,
            int channels,
            int bitrateBitsPerSecond,
            long chunkMillis) {
        static final Stream UNKNOWN = new Stream("", 0, 0, 0, 0);
    }

    record Child(String peer, long bytes, long chunks, long droppedChunks) {}

    record Delay(int p50, int p99, int p999, int max) {}

    record Buffer(int min, int p50) {}

    /// @param formats addresses at which this stream can be heard
    record Http(
            int port,
            int listeners,
            int listenersPeak,
            long listenersBegun,
            Map<String, Integer> listenersByFormat,
            long bytesSent,
            long burstMillis,
            List<String> formats) {}
}
