package radio.web;

import java.util.function.Consumer;

/// Makes the pages of one format, all listeners' alike, from one unbroken line of sound. Pure
/// stages; not thread-safe.
///
/// A page is full at [#PAGE_NANOS], and ends earlier where a title begins, so that whoever is told
/// of it is told with its first sample.
interface PageMaker {
    /// How long a page lasts: longer ones cost fewer writes, shorter ones less delay.
    long PAGE_NANOS = 200_000_000;

    /// Takes a piece of sound and passes on the pages that are full because of it. The receiver
    /// owns a reference of each.
    void add(Sound sound, Consumer<Page> full);

    /// Passes on what is left, and gives back its memory.
    void finish(Consumer<Page> full);
}
