package radio.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.axon.Component;
import radio.peer.StartException;

/// Debian's Icecast on loopback, in a process of its own, with the usual settings and room enough.
final class Icecast implements AutoCloseable {
    static final String MOUNT = "/bench.ogg";
    static final String MP3_MOUNT = "/bench.mp3";
    private static final String PASSWORD = "bench";
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final int port;
    private final List<Process> feeds = new ArrayList<>();

    private Icecast(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Where it is installed, if it is.
    static Optional<Path> program() {
        return installed("icecast2");
    }

    /// Where a program is, if it is installed.
    static Optional<Path> installed(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : (path + ":/usr/bin:/usr/local/bin").split(":", -1)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /// Starts it at any free port.
    ///
    /// @param folder for its configuration and logs
    static Icecast start(Path program, Path folder, int listeners, Patience patience)
            throws IOException, InterruptedException {
        Path logs = Files.createDirectories(folder.resolve("icecast"));
        // Started by root it becomes somebody else, who is to write here.
        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = freePort();
            Path config =
                    Files.writeString(folder.resolve("icecast.xml"), config(port, listeners, logs));
            Process process =
                    new ProcessBuilder(program.toString(), "-c", config.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("icecast.out").toFile())
                            .start();
            Icecast icecast = new Icecast(process, port);
            patience.waitFor(() -> !process.isAlive() || answers(port), Duration.ofSeconds(10));
            if (process.isAlive()) {
                return icecast;
            }
        }
        throw new StartException(
                "icecast2 does not start: "
                        + Files.readString(folder.resolve("icecast.out")).strip());
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /// Puts MP3 at 128 kbit/s on air, made of a file again and again.
    ///
    /// @return false without ffmpeg
    boolean feedMp3(Path sound, Path folder) throws IOException {
        if (installed("ffmpeg").isEmpty()) {
            return false;
        }
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-re"));
        command.addAll(List.of("-stream_loop", "-1", "-i", sound.toString()));
        command.addAll(List.of("-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3"));
        command.addAll(List.of("-content_type", "audio/mpeg"));
        command.add("icecast://source:" + PASSWORD + "@127.0.0.1:" + port + MP3_MOUNT);
        feeds.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("feed.out").toFile())
                        .start());
        return true;
    }

    /// Whether something is on air there.
    boolean has(String mount) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2000);
            Feed.ask(socket, "GET " + mount + " HTTP/1.0\r\n\r\n");
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /// It takes no 0 for "any": so one that was free a moment ago.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String config(int port, int listeners, Path logs) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return """
        <icecast>
          <limits>
            <clients>%d</clients><sources>2</sources><queue-size>524288</queue-size>
            <client-timeout>30</client-timeout><header-timeout>15</header-timeout><source-timeout>10</source-timeout>
            <burst-on-connect>1</burst-on-connect><burst-size>65535</burst-size>
          </limits>
          <authentication><source-password>%s</source-password><admin-user>admin</admin-user><admin-password>%s</admin-password></authentication>
          <hostname>localhost</hostname>
          <listen-socket><port>%d</port><bind-address>127.0.0.1</bind-address></listen-socket>
          <fileserve>1</fileserve>
          <paths><logdir>%s</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
          <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
          <security><chroot>0</chroot>%s</security>
        </icecast>
        """
                .formatted(
                        listeners + 100,
                        PASSWORD,
                        PASSWORD,
                        port,
                        logs,
                        root
                                ? "<changeowner><user>icecast2</user><group>icecast</group></changeowner>"
                                : "");
    }

    @Override
    public void close() {
        feeds.forEach(Process::destroyForcibly);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// Puts on Icecast what another server sends, byte for byte.
    static final class Feed extends Component {
        private static final Logger log = LoggerFactory.getLogger(Feed.class);

        private final int from;
        private final String path;
        private final String type;
        private final int to;

        /// @param path at the server it comes from
        /// @param type of the stream
        Feed(int from, String path, String type, int to) {
            super("feed of icecast");
            this.from = from;
            this.path = path;
            this.type = type;
            this.to = to;
        }

        @Override
        protected void run() throws InterruptedException {
            InetAddress here = InetAddress.getLoopbackAddress();
            try (Socket source = new Socket(here, from);
                    Socket icecast = new Socket(here, to)) {
                ask(source, "GET " + path + " HTTP/1.0\r\n\r\n");
                String secret =
                        Base64.getEncoder()
                                .encodeToString(
                                        ("source:" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
                ask(
                        icecast,
                        "SOURCE "
                                + MOUNT
                                + " HTTP/1.0\r\nAuthorization: Basic "
                                + secret
                                + "\r\nContent-Type: "
                                + type
                                + "\r\nice-name: bench\r\n\r\n");
                byte[] piece = new byte[8192];
                InputStream in = source.getInputStream();
                OutputStream out = icecast.getOutputStream();
                for (int count = in.read(piece);
                        count >= 0 && !stopping();
                        count = in.read(piece)) {
                    out.write(piece, 0, count);
                }
            } catch (IOException e) {
                // Whoever listens to it will see that nothing comes; at the end that is as it
                // should.
                log.info("icecast is not fed any more: {}", e.getMessage());
            }
        }

        private static void ask(Socket server, String request) throws IOException {
            server.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = server.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0 || head.length() > 8192) {
                    throw new IOException("no answer: " + head);
                }
                head.append((char) next);
            }
            if (!head.toString().matches("(?s)HTTP/1\\.[01] 200.*")) {
                throw new IOException(head.toString().strip());
            }
        }
    }
}
