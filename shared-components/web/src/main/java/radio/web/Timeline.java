package radio.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.Codec;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// Makes one unbroken time of "air": whatever is missing, for whatever reason, becomes silence of
/// the same length, so that a listener who counts samples stays with the station's clock. Pure: no
/// thread, no clock.
///
/// - Missing chunks, and jumps of media time: silence as long as they were.
/// - Nothing comes (the source is gone): silence in real time, from [#GRACE_NANOS] after the first
///   sample that did not come was due. What comes later for a time that was already filled is left
///   out, by whole packets.
/// - A new epoch (the source was restarted): due times say how long the pause was.
/// - Longer than [#MAX_FILL_NANOS] at once (a machine that slept) is not filled: time jumps.
final class Timeline {
    /// How long after its due time nothing more is waited for. Guess: longer than the jitter of
    /// "air", shorter than the burst that listeners have in hand.
    static final long GRACE_NANOS = 500_000_000;

    /// Silence in an outage is made in pieces of this length.
    static final long PIECE_NANOS = 200_000_000;

    /// The longest hole that is filled at once, and the most that is left out. Guess: the longest
    /// buffer a listener can ask for.
    static final long MAX_FILL_NANOS = 10_000_000_000L;

    /// How long an outage is bridged.
    static final long MAX_OUTAGE_NANOS = 3_600_000_000_000L;

    private @Nullable StreamInfo stream;
    private long epoch;
    private String title = "";

    /// The media time at which "air" goes on.
    private long nextMedia;

    /// When that is due.
    private long nextDue;

    /// Samples of silence already given beyond it.
    private long covered;

    /// Since the last item.
    private long outageNanos;

    private long silentSamples;
    private long leftOutSamples;
    private long jumps;

    /// What is on air; empty before the first item.
    Optional<StreamInfo> stream() {
        return Optional.ofNullable(stream);
    }

    /// What is playing; empty if unknown.
    String title() {
        return title;
    }

    /// Samples of silence made up so far.
    long silentSamples() {
        return silentSamples;
    }

    /// Samples that came after their time had been filled.
    long leftOutSamples() {
        return leftOutSamples;
    }

    /// How often time jumped.
    long jumps() {
        return jumps;
    }

    /// Whether an item belongs to another kind of stream, so that nothing made of the one before
    /// can go on: another codec, rate, or, except for Opus, whose packets say it themselves, number
    /// of channels. The time line must then be begun anew.
    boolean breaksWith(Air item) {
        StreamInfo now = stream;
        StreamInfo next = item.stream();
        return now != null
                && (now.codec() != next.codec()
                        || now.sampleRate() != next.sampleRate()
                        || now.codec() != Codec.OPUS && now.channels() != next.channels());
    }

    /// The sound of an item, and the silence before it.
    ///
    /// An item that comes after it was due counts as due now: a node whose chunks are all late
    /// still serves them.
    List<Sound> take(Air item, long nowNanos) {
        List<Sound> sounds = new ArrayList<>();
        long due = Math.max(item.dueNanos(), nowNanos);
        long overlap = -open(item, due, sounds);
        if (item instanceof Air.Heard heard) {
            overlap = hear(heard.chunk(), overlap, sounds);
        } else {
            long missing = item.samples();
            silence(Math.max(0, missing - overlap), sounds);
            overlap = Math.max(0, overlap - missing);
        }
        stream = item.stream();
        epoch = item.id().epoch();
        nextMedia = item.mediaTime() + item.samples();
        nextDue = due + item.stream().nanosOf(item.samples());
        covered = overlap;
        outageNanos = 0;
        return sounds;
    }

    /// Silence for what should have come by now.
    List<Sound> passed(long nowNanos) {
        StreamInfo of = stream;
        List<Sound> sounds = new ArrayList<>();
        if (of == null) {
            return sounds;
        }
        long late = nowNanos - GRACE_NANOS - filledUntil(of);
        if (late < PIECE_NANOS || bridgedOut()) {
            return sounds;
        }
        long pieces = late / PIECE_NANOS;
        long pieceSamples = samples(PIECE_NANOS, of);
        long most = MAX_FILL_NANOS / PIECE_NANOS;
        if (pieces > most) {
            jumps++;
        }
        for (long i = 0; i < Math.min(pieces, most); i++) {
            silence(pieceSamples, sounds);
        }
        covered += pieces * pieceSamples;
        outageNanos += pieces * PIECE_NANOS;
        return sounds;
    }

    /// When [#passed] has something to do if nothing comes; [Long#MAX_VALUE] if it never has.
    long nextNanos() {
        StreamInfo of = stream;
        return of == null || bridgedOut()
                ? Long.MAX_VALUE
                : filledUntil(of) + GRACE_NANOS + PIECE_NANOS;
    }

    /// Whether nothing came for so long that nobody is kept any longer.
    boolean bridgedOut() {
        return outageNanos >= MAX_OUTAGE_NANOS;
    }

    private long filledUntil(StreamInfo of) {
        return nextDue + of.nanosOf(covered);
    }

    /// Fills up to where an item begins.
    ///
    /// @return 0, or how many samples of it are already over, as a negative number
    private long open(Air item, long due, List<Sound> sounds) {
        StreamInfo of = stream;
        if (of == null) {
            return 0;
        }
        boolean same = item.id().epoch() == epoch && item.stream().id() == of.id();
        long gap =
                same ? item.mediaTime() - nextMedia - covered : samples(due - filledUntil(of), of);
        long most = samples(MAX_FILL_NANOS, of);
        if (gap > most || gap < -most) {
            jumps++;
            return 0;
        }
        silence(Math.max(0, gap), sounds);
        return Math.min(0, gap);
    }

    /// @param over how many samples of the chunk are over
    /// @return how many are over after it
    private long hear(Chunk chunk, long over, List<Sound> sounds) {
        for (Field field : chunk.fields()) {
            title = field.type() == Field.TITLE ? field.text() : title;
        }
        long left = over;
        for (Packet packet : chunk.packets()) {
            if (left > 0 && left * 2 >= packet.samples()) {
                left -= packet.samples();
                leftOutSamples += packet.samples();
            } else {
                sounds.add(new Sound.Heard(packet, title));
            }
        }
        return Math.max(0, left);
    }

    private void silence(long samples, List<Sound> sounds) {
        if (samples > 0) {
            sounds.add(new Sound.Silence((int) samples, title));
            silentSamples += samples;
        }
    }

    private static long samples(long nanos, StreamInfo of) {
        // Beyond the longest fill every length is alike; a station can claim any time.
        long bounded = Math.clamp(nanos, -2 * MAX_FILL_NANOS, 2 * MAX_FILL_NANOS);
        return bounded * of.sampleRate() / 1_000_000_000;
    }
}
