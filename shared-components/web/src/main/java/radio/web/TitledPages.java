package radio.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The pages that one listener with ICY is behind, so that its blocks can tell what comes: as few
/// as hold half an interval of bytes, and those are everybody's. Where a second takes fewer bytes
/// (silence), as few as last so many samples: who listens is not to wait for titles. Keeps a
/// reference of each. Lives on the listener's event loop.
final class TitledPages {
    private final Deque<Page> pages = new ArrayDeque<>();
    private final int aheadBytes;
    private final long maxSamples;
    private int bytes;
    private long samples;
    private String newest = "";

    /// @param aheadBytes that blocks look ahead
    /// @param maxSamples that are kept back, whatever they weigh
    TitledPages(int aheadBytes, long maxSamples) {
        this.aheadBytes = aheadBytes;
        this.maxSamples = maxSamples;
    }

    /// Takes a page; keeps a reference of its own.
    void add(Page page) {
        pages.addLast(page.retain());
        bytes += page.bytes().readableBytes();
        samples += page.samples();
        newest = page.title();
    }

    /// The next page, if enough comes after it; its reference is the caller's.
    Optional<Page> next() {
        Page first = pages.peekFirst();
        return first == null
                        || bytes - first.bytes().readableBytes() < aheadBytes
                                && samples - first.samples() < maxSamples
                ? Optional.empty()
                : any();
    }

    /// The next page, whatever comes after it; its reference is the caller's.
    Optional<Page> any() {
        Page first = pages.pollFirst();
        if (first != null) {
            bytes -= first.bytes().readableBytes();
            samples -= first.samples();
        }
        return Optional.ofNullable(first);
    }

    /// The title of the byte so many bytes after the page, counting what is kept behind it.
    String titleAfter(Page page, int offset) {
        int left = offset - page.bytes().readableBytes();
        if (left < 0) {
            return page.title();
        }
        for (Page later : pages) {
            left -= later.bytes().readableBytes();
            if (left < 0) {
                return later.title();
            }
        }
        return pages.isEmpty() ? page.title() : newest;
    }

    void release() {
        pages.forEach(Page::release);
        pages.clear();
        bytes = 0;
        samples = 0;
    }
}
