package radio.audio.container;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/// WAV, AIFF and AU by `AudioSystem`: whole numbers of 8 to 32 bits, floating point of 32 and 64,
/// A-law and u-law.
final class JavaSoundReader implements AudioReader {

    private static final int CHUNK_FRAMES = 4096;

    private final AudioInputStream in;
    private final SoundFormat format;
    private final Encoding encoding;
    private final int sampleBytes;
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private boolean ended;

    JavaSoundReader(Path file, ByteSource source) throws IOException, ForeignFormatException {
        AudioInputStream opened;
        try {
            opened = AudioSystem.getAudioInputStream(new BufferedInputStream(source.rest()));
        } catch (UnsupportedAudioFileException | EOFException e) {
            throw new ForeignFormatException("its header is damaged or of an unknown kind", e);
        } catch (RuntimeException e) {
            // The JDK's readers check little of what a header says.
            throw new ForeignFormatException("its header is damaged (" + e + ")", e);
        }
        in = linear(opened);
        AudioFormat found = in.getFormat();
        encoding = found.getEncoding();
        int bits = found.getSampleSizeInBits();
        try {
            format = new SoundFormat(Math.round(found.getSampleRate()), found.getChannels());
        } catch (IllegalArgumentException e) {
            throw new ForeignFormatException(
                    "its header names an impossible format (" + e.getMessage() + ")", e);
        }
        sampleBytes = (bits + 7) / 8;
        boolean whole =
                encoding.equals(Encoding.PCM_SIGNED) || encoding.equals(Encoding.PCM_UNSIGNED);
        boolean known =
                (whole && sampleBytes >= 1 && sampleBytes <= 4)
                        || (encoding.equals(Encoding.PCM_FLOAT) && (bits == 32 || bits == 64));
        if (!known || found.getFrameSize() != sampleBytes * format.channels()) {
            throw new ForeignFormatException("its samples are of an unknown kind (" + found + ")");
        }
        if (in.getFrameLength() == 0) {
            throw new UnreadableAudioException(
                    file, "it holds no sample", "name a file with sound in it");
        }
        bytes = new byte[CHUNK_FRAMES * sampleBytes * format.channels()];
        buffer =
                ByteBuffer.wrap(bytes)
                        .order(
                                found.isBigEndian()
                                        ? ByteOrder.BIG_ENDIAN
                                        : ByteOrder.LITTLE_ENDIAN);
    }

    /// A-law and u-law are 8 bits for 16: `AudioSystem` knows how.
    private static AudioInputStream linear(AudioInputStream opened) throws ForeignFormatException {
        AudioFormat format = opened.getFormat();
        Encoding encoding = format.getEncoding();
        if (!encoding.equals(Encoding.ALAW) && !encoding.equals(Encoding.ULAW)) {
            return opened;
        }
        try {
            return AudioSystem.getAudioInputStream(Encoding.PCM_SIGNED, opened);
        } catch (IllegalArgumentException e) {
            throw new ForeignFormatException(
                    "its samples are of an unknown kind (" + format + ")", e);
        }
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int read(float[] into, int frames) {
        int channels = format.channels();
        int frameBytes = sampleBytes * channels;
        int done = 0;
        while (done < frames && !ended) {
            int got = fill(Math.min(frames - done, CHUNK_FRAMES) * frameBytes) / frameBytes;
            for (int i = 0; i < got * channels; i++) {
                into[done * channels + i] = sample(i * sampleBytes);
            }
            done += got;
        }
        return done;
    }

    /// Reads until `wanted` bytes are there or the file ends; half a frame at the end is dropped by
    /// the caller.
    private int fill(int wanted) {
        int have = 0;
        try {
            while (have < wanted) {
                int n = in.read(bytes, have, wanted - have);
                if (n <= 0) {
                    ended = true;
                    break;
                }
                have += n;
            }
        } catch (IOException truncated) {
            ended = true;
        }
        return have;
    }

    private float sample(int at) {
        if (encoding.equals(Encoding.PCM_FLOAT)) {
            double value = sampleBytes == 4 ? buffer.getFloat(at) : buffer.getDouble(at);
            return value >= -1 && value <= 1 ? (float) value : value > 1 ? 1 : value < -1 ? -1 : 0;
        }
        int value =
                switch (sampleBytes) {
                    case 1 -> buffer.get(at) << 24;
                    case 2 -> buffer.getShort(at) << 16;
                    case 3 -> middle(at);
                    default -> buffer.getInt(at);
                };
        if (encoding.equals(Encoding.PCM_UNSIGNED)) {
            value ^= Integer.MIN_VALUE;
        }
        return value * 0x1p-31f;
    }

    private int middle(int at) {
        int a = bytes[at] & 0xff;
        int b = bytes[at + 1] & 0xff;
        int c = bytes[at + 2] & 0xff;
        return buffer.order() == ByteOrder.BIG_ENDIAN
                ? a << 24 | b << 16 | c << 8
                : c << 24 | b << 16 | a << 8;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
