package radio.net;

import java.time.Duration;

/// Where a server listens, and its limits. Made by [#at] and changed by the `with` methods.
///
/// @param host address or name to listen at; empty: all addresses of this machine
/// @param port 0 for any free one
/// @param connections open at a time, 1 or more; one more is closed at once and counted
/// @param stall a peer that takes nothing for so long, while something is to be sent to it, is cut
///   off and counted
/// @param farewell a protocol that neither takes, sends nor ends for so long after its peer has
///   finished is stopped
public record ServerSettings(
        String host, int port, int connections, Duration stall, Duration farewell) {
    /// Guess: more than any example needs, and what they cost at most (about 1 MiB each, when every
    /// one of them fills every buffer) is still bearable.
    private static final int CONNECTIONS = 1024;

    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    public ServerSettings {
        if (port < 0
                || port > 0xFFFF
                || connections < 1
                || !stall.isPositive()
                || !farewell.isPositive()) {
            throw new IllegalArgumentException(
                    "port "
                            + port
                            + ", "
                            + connections
                            + " connections, stall "
                            + stall
                            + ", farewell "
                            + farewell);
        }
    }

    /// On loopback only, 1024 connections, 30 s for a peer that does not read, 10 s for a farewell.
    public static ServerSettings at(int port) {
        return new ServerSettings("127.0.0.1", port, CONNECTIONS, STALL, FAREWELL);
    }

    /// The same, for others than this machine too. Empty: all addresses of this machine.
    public ServerSettings withHost(String other) {
        return new ServerSettings(other, port, connections, stall, farewell);
    }

    public ServerSettings withConnections(int atMost) {
        return new ServerSettings(host, port, atMost, stall, farewell);
    }

    public ServerSettings withStall(Duration atMost) {
        return new ServerSettings(host, port, connections, atMost, farewell);
    }

    public ServerSettings withFarewell(Duration atMost) {
        return new ServerSettings(host, port, connections, stall, atMost);
    }
}
