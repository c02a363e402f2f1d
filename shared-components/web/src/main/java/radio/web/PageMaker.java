package radio.web;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Makes the pages of one format, all listeners' alike, from one unbroken line of sound. Pure
/// stages; not thread-safe.
///
/// A page is full at [#PAGE_NANOS], and ends earlier where a title begins, so that whoever is told
/// of it is told with its first sample.
abstract class PageMaker {
    /// How long a page lasts: longer ones cost fewer writes, shorter ones less delay.
    static final long PAGE_NANOS = 200_000_000;

    private final int pageSamples;
    private long index;
    private long start;
    private int samples;
    private String title = "";

    /// @param sampleRate samples a second of what the pages hold
    PageMaker(int sampleRate) {
        pageSamples = (int) (PAGE_NANOS * sampleRate / 1_000_000_000);
    }

    /// Takes a piece of sound and passes on the pages that are full because of it. The receiver
    /// owns a reference of each.
    final void add(Sound sound, Consumer<Page> full) {
        if (!sound.title().equals(title)) {
            cut(full);
            title = sound.title();
        }
        put(sound, full);
    }

    /// Passes on what is left, and gives back its memory.
    final void finish(Consumer<Page> full) {
        cut(full);
        release();
    }

    /// Puts a piece of sound into the page that is being filled, with [#advance] for each part.
    abstract void put(Sound sound, Consumer<Page> full);

    /// What has been put since the last time, at least one part; the caller owns it.
    abstract ByteBuf take();

    /// The page's checksum and what moves one along by it, where there is such a thing.
    int crc(ByteBuf bytes) {
        return 0;
    }

    int shift(ByteBuf bytes) {
        return 0;
    }

    abstract void release();

    /// So many samples more are in the page, which may be full now.
    final void advance(int by, Consumer<Page> full) {
        samples += by;
        if (samples >= pageSamples) {
            cut(full);
        }
    }

    /// Whether the page holds nothing yet.
    final boolean isEmpty() {
        return samples == 0;
    }

    /// Ends the page here, if it holds anything.
    final void cut(Consumer<Page> full) {
        if (samples > 0) {
            ByteBuf bytes = take();
            full.accept(new Page(bytes, index++, start, samples, title, crc(bytes), shift(bytes)));
            start += samples;
            samples = 0;
        }
    }
}
