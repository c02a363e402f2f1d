package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import radio.wire.StreamInfo;

/// One player that listens: what differs from listener to listener, and no more. Lives on its
/// connection's event loop, where all but [#open] and [#refuse] is called.
///
/// It counts as a listener once it has listened for [#COUNTS_AFTER]: some players connect twice and
/// leave the first connection after a tenth of a second.
final class Listener {
    static final Duration COUNTS_AFTER = Duration.ofSeconds(1);

    /// What a listener with ICY is behind the others at most, so that titles can be told in time.
    /// At a stream's nominal rate it is half of that.
    static final Duration MAX_BEHIND = Duration.ofSeconds(1);

    private static final String EXPOSED =
            "icy-name, icy-genre, icy-description, icy-url, icy-br, icy-pub, icy-metaint";

    /// Measured with Chromium 156; MultiBuffer there.
    static final int BLOCK_BYTES = 32 * 1024;

    /// How titles reach it.
    enum Titles {
        /// Not at all.
        NONE,
        /// Between the bytes, as it asked for with `Icy-MetaData: 1`.
        ICY,
        /// As a new link of the Ogg stream for each, with the title in its tags.
        CHAIN
    }

    private final Exchange exchange;
    private final Format format;
    private final Titles titles;
    private final ListeningCounters counters;
    private @Nullable ResponseStream stream;
    private @Nullable Beginning beginning;
    private @Nullable OggLink link;
    private @Nullable IcyBlocks icy;
    private @Nullable TitledPages behind;
    private int links;
    private String linkTitle = "";

    Listener(Exchange exchange, Format format, Titles titles, ListeningCounters counters) {
        this.exchange = exchange;
        this.format = format;
        this.titles = titles;
        this.counters = counters;
    }

    Format format() {
        return format;
    }

    boolean hasIcy() {
        return titles == Titles.ICY;
    }

    Exchange exchange() {
        return exchange;
    }

    /// Answers instead of streaming.
    void refuse(int status, HttpRefusal why, String text) {
        exchange.refuse(status, why, text);
    }

    /// Sends the head.
    ///
    /// @return false if it wants no more than that, or is gone
    boolean begin(Beginning with) {
        Map<String, String> head = head(with);
        ResponseStream out = exchange.stream(head, with.boundBytes());
        if (exchange.method().equals("HEAD") || !out.isOpen()) {
            return false;
        }
        beginning = with;
        stream = out;
        if (titles == Titles.ICY) {
            int interval = interval(with);
            icy = new IcyBlocks(memory(out), interval);
            TitledPages kept = new TitledPages(interval / 2, maxBehindSamples(with.stream()));
            behind = kept;
            out.onClose(kept::release);
        }
        if (format == Format.WAV) {
            send(WavPages.header(memory(out)), _ -> "");
        }
        countLater(out);
        return true;
    }

    /// Whether there is room for more; if not, or if it is gone, it is out.
    boolean room() {
        return stream != null && stream.mayWrite();
    }

    /// Writes a page without sending it off. A listener with ICY is a few pages behind.
    void write(Page page) {
        TitledPages kept = behind;
        if (kept == null) {
            put(page);
            return;
        }
        if (stream == null || !stream.isOpen()) {
            return;
        }
        kept.add(page);
        for (Optional<Page> next = kept.next(); next.isPresent(); next = kept.next()) {
            put(next.get());
            next.get().release();
        }
    }

    /// Whether it gets what others get who began with the same page.
    boolean shares() {
        return titles == Titles.NONE;
    }

    /// Gives away the logical stream it has begun, for others to go on with; empty if its format
    /// has none.
    Optional<OggLink> giveLink() {
        Optional<OggLink> given = Optional.ofNullable(link);
        link = null;
        return given;
    }

    /// Whether some of what was sent still waits here.
    boolean isBehind() {
        return stream != null && stream.isBehind();
    }

    /// Writes bytes that were made for it.
    void send(ByteBuf bytes) {
        send(bytes, _ -> "");
    }

    /// Writes bytes that were made for it, and sends off all that is written.
    void sendOff(ByteBuf bytes) {
        if (stream == null) {
            bytes.release();
        } else {
            stream.flush(bytes);
        }
    }

    private void put(Page page) {
        ResponseStream out = stream;
        if (out == null) {
            return;
        }
        TitledPages kept = behind;
        IntFunction<String> titleAt =
                kept == null ? _ -> page.title() : offset -> kept.titleAfter(page, offset);
        if (format == Format.OPUS) {
            send(link(page, out).header(memory(out), page), titleAt);
        }
        send(page.bytes().retainedDuplicate(), titleAt);
    }

    void flush() {
        if (stream != null) {
            stream.flush();
        }
    }

    /// The stream is over.
    void end() {
        ResponseStream out = stream;
        if (out != null) {
            TitledPages kept = behind;
            if (kept != null) {
                for (Optional<Page> rest = kept.any(); rest.isPresent(); rest = kept.any()) {
                    put(rest.get());
                    rest.get().release();
                }
            }
            if (link != null && out.isOpen()) {
                send(link.end(memory(out)), _ -> linkTitle);
            }
            out.close();
        }
    }

    /// The logical stream the page goes into: the one and only, or a new one for a new title.
    private OggLink link(Page page, ResponseStream out) {
        OggLink now = link;
        Beginning with = beginning;
        if (with == null) {
            throw new IllegalStateException("not begun");
        }
        if (now != null && (titles != Titles.CHAIN || page.title().equals(linkTitle))) {
            return now;
        }
        if (now != null) {
            send(now.end(memory(out)), _ -> page.title());
        }
        OggLink next = new OggLink(with.serial() + (int) page.index() + links);
        linkTitle = page.title();
        List<String> tags = new ArrayList<>();
        if (!with.station().isEmpty()) {
            tags.add("ORGANIZATION=" + with.station());
        }
        if (titles == Titles.CHAIN && !linkTitle.isEmpty()) {
            tags.add("TITLE=" + linkTitle);
        }
        int preSkip = links == 0 ? OggLink.PRE_SKIP : 0;
        send(next.begin(memory(out), with.stream().channels(), preSkip, tags), _ -> page.title());
        links++;
        link = next;
        return next;
    }

    private void send(ByteBuf bytes, IntFunction<String> titles) {
        ResponseStream out = stream;
        if (out == null) {
            bytes.release();
        } else if (icy != null) {
            icy.write(bytes, titles, out::write);
        } else {
            out.write(bytes);
        }
    }

    private void countLater(ResponseStream out) {
        boolean[] counted = {false};
        var later =
                out.channel()
                        .eventLoop()
                        .schedule(
                                () -> {
                                    counted[0] = true;
                                    counters.came(format);
                                },
                                COUNTS_AFTER.toMillis(),
                                TimeUnit.MILLISECONDS);
        out.onClose(() -> {
            later.cancel(false);
            if (counted[0]) {
                counters.left(format);
            }
        });
    }

    private Map<String, String> head(Beginning with) {
        Map<String, String> head = new LinkedHashMap<>();
        head.put("Content-Type", format.contentType());
        head.put("Cache-Control", "no-cache, no-store");
        head.put("Access-Control-Allow-Origin", "*");
        head.put("Access-Control-Expose-Headers", EXPOSED);
        head.put("Accept-Ranges", "none");
        head.put("icy-name", with.station());
        head.put("icy-description", with.station());
        head.put("icy-genre", "various");
        Optional<HostName> host = exchange.host();
        host.ifPresent(name -> head.put("icy-url", "http://" + name + "/"));
        head.put("icy-br", Long.toString(format.bytesPerSecond(with.stream()) * 8 / 1000));
        head.put("icy-pub", "0");
        if (titles == Titles.ICY) {
            head.put("icy-metaint", Integer.toString(interval(with)));
        }
        return head;
    }

    /// Whether it gets sound from its network only in whole blocks of [#BLOCK_BYTES]: Chromium, and
    /// what is made of it.
    boolean takesBlocks() {
        return exchange.header("User-Agent").filter(agent -> agent.contains("Chrome/")).isPresent();
    }

    private int interval(Beginning with) {
        return IcyBlocks.interval(format.bytesPerSecond(with.stream()));
    }

    static long maxBehindSamples(StreamInfo stream) {
        return MAX_BEHIND.toMillis() * stream.sampleRate() / 1000;
    }

    private static ByteBufAllocator memory(ResponseStream out) {
        return out.channel().alloc();
    }
}
