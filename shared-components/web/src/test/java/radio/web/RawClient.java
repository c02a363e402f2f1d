package radio.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// A client that says exactly what it is told to, and reads what comes. No reading lasts longer
/// than half a minute.
final class RawClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private String head = "";

    RawClient(int port) throws IOException {
        this(port, 64 * 1024);
    }

    RawClient(int port, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = socket.getInputStream();
    }

    RawClient say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /// Asks for a path as an ordinary player does.
    RawClient get(String path, String... headers) throws IOException {
        StringBuilder request =
                new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: radio.test:80\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return say(request + "\r\n");
    }

    /// Reads a reply's head.
    ///
    /// @return its status; 0 if the connection was closed instead
    int status() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = next();
            if (next < 0) {
                return 0;
            }
            bytes.write(next);
            last = last << 8 | next;
        }
        head = bytes.toString(StandardCharsets.UTF_8);
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    String head() {
        return head;
    }

    Optional<String> header(String name) {
        return head.lines()
                .filter(line ->
                        line.toLowerCase(Locale.ROOT)
                                .startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /// Reads a body of known length.
    String body() throws IOException {
        int length = Integer.parseInt(header("Content-Length").orElse("0"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    byte[] read(int bytes) throws IOException {
        return in.readNBytes(bytes);
    }

    /// Everything until the other side closes.
    byte[] rest() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = next(); next >= 0; next = next()) {
            bytes.write(next);
        }
        return bytes.toByteArray();
    }

    /// Whether the other side has closed; what comes before that is read and forgotten.
    boolean closedByServer() throws IOException {
        rest();
        return true;
    }

    private int next() throws IOException {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
