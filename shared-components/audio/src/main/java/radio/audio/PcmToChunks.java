package radio.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import radio.audio.codec.OpusPacketEncoder;
import radio.audio.codec.OpusSettings;
import radio.wire.Chunk;
import radio.wire.Signer;
import radio.wire.StreamInfo;

/// From captured blocks to signed chunks: align, encode, cut, sign. Everything a [Programme] does,
/// without its thread; not thread-safe.
///
/// Media time 0 is the instant `anchorUnixNanos`, so a block stamped t lies at media time (t -
/// anchor) x 48 kHz. The first block says where the first chunk begins; from then on samples are
/// counted, and every stamp is held against the count, so that media time never lies:
/// - up to [#TOLERANCE_FRAMES] off: jitter of the stamp, nothing is done;
/// - late (blocks were dropped at door 1, or never captured): as much silence goes in, and a
///   capture gap is counted; beyond [#MAX_SILENCE_FRAMES] no silence is made, the chunk is filled
///   up and the next one begins at the new media time;
/// - early (capture went back in time): what overlaps is cut off and counted.
public final class PcmToChunks {

    /// 10 ms: what a stamp may be off before it counts as a gap. Below one packet, above the jitter
    /// of a thread that wakes late. Guess.
    static final int TOLERANCE_FRAMES = 480;

    /// 2 s: the longest hole worth sending as silence. Guess.
    static final int MAX_SILENCE_FRAMES = 2 * Pcm.RATE;

    private final StreamInfo stream;
    private final long anchorUnixNanos;
    private final OpusPacketEncoder encoder;
    private final Chunker chunker;
    private final short[] packet;
    private int filled;
    private long nextMediaTime = -1;
    private List<Chunk> pressed = new ArrayList<>();
    private long captureGaps;
    private long captureGapFrames;
    private long captureOverlaps;

    /// For music.
    public PcmToChunks(StreamInfo stream, long epoch, Signer signer, long anchorUnixNanos) {
        this(stream, OpusSettings.Application.MUSIC, epoch, signer, anchorUnixNanos);
    }

    public PcmToChunks(
            StreamInfo stream,
            OpusSettings.Application application,
            long epoch,
            Signer signer,
            long anchorUnixNanos) {
        this.stream = stream;
        this.anchorUnixNanos = anchorUnixNanos;
        this.encoder =
                new OpusPacketEncoder(
                        new OpusSettings(
                                stream.bitrateBitsPerSecond(), stream.channels(), application));
        this.chunker = new Chunker(stream, epoch, signer);
        this.packet = new short[OpusPacketEncoder.FRAMES * stream.channels()];
    }

    /// Takes one block of any length; gives the chunks it completed, mostly none.
    public List<Chunk> add(Pcm block) {
        return add(block, Optional.of(block.title()).filter(title -> !title.isEmpty()));
    }

    /// As [#add(Pcm)], with the title given, in place of the block's own.
    ///
    /// @param title what plays from the block's first frame on, empty text: not known; nothing: as
    ///   before
    List<Chunk> add(Pcm block, Optional<String> title) {
        short[] samples = block.inChannels(stream.channels()).samples();
        long mediaTime = Pcm.frames(block.unixNanos() - anchorUnixNanos);
        if (nextMediaTime < 0) {
            nextMediaTime = Math.max(0, mediaTime);
        }
        int skip = 0;
        long late = mediaTime - nextMediaTime;
        if (late > TOLERANCE_FRAMES) {
            captureGaps++;
            captureGapFrames += late;
            fill(late);
        } else if (late < -TOLERANCE_FRAMES) {
            captureOverlaps++;
            skip = (int) Math.min(block.frames(), -late);
        }
        title.ifPresent(chunker::title);
        put(samples, skip);
        return take();
    }

    /// Ends the programme: silence until a decoder has given the last sample, and until the last
    /// chunk is full.
    public List<Chunk> finish() {
        if (nextMediaTime >= 0) {
            silence(encoder.lookahead());
            fillChunk();
        }
        return take();
    }

    /// Holes in what was captured.
    public long captureGaps() {
        return captureGaps;
    }

    /// Frames missing in all those holes.
    public long captureGapFrames() {
        return captureGapFrames;
    }

    /// Blocks that were stamped before the end of the one before.
    public long captureOverlaps() {
        return captureOverlaps;
    }

    private List<Chunk> take() {
        if (pressed.isEmpty()) {
            return List.of();
        }
        List<Chunk> chunks = pressed;
        pressed = new ArrayList<>();
        return chunks;
    }

    private void fill(long frames) {
        if (frames <= MAX_SILENCE_FRAMES) {
            silence(frames);
            return;
        }
        long resume = nextMediaTime + frames;
        fillChunk();
        nextMediaTime = resume;
    }

    private void fillChunk() {
        while (filled > 0 || chunker.pending()) {
            silence(OpusPacketEncoder.FRAMES - filled);
        }
    }

    private void silence(long frames) {
        for (long left = frames; left > 0; ) {
            int n = (int) Math.min(left, OpusPacketEncoder.FRAMES - filled);
            Arrays.fill(
                    packet,
                    filled * stream.channels(),
                    (filled + n) * stream.channels(),
                    (short) 0);
            advance(n);
            left -= n;
        }
    }

    private void put(short[] samples, int from) {
        int channels = stream.channels();
        for (int at = from; at < samples.length / channels; ) {
            int n = Math.min(samples.length / channels - at, OpusPacketEncoder.FRAMES - filled);
            System.arraycopy(samples, at * channels, packet, filled * channels, n * channels);
            advance(n);
            at += n;
        }
    }

    private void advance(int frames) {
        filled += frames;
        nextMediaTime += frames;
        if (filled == OpusPacketEncoder.FRAMES) {
            filled = 0;
            chunker.add(
                            encoder.encode(packet),
                            OpusPacketEncoder.FRAMES,
                            nextMediaTime - OpusPacketEncoder.FRAMES)
                    .ifPresent(pressed::add);
        }
    }
}
