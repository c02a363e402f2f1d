package radio.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// A client of an example: a plain socket of the JDK that speaks in lines.
final class Talker implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader in;

    Talker(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Talker(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// The next line; empty at the end.
    String line() throws IOException {
        String line = in.readLine();
        return line == null ? "" : line;
    }

    /// Something that may have to happen more than once before it is heard of.
    interface Deed {
        void again() throws IOException;
    }

    /// Does it again and again until the first line comes, and takes that.
    String listenTo(Deed deed) throws IOException {
        socket.setSoTimeout(100);
        try {
            while (true) {
                deed.again();
                try {
                    return line();
                } catch (SocketTimeoutException notYet) {
                    // once more
                }
            }
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    /// No more will be said.
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
