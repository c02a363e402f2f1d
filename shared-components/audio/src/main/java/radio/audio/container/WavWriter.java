package radio.audio.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a WAV file of 16-bit samples (RIFF, format 1), replacing what was there.
///
/// The sizes in the header are brought up to date once a second of sound and at the end, so a
/// killed process leaves a file that plays up to its last second. WAV counts in 32 bits: beyond 4
/// GB (6.2 hours of 48 kHz stereo) the sound is still written and the header says 4 GB.
public final class WavWriter implements AutoCloseable {

    private static final int HEADER_BYTES = 44;
    private static final long MAX_DATA = 0xffff_ffffL - HEADER_BYTES;

    private final FileChannel file;
    private final SoundFormat format;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long dataBytes;
    private long headerBytes;

    private WavWriter(FileChannel file, SoundFormat format) throws IOException {
        this.file = file;
        this.format = format;
        writeHeader();
        file.position(HEADER_BYTES);
    }

    /// Creates the file, or empties it.
    public static WavWriter create(Path path, SoundFormat format) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        try {
            return new WavWriter(file, format);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    public SoundFormat format() {
        return format;
    }

    /// Appends interleaved samples.
    public void write(short[] samples) throws IOException {
        if (samples.length % format.channels() != 0) {
            throw new IllegalArgumentException(
                    samples.length + " samples are no whole frames of " + format.channels());
        }
        if (buffer.capacity() < samples.length * 2) {
            buffer = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer.clear();
        buffer.asShortBuffer().put(samples);
        buffer.limit(samples.length * 2);
        while (buffer.hasRemaining()) {
            dataBytes += file.write(buffer);
        }
        if (dataBytes - headerBytes >= 2L * format.channels() * format.sampleRate()) {
            writeHeader();
        }
    }

    /// Frames written so far.
    public long frames() {
        return dataBytes / (2L * format.channels());
    }

    private void writeHeader() throws IOException {
        long size = Math.min(dataBytes, MAX_DATA);
        int frameBytes = 2 * format.channels();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt((int) (size + HEADER_BYTES - 8)).put(ascii("WAVE"));
        header.put(ascii("fmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) format.channels());
        header.putInt(format.sampleRate())
                .putInt(format.sampleRate() * frameBytes)
                .putShort((short) frameBytes)
                .putShort((short) 16);
        header.put(ascii("data")).putInt((int) size).flip();
        for (int at = 0; header.hasRemaining(); ) {
            at += file.write(header, at);
        }
        headerBytes = dataBytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            writeHeader();
        }
    }
}
