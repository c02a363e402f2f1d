package radio.audio.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.audio.codec.Mp3FrameDecoder;
import radio.audio.codec.Mp3Header;

/// MP3: finds the frames, has them decoded, and cuts off what the encoder added before and after
/// (if its tag says how much).
///
/// Two headers in a row must fit before anything counts as sound, so that a text file is no MP3.
/// Rubbish between frames is passed over. Tags at the end (ID3v1, APE) are rubbish too.
final class Mp3Reader implements AudioReader {

    private static final Logger log = LoggerFactory.getLogger(Mp3Reader.class);

    /// How far the first frame may be: pictures in tags are skipped by length, so this is only for
    /// rubbish. Guess.
    private static final int SEARCH = 48 * 1024;

    /// What every decoder adds in front (LAME's tag counts without it).
    private static final int DECODER_DELAY = 529;

    private static final int INTENSITY_STEREO =
            0x50; // joint stereo in the mode, intensity in its extension
    private static final int MODE_AND_INTENSITY = 0xd0;

    private final ByteSource source;
    private final Mp3Header first;
    private final SoundFormat format;
    private final Mp3FrameDecoder decoder = new Mp3FrameDecoder();
    private final byte[] frame = new byte[2048];
    private final float[] decoded = new float[1152 * 2];
    private int at;
    private int until;
    private long toSkip;
    private long left = Long.MAX_VALUE;

    Mp3Reader(ByteSource source) throws IOException, ForeignFormatException {
        this.source = source;
        Optional<Mp3Header> found = seek(SEARCH, Optional.empty());
        if (found.isEmpty()) {
            throw new ForeignFormatException("it is none of WAV, AIFF, AU, FLAC, MP3");
        }
        first = found.get();
        if ((first.bits() & MODE_AND_INTENSITY) == INTENSITY_STEREO) {
            throw new ForeignFormatException("it is MP3 with intensity stereo");
        }
        format = new SoundFormat(first.sampleRate(), first.channels());
        readEncoderTag();
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int read(float[] into, int frames) {
        int channels = format.channels();
        int done = 0;
        while (done < frames && left > 0) {
            if (at == until && !next()) {
                break;
            }
            int n = Math.min(frames - done, until - at);
            if (toSkip > 0) {
                int skipped = (int) Math.min(toSkip, until - at);
                at += skipped;
                toSkip -= skipped;
                continue;
            }
            n = (int) Math.min(n, left);
            System.arraycopy(decoded, at * channels, into, done * channels, n * channels);
            at += n;
            done += n;
            left -= n;
        }
        return done;
    }

    /// Decodes the next frame to `decoded`, in the channels of the first one.
    private boolean next() {
        try {
            Optional<Mp3Header> header = seek(Integer.MAX_VALUE, Optional.of(first));
            if (header.isEmpty()) {
                return false;
            }
            Mp3Header found = header.get();
            source.copy(0, frame, found.size());
            source.skip(found.size());
            decoder.decode(found, frame, decoded);
            at = 0;
            until = found.samples();
            matchChannels(found);
            return true;
        } catch (ClosedByInterruptException stopped) {
            return false;
        } catch (IOException unreadable) {
            log.warn("an MP3 file ends early: {}", unreadable.toString());
            return false;
        }
    }

    private void matchChannels(Mp3Header found) {
        if (found.channels() > first.channels()) {
            for (int i = 0; i < until; i++) {
                decoded[i] = (decoded[2 * i] + decoded[2 * i + 1]) / 2;
            }
        } else if (found.channels() < first.channels()) {
            for (int i = until - 1; i >= 0; i--) {
                decoded[2 * i] = decoded[i];
                decoded[2 * i + 1] = decoded[i];
            }
        }
    }

    /// Moves to the next frame within `limit` bytes. A frame counts if another one of its kind, or
    /// the end of the file, follows it.
    private Optional<Mp3Header> seek(int limit, Optional<Mp3Header> kind) throws IOException {
        for (int passed = 0; passed < limit && source.has(Mp3Header.BYTES); passed++) {
            Optional<Mp3Header> here =
                    Mp3Header.parse(source.intAt(0))
                            .filter(h -> kind.isEmpty() || h.fits(kind.get()));
            if (here.isPresent()) {
                Mp3Header header = here.get();
                if (source.has(header.size() + Mp3Header.BYTES)) {
                    Optional<Mp3Header> after = Mp3Header.parse(source.intAt(header.size()));
                    if ((after.isPresent() && after.get().fits(header))
                            || (kind.isPresent() && endsHere(header.size()))) {
                        return here;
                    }
                } else if (source.visible() >= header.size()
                        && (kind.isPresent() || source.visible() == header.size())) {
                    return here;
                }
            }
            source.skip(1);
        }
        return Optional.empty();
    }

    /// Whether a tag that belongs at the end of a file begins here.
    private boolean endsHere(int offset) {
        return source.matches(offset, "TAG")
                || source.matches(offset, "APET")
                || source.matches(offset, "LYRI")
                || source.matches(offset, "ID3");
    }

    /// The first frame may hold no sound but a table (Xing, Info, VBRI), and how many samples to
    /// cut off (LAME).
    private void readEncoderTag() throws IOException {
        int tag = Mp3Header.BYTES + first.sideBytes();
        if (!source.has(first.size()) || tag + 8 > first.size()) {
            return;
        }
        boolean xing = source.matches(tag, "Xing") || source.matches(tag, "Info");
        boolean vbri = first.size() > 40 && source.matches(36, "VBRI");
        if (!xing && !vbri) {
            return;
        }
        if (xing) {
            readLame(tag);
        }
        source.skip(first.size());
    }

    private void readLame(int tag) {
        int flags = source.intAt(tag + 4);
        int next = tag + 8;
        long frames = 0;
        if ((flags & 1) != 0 && next + 4 <= first.size()) {
            frames = source.intAt(next) & 0xffff_ffffL;
        }
        next += ((flags & 1) + (flags >> 1 & 1) + (flags >> 3 & 1)) * 4 + (flags >> 2 & 1) * 100;
        if (next + 24 > first.size()
                || !(source.matches(next, "LAME") || source.matches(next, "Lav"))) {
            return;
        }
        int delay = source.at(next + 21) << 4 | source.at(next + 22) >> 4;
        int padding = (source.at(next + 22) & 15) << 8 | source.at(next + 23);
        toSkip = (long) delay + DECODER_DELAY;
        long sound = frames * first.samples() - delay - padding;
        if (frames > 0 && sound > 0) {
            left = sound;
        }
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
