package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: takes a request, has it answered, takes the next. What two readers
/// could understand differently (RFC 9112, 11.2: request smuggling) is refused with 400, and after
/// a refusal of that kind nothing more is read. Bytes come only when asked for, so that whoever
/// sends many requests at once fills no queue of ours.
///
/// Lives on its event loop; [#reply] and [#stream] may be called from any thread.
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is told by channelInactive
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /// What a client may send after its request was refused, or while it is streamed to, before the
    /// connection is cut.
    private static final int MAX_IGNORED = 64 * 1024;

    /// Requests, and parts of such, that were sent before the one before them was answered.
    private static final int MAX_QUEUED = 64;

    private static final Duration LINGER = Duration.ofSeconds(1);

    private final HttpSettings settings;
    private final Routes routes;
    private final WebCounters counters;
    private final Channel channel;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Pending pending;
    private final Deque<Object> queued = new ArrayDeque<>();
    private boolean answering;
    private boolean keepAlive;
    private boolean ignoring;
    private int ignored;

    /// A request whose body is still coming.
    private record Pending(
            String method,
            RequestTarget target,
            Map<String, String> headers,
            Optional<HostName> host,
            Routes.Route route,
            ByteArrayOutputStream body) {}

    Connection(HttpSettings settings, Routes routes, WebCounters counters, Channel channel) {
        this.settings = settings;
        this.routes = routes;
        this.counters = counters;
        this.channel = channel;
    }

    Channel channel() {
        return channel;
    }

    WebCounters counters() {
        return counters;
    }

    String remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress at && at.getAddress() != null
                ? at.getAddress().getHostAddress()
                : "unknown";
    }

    /// What is written here goes to the socket without asking another handler.
    ChannelHandlerContext context() {
        ChannelHandlerContext here = context;
        if (here == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return here;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        nextRequest();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        relax();
        forgetQueued();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A reset or a broken pipe is how most listeners leave.
        if (!(cause instanceof IOException)) {
            log.warn("connection of {} ended", remoteAddress(), cause);
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!answering || ignoring) {
            take(message);
        } else if (queued.size() < MAX_QUEUED) {
            queued.add(message);
        } else {
            ReferenceCountUtil.release(message);
            counters.refused(HttpRefusal.TOO_LARGE);
            channel.close();
        }
    }

    private void take(Object message) {
        try {
            if (ignoring) {
                ignore(message);
                return;
            }
            if (message instanceof HttpRequest request) {
                counters.requests.increment();
                begin(request);
            }
            if (!ignoring && message instanceof HttpContent content) {
                more(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void forgetQueued() {
        queued.forEach(ReferenceCountUtil::release);
        queued.clear();
    }

    private void ignore(Object message) {
        ignored +=
                message instanceof HttpContent content
                        ? content.content().readableBytes()
                        : message instanceof ByteBuf bytes ? bytes.readableBytes() : 1024;
        if (ignored > MAX_IGNORED) {
            channel.close();
        }
    }

    private void nextRequest() {
        pending = null;
        answering = false;
        within(settings.headerTime(), this::requestOverdue);
        while (!answering && !queued.isEmpty()) {
            take(queued.remove());
        }
        if (!answering) {
            channel.config().setAutoRead(true);
        }
    }

    /// Does this unless [#relax] comes first.
    private void within(Duration time, Runnable otherwise) {
        relax();
        deadline = channel.eventLoop().schedule(otherwise, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void requestOverdue() {
        counters.refused(HttpRefusal.TIMEOUT);
        refuse(408, "your request took too long");
    }

    private void replyOverdue() {
        counters.refused(HttpRefusal.TIMEOUT);
        channel.close();
    }

    private void relax() {
        ScheduledFuture<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
            deadline = null;
        }
    }

    private void begin(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuseBroken(request.decoderResult().cause());
            return;
        }
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        Optional<HostName> host =
                hosts.size() == 1 ? HostName.parse(hosts.getFirst()) : Optional.empty();
        boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (!old && !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || hosts.size() > 1
                || host.isEmpty() && !(old && hosts.isEmpty())
                || !plainBody(headers, old)) {
            refuseMalformed();
            return;
        }
        keepAlive = HttpUtil.isKeepAlive(request) && !old;
        String method = request.method().name();
        if (method.equals("OPTIONS") && request.uri().equals("*")) {
            pending =
                    new Pending(
                            method,
                            new RequestTarget("*", Map.of()),
                            Map.of(),
                            host,
                            new Routes.Route(
                                    Routes.Access.OPEN, 0, exchange -> options(exchange, Map.of())),
                            new ByteArrayOutputStream(0));
            return;
        }
        Optional<RequestTarget> target = RequestTarget.parse(request.uri());
        if (target.isEmpty()) {
            refuseMalformed();
            return;
        }
        Map<String, Routes.Route> there = routes.at(target.get().path());
        Optional<Routes.Route> route =
                method.equals("OPTIONS") && !there.isEmpty() && !there.containsKey("OPTIONS")
                        ? Optional.of(
                                new Routes.Route(
                                        Routes.Access.OPEN,
                                        0,
                                        exchange -> options(exchange, there)))
                        : Routes.choose(there, method);
        if (route.isEmpty()) {
            counters.refused(there.isEmpty() ? HttpRefusal.NOT_FOUND : HttpRefusal.METHOD);
            if (there.isEmpty()) {
                refuse(404, "there is nothing at this address");
            } else {
                String allowed = Routes.allowed(there);
                refuse(405, "this address answers " + allowed, Map.of("Allow", allowed));
            }
            return;
        }
        if (route.get().access() == Routes.Access.OWN_SITE && !ownSite(host, headers)) {
            counters.refused(HttpRefusal.FOREIGN_HOST);
            refuse(403, "this address answers only to this machine's own names");
            return;
        }
        long length = headers.contains(HttpHeaderNames.CONTENT_LENGTH) ? length(headers) : 0;
        if (length > route.get().bodyLimit()) {
            refuseTooLarge(413);
            return;
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            channel.writeAndFlush(ResponseHead.write(channel.alloc(), 100, Map.of()));
        }
        pending =
                new Pending(
                        method,
                        target.get(),
                        firstOfEach(headers),
                        host,
                        route.get(),
                        new ByteArrayOutputStream(0));
    }

    private static long length(HttpHeaders headers) {
        try {
            return Long.parseLong(headers.get(HttpHeaderNames.CONTENT_LENGTH).strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /// Whether everybody agrees where the body ends: a length in digits or chunks, and never both
    /// (which the decoder has refused already).
    private static boolean plainBody(HttpHeaders headers, boolean old) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (!codings.isEmpty()) {
            return !old
                    && lengths.isEmpty()
                    && codings.size() == 1
                    && codings.getFirst().strip().equalsIgnoreCase("chunked");
        }
        return lengths.size() <= 1
                && lengths.stream()
                        .allMatch(length ->
                                length.strip().chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    private boolean ownSite(Optional<HostName> host, HttpHeaders headers) {
        if (host.isEmpty() || !routes.trusted(host.get())) {
            return false;
        }
        return headers.getAll(HttpHeaderNames.ORIGIN).stream()
                .allMatch(origin ->
                        origin.equalsIgnoreCase("http://" + host.get())
                                || origin.equalsIgnoreCase("https://" + host.get()));
    }

    private static Map<String, String> firstOfEach(HttpHeaders headers) {
        Map<String, String> first = new HashMap<>();
        headers.forEach(header ->
                first.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return first;
    }

    private void more(HttpContent content) {
        Pending request = pending;
        if (request == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            refuseBroken(content.decoderResult().cause());
            return;
        }
        ByteBuf bytes = content.content();
        if (request.body().size() + bytes.readableBytes() > request.route().bodyLimit()) {
            if (bytes.isReadable()) {
                refuseTooLarge(413);
                return;
            }
        }
        byte[] piece = new byte[bytes.readableBytes()];
        bytes.readBytes(piece);
        request.body().writeBytes(piece);
        if (!(content instanceof LastHttpContent)) {
            return;
        }
        pending = null;
        answering = true;
        channel.config().setAutoRead(false);
        relax();
        Exchange exchange =
                new Exchange(
                        this,
                        request.method(),
                        request.target(),
                        request.headers(),
                        request.host(),
                        request.route().access(),
                        request.body().toByteArray());
        try {
            request.route().handler().handle(exchange);
        } catch (RuntimeException fault) {
            log.error("{} failed", exchange, fault);
            if (exchange.answered()) {
                channel.close();
            } else {
                exchange.reply(500, "text/plain", "this went wrong here; the log says what\n");
            }
        }
    }

    private static void options(Exchange exchange, Map<String, Routes.Route> there) {
        String allowed = Routes.allowed(there);
        exchange.reply(
                204,
                "",
                new byte[0],
                Map.of(
                        "Allow",
                        allowed,
                        "Access-Control-Allow-Methods",
                        allowed,
                        "Access-Control-Allow-Headers",
                        "Icy-MetaData, Range, Content-Type, Cache-Control",
                        "Access-Control-Max-Age",
                        "86400"));
    }

    /// Answers with a body of known length, then takes the next request if the client wants.
    void reply(int status, Map<String, String> headers, byte[] body) {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(() -> reply(status, headers, body));
            return;
        }
        boolean stays = keepAlive && !ignoring;
        headers.put("Connection", stays ? "keep-alive" : "close");
        within(settings.replyTime(), this::replyOverdue);
        ByteBuf head = ResponseHead.write(channel.alloc(), status, headers);
        counters.bytesSent.add(head.readableBytes() + (long) body.length);
        channel.write(head, channel.voidPromise());
        ChannelFuture written = channel.writeAndFlush(Unpooled.wrappedBuffer(body));
        written.addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            } else if (stays) {
                nextRequest();
            } else {
                partSlowly();
            }
        });
    }

    /// Answers with a head and leaves the rest to whoever has the stream.
    void stream(Map<String, String> headers, int boundBytes, boolean headOnly) {
        if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(() -> stream(headers, boundBytes, headOnly));
            return;
        }
        relax();
        ignoring = true;
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(boundBytes / 2, boundBytes));
        ByteBuf head = ResponseHead.write(channel.alloc(), 200, headers);
        counters.bytesSent.add(head.readableBytes());
        if (headOnly) {
            channel.writeAndFlush(head).addListener(_ -> partSlowly());
        } else {
            channel.writeAndFlush(head, channel.voidPromise());
            // No further request will be read, and thousands of decoders are megabytes.
            if (channel.pipeline().get(StrictRequestDecoder.class) != null) {
                channel.pipeline().remove(StrictRequestDecoder.class);
            }
            // Reads see the client leave; what it says meanwhile nobody wants.
            channel.config().setAutoRead(true);
        }
    }

    private void refuseBroken(Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            refuseTooLarge(cause instanceof TooLongHttpLineException ? 414 : 431);
        } else {
            refuseMalformed();
        }
    }

    private void refuseMalformed() {
        counters.refused(HttpRefusal.MALFORMED);
        refuse(400, "that is no request this server understands");
    }

    private void refuseTooLarge(int status) {
        counters.refused(HttpRefusal.TOO_LARGE);
        refuse(status, "that is more than this address takes");
    }

    private void refuse(int status, String text) {
        refuse(status, text, Map.of());
    }

    /// Answers before the request was read to its end; so this is the connection's last.
    private void refuse(int status, String text, Map<String, String> extra) {
        ignoring = true;
        pending = null;
        forgetQueued();
        Map<String, String> headers = new HashMap<>(extra);
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        headers.put("Content-Type", "text/plain; charset=utf-8");
        headers.put("Content-Length", Integer.toString(body.length));
        reply(status, headers, body);
    }

    /// Closes so that the client can still read what was sent: a close with bytes unread would
    /// reset the connection and lose the reply (RFC 9112, 9.6).
    private void partSlowly() {
        ignoring = true;
        forgetQueued();
        within(LINGER, channel::close);
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        channel.config().setAutoRead(true);
    }
}
