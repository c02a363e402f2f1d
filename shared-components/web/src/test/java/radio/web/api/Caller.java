package radio.web.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that says exactly what it is told to.
final class Caller implements AutoCloseable {
    private final Socket socket = new Socket();

    Caller(int port, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    Caller say(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// What comes, up to a text; everything if that never comes.
    String until(String text) throws IOException {
        StringBuilder all = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            all.append((char) next);
            if (all.indexOf(text, Math.max(0, all.length() - text.length())) >= 0) {
                break;
            }
        }
        return new String(
                all.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// One call, with a connection of its own.
    static String call(int port, String head, String body) throws IOException {
        try (Caller caller = new Caller(port, 65_536)) {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            caller.say(head + "Content-Length: " + length + "\r\nConnection: close\r\n\r\n" + body);
            return caller.until("never said");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
