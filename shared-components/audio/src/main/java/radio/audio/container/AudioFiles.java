package radio.audio.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Opens any file we can play. What a file is, its first bytes say, never its name.
public final class AudioFiles {

    /// How much of a file must look like text before it counts as text.
    private static final int TEXT_BYTES = 1024;

    private AudioFiles() {}

    /// Opens a WAV, AIFF, AU, MP3 or FLAC file by our own readers (ID3 tags before the sound are
    /// passed over), and everything else that has sound in it by ffmpeg, if that is installed.
    ///
    /// @throws UnreadableAudioException in one line why not: missing, no permission, a directory,
    ///   empty, text, of an unknown kind or without a sample
    public static AudioReader open(Path file) {
        return open(file, Ffmpeg.INSTALLED);
    }

    static AudioReader open(Path file, Ffmpeg ffmpeg) {
        if (Files.isDirectory(file)) {
            throw new UnreadableAudioException(
                    file, "it is a directory", "name a file in it, or use playlist:" + file);
        }
        try {
            return new TitledReader(openOurs(file), Tags.of(file).line());
        } catch (ForeignFormatException e) {
            return FfmpegReader.open(file, e.what(), ffmpeg);
        }
    }

    private static AudioReader openOurs(Path file) throws ForeignFormatException {
        ByteSource source;
        try {
            source = new ByteSource(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new UnreadableAudioException(file, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new UnreadableAudioException(
                    file, "it cannot be read (" + e + ")", "check its permissions", e);
        }
        boolean opened = false;
        try {
            AudioReader reader = recognise(file, source);
            opened = true;
            return reader;
        } catch (IOException e) {
            throw new UnreadableAudioException(
                    file, "reading it failed (" + e + ")", "check the disk", e);
        } finally {
            if (!opened) {
                close(source);
            }
        }
    }

    /// Our own readers only, for bytes that are no file of their own; `file` is only for messages.
    static AudioReader openOurs(Path file, InputStream in) throws IOException {
        try {
            return recognise(file, new ByteSource(in));
        } catch (ForeignFormatException e) {
            throw new UnreadableAudioException(file, e.what(), UnreadableAudioException.CONVERT, e);
        }
    }

    private static AudioReader recognise(Path file, ByteSource source)
            throws IOException, ForeignFormatException {
        if (!source.has(1)) {
            throw new UnreadableAudioException(file, "it is empty", "name a file with sound in it");
        }
        while (source.has(10) && source.matches(0, "ID3")) {
            byte[] header = new byte[10];
            source.copy(0, header, header.length);
            source.skip(Id3.bytes(header));
        }
        if (source.has(12)) {
            if ((source.matches(0, "RIFF") && source.matches(8, "WAVE"))
                    || (source.matches(0, "FORM")
                            && (source.matches(8, "AIFF") || source.matches(8, "AIFC")))
                    || source.matches(0, ".snd")) {
                return new JavaSoundReader(file, source);
            }
            if (source.matches(0, "fLaC")) {
                return new FlacReader(file, source);
            }
            if (holdsForeignSound(source)) {
                throw new ForeignFormatException("it is none of WAV, AIFF, AU, FLAC, MP3");
            }
        }
        if (isText(source)) {
            throw new UnreadableAudioException(
                    file, "it is text, not sound", "name a file with sound in it");
        }
        return new Mp3Reader(source);
    }

    /// Containers in which frames of MP3 may lie that are not to be played from where they lie.
    private static boolean holdsForeignSound(ByteSource source) {
        return source.matches(4, "ftyp") // MP4, M4A, MOV
                || source.matches(0, "RIFF") // AVI
                || source.matches(0, "OggS")
                || source.matches(0, "FLV")
                || source.intAt(0) == 0x1a45dfa3 // Matroska, WebM (EBML)
                || source.intAt(0) == 0x3026b275 // ASF, WMA
                || source.intAt(0) == 0x000001ba; // MPEG programme stream
    }

    /// Whether there is no byte at the beginning that text does not have.
    private static boolean isText(ByteSource source) throws IOException {
        int bytes = source.has(TEXT_BYTES) ? TEXT_BYTES : source.visible();
        for (int i = 0; i < bytes; i++) {
            int b = source.at(i);
            if (b == 0x7f || (b < 0x20 && b != 0x1b && !(b >= '\t' && b <= '\r'))) {
                return false;
            }
        }
        return bytes > 0;
    }

    private static void close(ByteSource source) {
        try {
            source.close();
        } catch (IOException alreadyUnreadable) {
            // Nothing was written, so nothing is lost.
        }
    }
}
