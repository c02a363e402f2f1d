package radio.web;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The listeners of one format on one event loop. A page costs one task, however many they are.
/// What is public to [Mount] is called from its thread, the rest runs on the loop.
///
/// At most [#MAX_TASKS] pages wait for a loop that is too busy; what comes then is dropped for all
/// its listeners and counted.
final class Audience {
    /// 10 s of pages.
    private static final int MAX_TASKS = 50;

    private final EventLoop loop;
    private final ListeningCounters counters;
    private final List<Listener> listeners = new ArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger present = new AtomicInteger();

    Audience(EventLoop loop, ListeningCounters counters) {
        this.loop = loop;
        this.counters = counters;
    }

    /// Whether nobody is here or on the way.
    boolean isEmpty() {
        return present.get() == 0;
    }

    /// Begins a listener with pages of the past; this keeps a reference of each until then.
    void add(Listener listener, Beginning beginning, List<Page> burst) {
        burst.forEach(Page::retain);
        present.incrementAndGet();
        if (!inLoop(() -> begin(listener, beginning, burst))) {
            present.decrementAndGet();
            burst.forEach(Page::release);
        }
    }

    void publish(Page page) {
        if (waiting.incrementAndGet() > MAX_TASKS) {
            waiting.decrementAndGet();
            counters.pagesDropped.increment();
            return;
        }
        page.retain();
        if (!inLoop(() -> deliver(page))) {
            page.release();
            waiting.decrementAndGet();
        }
    }

    /// The end of the stream, for all of them.
    void end() {
        inLoop(() -> {
            listeners.forEach(Listener::end);
            listeners.clear();
            present.set(0);
        });
    }

    private boolean inLoop(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    private void begin(Listener listener, Beginning beginning, List<Page> burst) {
        try {
            if (listener.begin(beginning)) {
                burst.forEach(listener::write);
                listener.flush();
                listeners.add(listener);
            } else {
                present.decrementAndGet();
            }
        } finally {
            burst.forEach(Page::release);
        }
    }

    private void deliver(Page page) {
        waiting.decrementAndGet();
        try {
            for (int i = listeners.size() - 1; i >= 0; i--) {
                Listener listener = listeners.get(i);
                if (listener.room()) {
                    listener.write(page);
                    listener.flush();
                } else {
                    present.decrementAndGet();
                    Listener last = listeners.removeLast();
                    if (i < listeners.size()) {
                        listeners.set(i, last);
                    }
                }
            }
        } finally {
            page.release();
        }
    }
}
