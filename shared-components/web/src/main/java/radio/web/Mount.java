package radio.web;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import radio.wire.StreamInfo;

/// One format while somebody listens to it: its page maker, the pages of the last few seconds for
/// those who join, and its audiences. Belongs to the thread of [LiveAudio].
final class Mount {
    private final Format format;
    private final int serial;
    private final long burstSamples;
    private final long aheadSamples;

    /// For listeners that take whole blocks: one to begin with, and a second until the next.
    private final long blockBurstSamples;

    private final PageMaker maker;
    private final ListeningCounters counters;
    private final Deque<Page> recent = new ArrayDeque<>();
    private final Map<EventLoop, Audience> audiences = new LinkedHashMap<>();
    private long recentSamples;

    /// @param serial of the logical Ogg stream that would begin with the first page
    /// @param past sound of the last few seconds, from which the first burst is made
    Mount(
            Format format,
            StreamInfo stream,
            int serial,
            long burstSamples,
            Iterable<Sound> past,
            ListeningCounters counters) {
        this.format = format;
        this.serial = serial;
        this.burstSamples = burstSamples;
        long rate = format.bytesPerSecond(stream);
        long ahead = IcyBlocks.interval(rate) / 2L * stream.sampleRate() / rate;
        aheadSamples = Math.min(ahead, Listener.maxBehindSamples(stream));
        this.counters = counters;
        ByteBufAllocator memory = ByteBufAllocator.DEFAULT;
        long block =
                (long) Listener.BLOCK_BYTES * stream.sampleRate() / format.bytesPerSecond(stream);
        blockBurstSamples =
                burstSamples == 0
                        ? 0
                        : Math.max(
                                burstSamples,
                                Math.min(
                                        block + stream.sampleRate(),
                                        LiveAudio.LONGEST_BLOCK.toSeconds() * stream.sampleRate()));
        maker =
                switch (format) {
                    case OPUS -> new OpusPages(memory, stream.channels());
                    case WAV -> new WavPages(memory, stream);
                    case MP3, AAC -> new FramePages(memory, stream);
                };
        past.forEach(this::add);
    }

    Format format() {
        return format;
    }

    int serial() {
        return serial;
    }

    void add(Sound sound) {
        maker.add(sound, this::publish);
    }

    void join(Listener listener, EventLoop loop, Beginning beginning) {
        List<Page> burst = new ArrayList<>();
        long burstOfIt = listener.takesBlocks() ? blockBurstSamples : burstSamples;
        long wanted = burstSamples == 0 ? 0 : burstOfIt + (listener.hasIcy() ? aheadSamples : 0);
        long have = 0;
        for (var pages = recent.descendingIterator(); pages.hasNext() && have < wanted; ) {
            Page page = pages.next();
            burst.addFirst(page);
            have += page.samples();
        }
        audiences
                .computeIfAbsent(loop, at -> new Audience(at, counters))
                .add(listener, beginning, burst);
    }

    /// Whether nobody listens.
    boolean isEmpty() {
        return audiences.values().stream().allMatch(Audience::isEmpty);
    }

    /// Ends the stream for all its listeners and gives back the memory.
    void close() {
        maker.finish(this::publish);
        audiences.values().forEach(Audience::end);
        recent.forEach(Page::release);
        recent.clear();
    }

    private void publish(Page page) {
        audiences.values().forEach(audience -> audience.publish(page));
        recent.addLast(page);
        recentSamples += page.samples();
        long keep = blockBurstSamples + aheadSamples;
        while (recentSamples - recent.getFirst().samples() >= keep && recent.size() > 1) {
            Page oldest = recent.removeFirst();
            recentSamples -= oldest.samples();
            oldest.release();
        }
    }
}
