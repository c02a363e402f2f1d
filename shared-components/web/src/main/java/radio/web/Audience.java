package radio.web;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The listeners of one format on one event loop. A page costs one task, however many they are, and
/// is made once for those who began together ([Cohort]). What is public to [Mount] is called from
/// its thread, the rest runs on the loop.
///
/// At most [#MAX_TASKS] pages wait for a loop that is too busy; what comes then is dropped for all
/// its listeners and counted.
final class Audience {
    /// 10 s of pages.
    private static final int MAX_TASKS = 50;

    private final EventLoop loop;
    private final ListeningCounters counters;
    private final List<Cohort> cohorts = new ArrayList<>();

    /// Who gets bytes that nobody else gets.
    private final List<Listener> single = new ArrayList<>();

    /// Who waits for its first page.
    private final List<Listener> fresh = new ArrayList<>();

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
            cohorts.forEach(Cohort::end);
            cohorts.clear();
            single.forEach(Listener::end);
            single.clear();
            fresh.forEach(Listener::end);
            fresh.clear();
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
                place(listener, !burst.isEmpty());
            } else {
                present.decrementAndGet();
            }
        } finally {
            burst.forEach(Page::release);
        }
    }

    /// @param begun whether it has got its first page
    private void place(Listener listener, boolean begun) {
        if (!listener.shares()) {
            single.add(listener);
            return;
        }
        if (!begun) {
            fresh.add(listener);
            return;
        }
        Optional<OggLink> link = listener.giveLink();
        for (Cohort cohort : cohorts) {
            if (cohort.goesOnAs(link)) {
                cohort.add(listener);
                return;
            }
        }
        Cohort alone = new Cohort(link, ByteBufAllocator.DEFAULT);
        alone.add(listener);
        cohorts.add(alone);
    }

    private void deliver(Page page) {
        waiting.decrementAndGet();
        try {
            int gone = 0;
            for (Cohort cohort : cohorts) {
                gone += cohort.deliver(page);
            }
            if (gone > 0) {
                cohorts.removeIf(Cohort::isEmpty);
            }
            int before = single.size() + fresh.size();
            single.removeIf(listener -> !deliver(page, listener));
            fresh.removeIf(listener -> !deliver(page, listener));
            present.addAndGet(single.size() + fresh.size() - before - gone);
            fresh.forEach(listener -> place(listener, true));
            fresh.clear();
        } finally {
            page.release();
        }
    }

    private static boolean deliver(Page page, Listener listener) {
        if (!listener.room()) {
            return false;
        }
        listener.write(page);
        listener.flush();
        return true;
    }
}
