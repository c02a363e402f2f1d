package radio.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/// One way a node might be reached. An address is a list of these, and hearsay until a handshake
/// over it has proved who is there. Carriers a node does not know are kept and passed on unread.
///
/// @param carrier what kind of address the bytes are; 0 to 255, 0 (with no bytes) for "not known"
/// @param bytes 0 to 64 bytes, read-only
public record Candidate(int carrier, ByteBuffer bytes) {
    /// TCP to an IP address: 4 or 16 address bytes, then the port (u16).
    public static final int TCP = 1;

    /// TCP to a host name: the port (u16), then the name in UTF-8.
    public static final int TCP_NAME = 2;

    /// The most bytes a candidate may have.
    public static final int MAX_BYTES = 64;

    public Candidate {
        if (carrier < 0 || carrier > 0xFF || bytes.remaining() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a candidate of carrier " + carrier + " with " + bytes.remaining() + " bytes");
        }
        bytes = bytes.asReadOnlyBuffer();
    }

    /// A fresh view: reading it moves nobody else's position.
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /// @param address 4 or 16 bytes
    /// @param port 1 to 65,535
    public static Candidate tcp(byte[] address, int port) {
        if (address.length != 4 && address.length != 16) {
            throw new IllegalArgumentException("an address of " + address.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(address.length + 2);
        bytes.put(address).putShort((short) requirePort(port)).flip();
        return new Candidate(TCP, bytes);
    }

    /// Reads `HOST:PORT`, `1.2.3.4:PORT` or `[v6]:PORT`.
    ///
    /// @throws IllegalArgumentException naming what is wrong, fit to show to whoever typed it
    public static Candidate parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "': write an IPv6 address in brackets, [" + host + "]:PORT");
        }
        int port;
        try {
            port = requirePort(Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text.substring(colon + 1) + "' is not a port number", e);
        }
        Optional<byte[]> quad = dottedQuad(host);
        if (quad.isPresent()) {
            return tcp(quad.get(), port);
        }
        byte[] name = host.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0
                || name.length > MAX_BYTES - 2
                || !host.matches("[\\p{Alnum}.:%_-]+")) {
            throw new IllegalArgumentException("'" + host + "' is not a host name or address");
        }
        ByteBuffer bytes = ByteBuffer.allocate(name.length + 2);
        bytes.putShort((short) port).put(name).flip();
        return new Candidate(TCP_NAME, bytes);
    }

    /// Where to dial: host name or literal address, if this is a carrier of TCP with sound
    /// contents.
    public Optional<String> host() {
        int length = bytes.remaining();
        if (port() == 0) {
            return Optional.empty();
        }
        if (carrier == TCP && length == 6) {
            return Optional.of(
                    (at(0) & 0xFF)
                            + "."
                            + (at(1) & 0xFF)
                            + "."
                            + (at(2) & 0xFF)
                            + "."
                            + (at(3) & 0xFF));
        }
        if (carrier == TCP && length == 18) {
            StringBuilder groups = new StringBuilder();
            for (int i = 0; i < 16; i += 2) {
                groups.append(i == 0 ? "" : ":")
                        .append(Integer.toHexString((at(i) & 0xFF) << 8 | at(i + 1) & 0xFF));
            }
            return Optional.of(groups.toString());
        }
        if (carrier == TCP_NAME && length > 2) {
            String name =
                    StandardCharsets.UTF_8
                            .decode(bytes.slice(bytes.position() + 2, length - 2))
                            .toString();
            return name.matches("[\\p{Alnum}.:%_-]+") ? Optional.of(name) : Optional.empty();
        }
        return Optional.empty();
    }

    /// To which range of public addresses it belongs: IPv4 by its first three bytes, IPv6 by its
    /// first six. Empty for other carriers, for this machine and for private networks, where many
    /// nodes may look alike.
    public OptionalLong publicRange() {
        int length = bytes.remaining() - 2;
        if (carrier != TCP || length != 4 && length != 16 || isLocal(length)) {
            return OptionalLong.empty();
        }
        long range = length;
        for (int i = 0; i < (length == 4 ? 3 : 6); i++) {
            range = range << 8 | at(i) & 0xFF;
        }
        return OptionalLong.of(range);
    }

    private boolean isLocal(int length) {
        int first = at(0) & 0xFF;
        int second = at(1) & 0xFF;
        if (length == 4) {
            return first == 10
                    || first == 127
                    || first == 169 && second == 254
                    || first == 172 && second >= 16 && second < 32
                    || first == 192 && second == 168;
        }
        // ::1 and its kin, link-local, unique local (RFC 4193).
        return first == 0 || first == 0xFE && second >= 0x80 || (first & 0xFE) == 0xFC;
    }

    /// The TCP port, 1 to 65,535; 0 if this is no such carrier.
    public int port() {
        int length = bytes.remaining();
        if (carrier == TCP && (length == 6 || length == 18)) {
            return (at(length - 2) & 0xFF) << 8 | at(length - 1) & 0xFF;
        }
        return carrier == TCP_NAME && length > 2 ? (at(0) & 0xFF) << 8 | at(1) & 0xFF : 0;
    }

    /// `HOST:PORT` where it is TCP, else the carrier's number.
    @Override
    public String toString() {
        return host().map(host -> (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port())
                .orElse("carrier " + carrier);
    }

    private byte at(int index) {
        return bytes.get(bytes.position() + index);
    }

    private static int requirePort(int port) {
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port + " is not 1 to 65535");
        }
        return port;
    }

    private static Optional<byte[]> dottedQuad(String host) {
        if (!host.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        byte[] address = new byte[4];
        int index = 0;
        for (String part : host.split("\\.", -1)) {
            int value = Integer.parseInt(part);
            if (value > 255) {
                throw new IllegalArgumentException("'" + host + "' is not an IPv4 address");
            }
            address[index++] = (byte) value;
        }
        return Optional.of(address);
    }
}
