package radio.audio.container;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first sound of any file that ffmpeg knows, decoded by an ffmpeg of its own, in the file's
/// own rate and channels.
///
/// [FfmpegProcess] runs it. It writes AU: a header with rate, channels and a few tags, then 32-bit
/// floating point without an end given.
///
/// The file is named so that it is a file to ffmpeg whatever it is called, and what it refers to is
/// only ever read from files.
final class FfmpegReader implements AudioReader {

    private static final Logger log = LoggerFactory.getLogger(FfmpegReader.class);

    /// AU: magic, offset of the data, length, encoding, rate, channels.
    private static final int HEADER_BYTES = 24;

    private static final int FLOAT_32 = 6;

    /// Tags behind the header; more of them are passed over.
    private static final int MAX_TAG_BYTES = 4096;

    /// Lossy formats may go beyond full scale; more than 12 dB is damage.
    private static final float MAX_SAMPLE = 4;

    private static final int PIECE_FRAMES = 1024;

    private final Path file;
    private final FfmpegProcess process;
    private final SoundFormat format;
    private final String title;
    private final byte[] bytes;
    private final ByteBuffer samples;
    private int have;

    /// @param what our own readers made of the file, for the message
    /// @throws UnreadableAudioException in one line if ffmpeg is missing or cannot either
    static FfmpegReader open(Path file, String what, Ffmpeg ffmpeg) {
        FfmpegProcess process = new FfmpegProcess(command(file, ffmpeg), ffmpeg.patience());
        boolean opened = false;
        try {
            FfmpegReader reader = new FfmpegReader(file, what, process);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                process.close();
            }
        }
    }

    private static List<String> command(Path file, Ffmpeg ffmpeg) {
        return List.of(
                ffmpeg.command(),
                "-nostdin",
                "-hide_banner",
                "-v",
                "error",
                "-protocol_whitelist",
                "file,pipe",
                "-i",
                "file:" + file,
                "-map",
                "0:a:0",
                // The tags of the file, and those of its sound.
                "-map_metadata",
                "0",
                "-map_metadata:g",
                "0:s:a:0",
                "-c:a",
                "pcm_f32be",
                "-f",
                "au",
                "pipe:1");
    }

    private FfmpegReader(Path file, String what, FfmpegProcess process) {
        this.file = file;
        this.process = process;
        byte[] header = new byte[HEADER_BYTES];
        if (fill(header, HEADER_BYTES) < HEADER_BYTES) {
            throw refused(what);
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        int dataAt = fields.getInt(4);
        int tagBytes = dataAt - HEADER_BYTES;
        if (fields.getInt(0) != 0x2e736e64 || fields.getInt(12) != FLOAT_32 || tagBytes < 0) {
            throw refused(what);
        }
        title = readTags(tagBytes);
        try {
            format = new SoundFormat(fields.getInt(16), fields.getInt(20));
        } catch (IllegalArgumentException e) {
            throw new UnreadableAudioException(
                    file,
                    "ffmpeg finds an impossible format in it (" + e.getMessage() + ")",
                    UnreadableAudioException.CONVERT,
                    e);
        }
        bytes = new byte[PIECE_FRAMES * frameBytes()];
        samples = ByteBuffer.wrap(bytes);
        have = fill(bytes, frameBytes());
        if (have < frameBytes()) {
            throw process.complaint().isEmpty()
                    ? new UnreadableAudioException(
                            file, "it holds no sample", "name a file with sound in it")
                    : refused(what);
        }
    }

    private String readTags(int tagBytes) {
        byte[] tags = new byte[Math.min(tagBytes, MAX_TAG_BYTES)];
        int got = fill(tags, tags.length);
        byte[] rest = new byte[MAX_TAG_BYTES];
        for (int left = tagBytes - tags.length; left > 0 && !process.ended(); ) {
            left -= fill(rest, Math.min(left, rest.length));
        }
        return Tags.ofLines(new String(tags, 0, got, StandardCharsets.UTF_8)).line();
    }

    private UnreadableAudioException refused(String what) {
        if (process.missing()) {
            return new UnreadableAudioException(
                    file,
                    what + ", and ffmpeg, which knows more, cannot be run",
                    "install ffmpeg (Debian: apt-get install ffmpeg)");
        }
        if (process.stuck()) {
            return new UnreadableAudioException(
                    file, what + ", and ffmpeg is stuck on it", UnreadableAudioException.CONVERT);
        }
        String reason = reason();
        return reason.contains("matches no streams")
                ? new UnreadableAudioException(
                        file, "it has no sound in it", "name a file with sound in it")
                : new UnreadableAudioException(
                        file,
                        what + ", and ffmpeg cannot read it either (" + reason + ")",
                        UnreadableAudioException.CONVERT);
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public int read(float[] into, int frames) {
        int channels = format.channels();
        if (have < frameBytes()) {
            have += fill(bytes, have, frameBytes() - have);
        }
        int got = Math.min(frames, have / frameBytes());
        for (int i = 0; i < got * channels; i++) {
            float sample = samples.getFloat(4 * i);
            into[i] = Float.isNaN(sample) ? 0 : Math.clamp(sample, -MAX_SAMPLE, MAX_SAMPLE);
        }
        int used = got * frameBytes();
        System.arraycopy(bytes, used, bytes, 0, have - used);
        have -= used;
        if (got == 0) {
            tellEarlyEnd();
        }
        return got;
    }

    private void tellEarlyEnd() {
        if (process.stuck()) {
            log.warn("{} ends early: ffmpeg is stuck", file);
        } else if (process.failed()) {
            log.warn("{} ends early: {}", file, reason());
        }
    }

    private int frameBytes() {
        return 4 * format.channels();
    }

    private int fill(byte[] into, int atLeast) {
        return fill(into, 0, atLeast);
    }

    /// Reads at least so many bytes, more if they are there; fewer only at the end.
    private int fill(byte[] into, int offset, int atLeast) {
        int got = 0;
        while (got < atLeast && !process.ended()) {
            got += process.read(into, offset + got, into.length - offset - got);
        }
        return got;
    }

    /// What it said first, without the names of its parts and of the file.
    private String reason() {
        return process.complaint()
                .lines()
                .map(line ->
                        line.replaceFirst("^\\[[^]]*] ?", "").replace("file:" + file + ": ", ""))
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> first.contains("matches no streams") ? first : second)
                .orElse("it does not say why");
    }

    @Override
    public void close() {
        process.close();
    }
}
