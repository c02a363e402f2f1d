package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Listeners on one event loop who get the very same bytes, since they began with the same page:
/// what a page costs for them is made once. Lives on that loop.
///
/// Who has nothing waiting gets the page in one piece, which is one short way through the kernel.
/// For whoever is behind, waits what is everybody's, and a head of 26 bytes: so those who do not
/// read cost little memory, however many they are.
final class Cohort {
    private final @Nullable OggLink link;
    private final ByteBufAllocator memory;
    private final List<Listener> listeners = new ArrayList<>();

    /// @param link empty where pages are sent as they are
    Cohort(Optional<OggLink> link, ByteBufAllocator memory) {
        this.link = link.orElse(null);
        this.memory = memory;
    }

    /// Whether who has come this far by itself goes on as these do.
    boolean goesOnAs(Optional<OggLink> other) {
        return link == null ? other.isEmpty() : other.filter(link::goesOnAs).isPresent();
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /// Sends a page to all of them.
    ///
    /// @return how many have gone, or were cut off because there was no room
    int deliver(Page page) {
        int gone = 0;
        ByteBuf whole = link == null ? page.bytes().retain() : link.whole(memory, page);
        try {
            for (int i = listeners.size() - 1; i >= 0; i--) {
                Listener listener = listeners.get(i);
                if (!listener.room()) {
                    gone++;
                    Listener last = listeners.removeLast();
                    if (i < listeners.size()) {
                        listeners.set(i, last);
                    }
                } else if (link != null && listener.isBehind()) {
                    listener.send(whole.copy(whole.readerIndex(), OggLink.HEADER));
                    listener.sendOff(page.bytes().retainedDuplicate());
                } else {
                    listener.sendOff(whole.retainedDuplicate());
                }
            }
        } finally {
            whole.release();
        }
        return gone;
    }

    /// The end of the stream.
    void end() {
        ByteBuf last = link == null ? memory.directBuffer(0) : link.end(memory);
        for (Listener listener : listeners) {
            listener.sendOff(last.retainedDuplicate());
            listener.end();
        }
        last.release();
        listeners.clear();
    }
}
