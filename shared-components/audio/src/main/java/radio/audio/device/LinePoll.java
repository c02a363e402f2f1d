package radio.audio.device;

import java.util.Arrays;
import java.util.Optional;
import radio.axon.Clock;

/// Looks at a line every few milliseconds and takes what is there, so that a read never waits and
/// the moment at which sound came is known. One thread.
final class LinePoll {

    /// What one look at a line brought.
    ///
    /// @param lookedNanos when it was looked at the time before, by `Clock.unixNanos`
    /// @param nanos when it was looked at
    /// @param bytes whole frames, at least one
    /// @param all false if there may be more
    @SuppressWarnings("ArrayRecordComponent") // given away
    record Reading(long lookedNanos, long nanos, byte[] bytes, boolean all) {}

    /// Most that is read at a time: half a second of stereo at 48 kHz.
    private static final int MOST_BYTES = 96_000;

    private final InputLine line;
    private final Clock clock;
    private final int frameBytes;
    private final byte[] bytes;
    private long lookedNanos;

    LinePoll(InputLine line, Clock clock, int frameBytes) {
        this.line = line;
        this.clock = clock;
        this.frameBytes = frameBytes;
        this.bytes = new byte[MOST_BYTES / frameBytes * frameBytes];
        this.lookedNanos = clock.unixNanos();
    }

    /// What came since the last look; empty if nothing did.
    Optional<Reading> look() {
        int length = 0;
        boolean all = false;
        while (!all && length < bytes.length) {
            int available = line.available();
            int wanted = Math.min(available, bytes.length - length);
            wanted -= wanted % frameBytes;
            // A line that vanished has much available and gives nothing.
            int read = wanted <= 0 ? 0 : line.read(bytes, length, wanted);
            length += Math.max(0, read);
            all = read <= 0;
        }
        long before = lookedNanos;
        lookedNanos = clock.unixNanos();
        return length == 0
                ? Optional.empty()
                : Optional.of(new Reading(before, lookedNanos, Arrays.copyOf(bytes, length), all));
    }
}
