package radio.audio.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Opens any file we can play. What a file is, its first bytes say, never its name.
public final class AudioFiles {

    private AudioFiles() {}

    /// Opens a WAV, AIFF, AU, MP3 or FLAC file; ID3 tags before the sound are passed over.
    ///
    /// @throws UnreadableAudioException in one line why not: missing, no permission, a directory,
    ///   empty, not sound, of an unknown kind or without a sample
    public static AudioReader open(Path file) {
        if (Files.isDirectory(file)) {
            throw new UnreadableAudioException(
                    file, "it is a directory", "name a file in it, or use playlist:" + file);
        }
        ByteSource source;
        try {
            source = new ByteSource(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new UnreadableAudioException(file, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new UnreadableAudioException(
                    file, "it cannot be read (" + e + ")", "check its permissions", e);
        }
        try {
            return recognise(file, source);
        } catch (IOException e) {
            close(source);
            throw new UnreadableAudioException(
                    file, "reading it failed (" + e + ")", "check the disk", e);
        } catch (RuntimeException e) {
            close(source);
            throw e;
        }
    }

    /// The same for bytes that are no file of their own; `file` is only for messages.
    static AudioReader open(Path file, InputStream in) throws IOException {
        return recognise(file, new ByteSource(in));
    }

    private static AudioReader recognise(Path file, ByteSource source) throws IOException {
        if (!source.has(1)) {
            throw new UnreadableAudioException(file, "it is empty", "name a file with sound in it");
        }
        while (source.has(10) && source.matches(0, "ID3")) {
            source.skip(id3Bytes(source));
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
        }
        return new Mp3Reader(file, source);
    }

    /// Whole length of an ID3v2 tag: header, body, optional footer; lengths are four times seven
    /// bits (ID3v2.4 structure, 3.1).
    private static long id3Bytes(ByteSource source) {
        long body = 0;
        for (int i = 6; i < 10; i++) {
            body = body << 7 | (source.at(i) & 0x7f);
        }
        boolean footer = (source.at(5) & 0x10) != 0;
        return 10 + body + (footer ? 10 : 0);
    }

    private static void close(ByteSource source) {
        try {
            source.close();
        } catch (IOException alreadyUnreadable) {
            // Nothing was written, so nothing is lost.
        }
    }
}
