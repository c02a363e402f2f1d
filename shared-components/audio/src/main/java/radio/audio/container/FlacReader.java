package radio.audio.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

    private final ByteSource source;
    private final FLACDecoder decoder;
    private final SoundFormat format;
    private final float scale;
    private float[] decoded = new float[0];
    private int at;
    private int until;
    private boolean ended;

    FlacReader(Path file, ByteSource source) throws IOException {
        this.source = source;
        byte[] head = readStreamInfo(file, source);
        decoder =
                new FLACDecoder(
                        new SequenceInputStream(new ByteArrayInputStream(head), source.rest()));
        try {
            StreamInfo info = decoder.readStreamInfo();
            if (info.getBitsPerSample() > MAX_BITS) {
                throw new UnreadableAudioException(
                        file,
                        "it has " + info.getBitsPerSample() + "-bit samples",
                        "convert it to 24 bits or fewer");
            }
            format = new SoundFormat(info.getSampleRate(), info.getChannels());
            scale = 1f / (1 << (info.getBitsPerSample() - 1));
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new UnreadableAudioException(
                    file, "its FLAC header is damaged", "make the file again", e);
        }
        if (!next()) {
            throw new UnreadableAudioException(
                    file, "it holds no sample", "name a file with sound in it");
        }
    }

    /// Reads to the first frame and gives "fLaC" and the stream information as a stream's whole
    /// metadata.
    private static byte[] readStreamInfo(Path file, ByteSource source) throws IOException {
        byte[] head = new byte[8 + STREAM_INFO_BYTES];
        if (!source.has(head.length)
                || (source.at(4) & 0x7f) != 0
                || (source.intAt(4) & 0xff_ffff) != STREAM_INFO_BYTES) {
            throw new UnreadableAudioException(
                    file, "its FLAC header is damaged", "make the file again");
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
            int n = Math.min(frames - done, until - at);
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
            Frame frame = decoder.readNextFrame();
            if (frame != null) {
                convert(frame);
                return until > 0 || next();
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
                decoded[i * channels + c] = from[i] * scale;
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
