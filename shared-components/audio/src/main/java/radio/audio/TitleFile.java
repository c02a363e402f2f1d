package radio.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import radio.audio.container.Texts;
import radio.axon.Component;
import radio.axon.Outbox;

/// Watches a file whose first line is the title, as studio software writes it: whenever that
/// changes, a [LiveTitle] leaves on `outbox`.
///
/// The file is read every [#PERIOD], at most [#MAX_BYTES] of it: a changed title is seen at the
/// next look. A title that is gone (no file, an empty first line, a folder, not text, unreadable)
/// counts only when it is still gone at the look after, within a second: who writes without
/// renaming leaves the file empty for a moment. Then the title is withdrawn, and why is said, once.
///
/// The line is UTF-8, or else Latin-1; the mark in front of it is dropped. A line with a zero byte
/// is not text.
public final class TitleFile extends Component {

    /// How often it is looked at.
    static final Duration PERIOD = Duration.ofMillis(500);

    /// Used of the line: what a title may be long on the wire.
    static final int MAX_BYTES = 1024;

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Outbox<LiveTitle> outbox =
            typedOutbox(LiveTitle.class, "the title, when it has changed");
    private final Path file;
    private final Consumer<String> words;
    private String title = "";
    private boolean goneBefore;
    private String said = "";

    /// What a look found: a title, or why there is none.
    private record Line(String title, String why) {}

    /// @param words told in one line why there is no title
    public TitleFile(Path file, Consumer<String> words) {
        super("title file");
        this.file = file;
        this.words = words;
    }

    @Override
    protected void run() throws InterruptedException {
        long next = clock().nanoTime();
        while (!stopping() && !upstreamFinished()) {
            long now = clock().nanoTime();
            if (now >= next) {
                next = now + PERIOD.toNanos();
                Optional<LiveTitle> changed = look(clock().unixNanos());
                if (changed.isPresent()) {
                    outbox.send(changed.get());
                }
            }
            await(Duration.ofNanos(Math.max(0, next - clock().nanoTime())));
        }
    }

    /// Looks once; for whoever wants the title before anything runs, and for its own thread
    /// afterwards.
    ///
    /// @param unixNanos now
    /// @return the title if it has changed
    public Optional<LiveTitle> look(long unixNanos) {
        Line line = read();
        if (line.title().isEmpty()) {
            boolean gone = goneBefore || title.isEmpty();
            goneBefore = true;
            if (!gone) {
                return Optional.empty();
            }
            if (!line.why().equals(said)) {
                said = line.why();
                words.accept("no title from " + file + ": " + line.why());
            }
        } else {
            goneBefore = false;
            said = "";
        }
        if (line.title().equals(title)) {
            return Optional.empty();
        }
        title = line.title();
        return Optional.of(new LiveTitle(title, unixNanos));
    }

    private Line read() {
        if (!Files.isRegularFile(file)) {
            // Never opened: a pipe would hold whoever reads it.
            return new Line("", Files.exists(file) ? "it is not a file" : "there is no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return line(in.readNBytes(MARK.length + MAX_BYTES + 1));
        } catch (IOException e) {
            return new Line("", "it cannot be read (" + e + ")");
        }
    }

    private static Line line(byte[] bytes) {
        boolean marked =
                bytes.length >= MARK.length
                        && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
        int from = marked ? MARK.length : 0;
        int end = from;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            if (bytes[end] == 0) {
                return new Line("", "it is not text");
            }
            end++;
        }
        int until = Math.min(end, from + MAX_BYTES);
        String text = text(Arrays.copyOfRange(bytes, from, until), until < end);
        String line = Texts.oneLine(text);
        return new Line(line, line.isEmpty() ? "its first line is empty" : "");
    }

    /// @param cut whether the line went on: then its last character may be a part of one
    private static String text(byte[] line, boolean cut) {
        for (int less = 0; less <= (cut ? 3 : 0) && less < line.length; less++) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(line, 0, line.length - less))
                        .toString();
            } catch (CharacterCodingException notUtf8) {
                // A shorter piece may be.
            }
        }
        return new String(line, StandardCharsets.ISO_8859_1);
    }
}
