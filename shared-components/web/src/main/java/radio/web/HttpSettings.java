package radio.web;

import java.time.Duration;

/// Where an HTTP server listens, and its limits.
///
/// @param host address or name to listen at; empty: all addresses of this machine
/// @param port 0 for any free one
/// @param threads event loops, 1 or more
/// @param connections open at a time, listeners and everybody else; one more is closed at once
/// @param headerTime until the head of a request must be there, from the connection's start or the
///   reply before (slowloris), and until its body must be there
/// @param replyTime until a reply of known length must have been taken
/// @param sendBuffer bytes the kernel may hold for a connection: what a listener that has stopped
///   reading costs before it shows
public record HttpSettings(
        String host,
        int port,
        int threads,
        int connections,
        Duration headerTime,
        Duration replyTime,
        int sendBuffer) {
    /// Bytes of a request line; a URL longer than that is nobody's.
    static final int MAX_LINE = 4096;

    /// Bytes of all header lines together. A browser sends about 1 KB.
    static final int MAX_HEADERS = 8192;

    /// Connections that are no listeners: pages, API, players that look before they listen. Guess.
    private static final int BESIDE_LISTENERS = 1024;

    public HttpSettings {
        if (port < 0
                || port > 0xFFFF
                || threads < 1
                || connections < 1
                || headerTime.isNegative()
                || replyTime.isNegative()
                || sendBuffer < 4096) {
            throw new IllegalArgumentException(
                    "port "
                            + port
                            + ", "
                            + threads
                            + " threads, "
                            + connections
                            + " connections, send buffer "
                            + sendBuffer);
        }
    }

    /// The usual limits: one thread, 10 s for a head, 30 s for a reply, 64 KiB in the kernel, room
    /// for so many listeners and 1,024 others.
    public static HttpSettings at(String host, int port, int listeners) {
        return new HttpSettings(
                host,
                port,
                1,
                listeners + BESIDE_LISTENERS,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                64 * 1024);
    }

    /// The same at another port.
    public HttpSettings withPort(int other) {
        return new HttpSettings(
                host, other, threads, connections, headerTime, replyTime, sendBuffer);
    }
}
