package radio.net;

import java.net.InetSocketAddress;

/// Who is at the other end of a connection, and at which of our ports.
///
/// @param remote address and port of the other end
/// @param localPort at which it came in
public record Peer(InetSocketAddress remote, int localPort) {
    /// The address without the port, as digits: what a limit or a log goes by.
    public String host() {
        return remote.getAddress() == null
                ? remote.getHostString()
                : remote.getAddress().getHostAddress();
    }

    @Override
    public String toString() {
        return (host().contains(":") ? "[" + host() + "]" : host()) + ":" + remote.getPort();
    }
}
