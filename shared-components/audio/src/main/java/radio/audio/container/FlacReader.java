package radio.audio.container;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;

/// FLAC by jflac, 4 to 24 bits, any rate.
///
/// The metadata blocks are passed over here: jflac would believe the lengths in them and reserve
/// what they say. It sees the stream information and the frames.
final class FlacReader implements AudioReader {

    private static final int STREAM_INFO_BYTES = 34;
    private static final int MAX_BITS = 24;

    /// Where in the head the 36 bits of the number of frames begin, in the middle of a byte.
    private static final int TOTAL_AT = 21;

    private final ByteSource source;
    private final FLACDecoder decoder;
    private final SoundFormat format;
    private final float scale;
    private float[] decoded = new float[0];
    private int at;
    private int until;
    private long left;
    private boolean ended;

    FlacReader(Path file, ByteSource source) throws IOException, ForeignFormatException {
        this.source = source;
        byte[] head = readStreamInfo(source);
        left = takeTotal(head);
        decoder =
                new FLACDecoder(
                        new OneEnd(
                                new SequenceInputStream(
                                        new ByteArrayInputStream(head), source.rest())));
        try {
            StreamInfo info = decoder.readStreamInfo();
            if (info.getBitsPerSample() > MAX_BITS) {
                throw new ForeignFormatException(
                        "it is FLAC with " + info.getBitsPerSample() + "-bit samples");
            }
            format = new SoundFormat(info.getSampleRate(), info.getChannels());
            scale = 1f / (1 << (info.getBitsPerSample() - 1));
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new ForeignFormatException("its FLAC header is damaged", e);
        }
        if (!next()) {
            throw new UnreadableAudioException(
                    file, "it holds no sample", "name a file with sound in it");
        }
    }

    /// Reads to the first frame and gives "fLaC" and the stream information as a stream's whole
    /// metadata.
    private static byte[] readStreamInfo(ByteSource source)
            throws IOException, ForeignFormatException {
        byte[] head = new byte[8 + STREAM_INFO_BYTES];
        if (!source.has(head.length)
                || (source.at(4) & 0x7f) != 0
                || (source.intAt(4) & 0xff_ffff) != STREAM_INFO_BYTES) {
            throw new ForeignFormatException("its FLAC header is damaged");
        }
        source.copy(0, head, head.length);
        boolean last = (head[4] & 0x80) != 0;
        head[4] |= (byte) 0x80;
        source.skip(head.length);
        while (!last && source.has(4)) {
            int block = source.intAt(0);
            last = block < 0;
            source.skip(4L + (block & 0xff_ffff));
        }
        return head;
    }

    /// Reads the number of frames from the stream information (36 bits; 0: unknown) and makes it
    /// unknown to jflac, which looks for no frame beyond it and then, if anything follows, never
    /// ends.
    private static long takeTotal(byte[] head) {
        ByteBuffer low = ByteBuffer.wrap(head, TOTAL_AT + 1, 4);
        long total = (head[TOTAL_AT] & 15L) << 32 | (low.getInt() & 0xffff_ffffL);
        head[TOTAL_AT] &= (byte) 0xf0;
        Arrays.fill(head, TOTAL_AT + 1, TOTAL_AT + 5, (byte) 0);
        return total == 0 ? Long.MAX_VALUE : total;
    }

    /// A stream that says once that it ends and fails then: jflac, after bytes that look like a
    /// frame, asks again for ever.
    private static final class OneEnd extends FilterInputStream {

        private boolean told;

        OneEnd(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return ended(super.read());
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return ended(super.read(into, offset, length));
        }

        private int ended(int got) throws IOException {
            if (got < 0 && told) {
                throw new IOException("read beyond the end");
            }
            told = got < 0;
            return got;
        }
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int read(float[] into, int frames) {
        int channels = format.channels();
        int done = 0;
        while (done < frames) {
            if (at == until && !next()) {
                break;
            }
            int n = (int) Math.min(left, Math.min(frames - done, until - at));
            if (n == 0) {
                break;
            }
            left -= n;
            System.arraycopy(decoded, at * channels, into, done * channels, n * channels);
            at += n;
            done += n;
        }
        return done;
    }

    private boolean next() {
        if (ended) {
            return false;
        }
        try {
            for (Frame frame = decoder.readNextFrame();
                    frame != null;
                    frame = decoder.readNextFrame()) {
                convert(frame);
                if (until > 0) {
                    return true;
                }
            }
        } catch (IOException | RuntimeException damaged) {
            // jflac meets damage with any exception at all: the file plays up to here.
        }
        ended = true;
        return false;
    }

    private void convert(Frame frame) {
        int channels = format.channels();
        int size = frame.header.blockSize;
        if (decoded.length < size * channels) {
            decoded = new float[size * channels];
        }
        int given = Math.min(channels, frame.header.channels);
        for (int c = 0; c < channels; c++) {
            int[] from = decoder.getChannelData()[Math.min(c, given - 1)].getOutput();
            for (int i = 0; i < size; i++) {
                // A damaged frame may hold any number.
                decoded[i * channels + c] = Math.clamp(from[i] * scale, -1f, 1f);
            }
        }
        at = 0;
        until = size;
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
