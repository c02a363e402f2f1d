package radio.overlay;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.StreamInfo;
import radio.wire.Verifier;

/// What we know about the station: its newest genuine header. Only a newer one replaces it.
final class Station {
    /// What was done with a header.
    enum Verdict {
        /// It is the newest now, and begins another epoch.
        NEW_EPOCH,
        /// It is the newest now.
        NEW_REVISION,
        /// We have it, or a newer one.
        KNOWN,
        /// It is of another station.
        WRONG_STATION,
        /// Its signature is bad.
        FORGED
    }

    private static final long GUESSED_CHUNK_NANOS = 100_000_000L;

    private final StationId id;
    private final int stream;
    private final Verifier verifier;
    private @Nullable StationHeader header;
    private long chunkNanos = GUESSED_CHUNK_NANOS;

    Station(StationId id, int stream, Verifier verifier) {
        this.id = id;
        this.stream = stream;
        this.verifier = verifier;
    }

    Verdict offer(StationHeader offered) {
        if (!offered.station().equals(id)) {
            return Verdict.WRONG_STATION;
        }
        StationHeader known = header;
        // Old ones are told apart before their signature costs us anything.
        if (known != null && !offered.isNewerThan(known)) {
            return Verdict.KNOWN;
        }
        return offered.verify(verifier) ? replace(offered) : Verdict.FORGED;
    }

    /// Takes our own header, which needs no proof.
    Verdict announce(StationHeader own) {
        if (!own.station().equals(id)) {
            return Verdict.WRONG_STATION;
        }
        StationHeader known = header;
        return known != null && !own.isNewerThan(known) ? Verdict.KNOWN : replace(own);
    }

    private Verdict replace(StationHeader newer) {
        boolean sameEpoch = header != null && header.epoch() == newer.epoch();
        header = newer;
        chunkNanos = newer.stream(stream).map(Station::chunkNanos).orElse(GUESSED_CHUNK_NANOS);
        return sameEpoch ? Verdict.NEW_REVISION : Verdict.NEW_EPOCH;
    }

    private static long chunkNanos(StreamInfo info) {
        return Math.clamp(info.nanosOf(info.chunkSamples()), 5_000_000L, 10_000_000_000L);
    }

    StationId id() {
        return id;
    }

    Optional<StationHeader> header() {
        return Optional.ofNullable(header);
    }

    /// Of our stream, in bits per second; 0 while it is unknown.
    int bitrate() {
        return info().map(StreamInfo::bitrateBitsPerSecond).orElse(0);
    }

    /// What our stream is, once a header has told.
    Optional<StreamInfo> info() {
        return header().flatMap(known -> known.stream(stream));
    }

    /// 0 while there is no header.
    long epoch() {
        return header == null ? 0 : header.epoch();
    }

    boolean lists(int streamId) {
        return header != null && header.stream(streamId).isPresent();
    }

    /// How long an ordinary chunk of our stream is; bounded, whatever the header says.
    long chunkNanos() {
        return chunkNanos;
    }

    Verifier verifier() {
        return verifier;
    }
}
