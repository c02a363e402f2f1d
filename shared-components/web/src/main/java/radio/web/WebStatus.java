package radio.web;

import java.util.Map;
import radio.web.hls.HlsStream;

/// How the HTTP server of a node was doing at one moment.
///
/// @param port it listens at, 0 if there is no server
/// @param listeners who have listened for a second and still do
/// @param listenersPeak most of those at a time
/// @param listenersBegun of those altogether
/// @param listenersByFormat of `listeners`
/// @param connections open now
/// @param connectionsAccepted altogether
/// @param requests read, whole or broken
/// @param bytesSent replies and streams, without what TCP adds
/// @param droppedSlow cut off because they did not take what was sent
/// @param refused how often and why, `droppedSlow` included as SLOW
/// @param pagesDropped pages (200 ms) that a busy event loop did not get
/// @param chunksDropped chunks lost before they could be served, at door 5
/// @param hlsListeners players that asked for the HLS playlist of late; not in `listeners`
/// @param hlsChunksDropped chunks lost at door 5 of HLS
/// @param hls what became of the air there
/// @param title what is playing; empty if unknown
public record WebStatus(
        int port,
        int listeners,
        int listenersPeak,
        long listenersBegun,
        Map<Format, Integer> listenersByFormat,
        int connections,
        long connectionsAccepted,
        long requests,
        long bytesSent,
        long droppedSlow,
        Map<HttpRefusal, Long> refused,
        long pagesDropped,
        long chunksDropped,
        int hlsListeners,
        long hlsChunksDropped,
        HlsStream.Figures hls,
        String title) {}
