package radio.web;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request and the way to answer it, exactly once. Replies may be given from any thread.
public final class Exchange {
    private final Connection connection;
    private final String method;
    private final RequestTarget target;
    private final Map<String, String> headers;
    private final Optional<HostName> host;
    private final Routes.Access access;
    private final byte[] body;
    private boolean answered;

    /// @param headers names in lower case
    Exchange(
            Connection connection,
            String method,
            RequestTarget target,
            Map<String, String> headers,
            Optional<HostName> host,
            Routes.Access access,
            byte[] body) {
        this.connection = connection;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.host = host;
        this.access = access;
        this.body = body;
    }

    public String method() {
        return method;
    }

    /// Decoded, begins with a slash, climbs nowhere.
    public String path() {
        return target.path();
    }

    /// A parameter of the query, decoded; of several of one name the first.
    public Optional<String> query(String name) {
        return Optional.ofNullable(target.query().get(name));
    }

    /// A header by its name, in any case; of several lines the first.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// What the client calls this server; empty if an HTTP/1.0 client did not say.
    public Optional<HostName> host() {
        return host;
    }

    /// The client's address, without its port.
    public String remoteAddress() {
        return connection.remoteAddress();
    }

    /// The body; empty if there was none.
    public byte[] body() {
        return body.clone();
    }

    /// Answers with a text in UTF-8.
    ///
    /// @param contentType without a charset, which is added
    public void reply(int status, String contentType, String text) {
        reply(
                status,
                contentType + "; charset=utf-8",
                text.getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    /// Answers with bytes. HEAD gets the same head without them.
    ///
    /// @param extra further headers; they replace the usual ones of the same name
    public void reply(int status, String contentType, byte[] bytes, Map<String, String> extra) {
        answer();
        Map<String, String> head = new LinkedHashMap<>();
        if (status != 204) {
            head.put("Content-Type", contentType);
            head.put("Content-Length", Integer.toString(bytes.length));
        }
        head.put("Cache-Control", "no-cache, no-store");
        head.put("X-Content-Type-Options", "nosniff");
        if (access == Routes.Access.OPEN) {
            head.put("Access-Control-Allow-Origin", "*");
        }
        head.putAll(extra);
        connection.reply(status, head, method.equals("HEAD") ? new byte[0] : bytes);
    }

    /// Refuses with a line of text, and counts it.
    public void refuse(int status, HttpRefusal why, String text) {
        refuse(status, why, text, Map.of());
    }

    /// The same with further headers.
    public void refuse(int status, HttpRefusal why, String text, Map<String, String> extra) {
        connection.counters().refused(why);
        reply(
                status,
                "text/plain; charset=utf-8",
                (text + "\n").getBytes(StandardCharsets.UTF_8),
                extra);
    }

    /// Answers with 200 and a stream that has no length and ends with the connection. To HEAD,
    /// which wants no stream, gives one that is closed.
    ///
    /// @param boundBytes what may wait for the client; one that falls behind that is cut off and
    ///   counted
    public ResponseStream stream(String contentType, Map<String, String> extra, int boundBytes) {
        Map<String, String> head = new LinkedHashMap<>();
        head.put("Content-Type", contentType);
        head.put("Cache-Control", "no-cache, no-store");
        head.put("X-Content-Type-Options", "nosniff");
        if (access == Routes.Access.OPEN) {
            head.put("Access-Control-Allow-Origin", "*");
        }
        head.putAll(extra);
        return stream(head, boundBytes);
    }

    /// The same with all of its headers, Connection excepted.
    ResponseStream stream(Map<String, String> head, int boundBytes) {
        answer();
        Map<String, String> all = new LinkedHashMap<>(head);
        all.put("Connection", "close");
        ResponseStream stream = new ResponseStream(connection.context(), connection.counters());
        connection.stream(all, boundBytes, method.equals("HEAD"));
        return stream;
    }

    /// The loop on which the connection lives.
    EventLoop loop() {
        return connection.channel().eventLoop();
    }

    /// Where the client reached this server.
    Optional<HostName> localAddress() {
        return connection.channel().localAddress() instanceof InetSocketAddress at
                ? HostName.parse(NetUtil.toSocketAddressString(at))
                : Optional.empty();
    }

    /// Runs this when the connection has ended, on its loop.
    void onClose(Runnable then) {
        connection.channel().closeFuture().addListener(_ -> then.run());
    }

    private synchronized void answer() {
        if (answered) {
            throw new IllegalStateException(method + " " + path() + " was answered already");
        }
        answered = true;
    }

    synchronized boolean answered() {
        return answered;
    }

    @Override
    public String toString() {
        return method + " " + path();
    }
}
