package radio.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// The other end of a server's connection: a plain socket of the JDK, text in UTF-8.
public final class Talker implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    /// To a server on this machine.
    public Talker(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public Talker(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    public Socket socket() {
        return socket;
    }

    public void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void sayLine(String line) throws IOException {
        say(line + "\r\n");
    }

    /// No more will be said.
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /// The next line, without its end; what there was if the stream ends before.
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /// Everything until the server closes.
    public String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Whether the server has closed, with nothing before that.
    public boolean atEnd() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    /// Something that may have to happen more than once before it is heard of.
    public interface Deed {
        void again() throws IOException;
    }

    /// Does it again and again until the first line comes, and takes that.
    public String listenTo(Deed deed) throws IOException {
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

    /// Hangs up rudely: the server gets a reset.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
