package radio.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;

class TitleFileTest {

    private static final Duration PROMISED = Duration.ofSeconds(1);

    @TempDir Path directory;

    private final SteppingSystem system = AxonSystem.stepping(11);
    private final Gather<LiveTitle> gather = new Gather<>(LiveTitle.class);
    private final List<String> words = new ArrayList<>();
    private Path file;

    @BeforeEach
    void begin() {
        file = directory.resolve("läuft gerade.txt");
        system.activate(Pipeline.of(new TitleFile(file, words::add), gather));
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void firstLineIsTheTitleAndOnlyChangesAreTold() throws IOException {
        put("Für Elise – \"Beethoven\" ☃\r\nsecond line\n".getBytes(UTF_8));
        put("Für Elise – \"Beethoven\" ☃\nanother second line\n".getBytes(UTF_8));
        put("Next".getBytes(UTF_8));
        assertThat(titles()).containsExactly("Für Elise – \"Beethoven\" ☃", "Next");
        assertThat(words).isEmpty();
    }

    @Test
    void missingFileIsNoTitleAndIsSaidOnce() throws IOException {
        system.runFor(Duration.ofSeconds(10));
        assertThat(titles()).isEmpty();
        assertThat(words)
                .singleElement()
                .asString()
                .contains(file.toString())
                .endsWith("there is no such file");
        put("Here".getBytes(UTF_8));
        Files.delete(file);
        system.runFor(Duration.ofSeconds(10));
        assertThat(titles()).containsExactly("Here", "");
        assertThat(words).hasSize(2);
    }

    @Test
    void changeLeavesWithinASecondWithTheTimeItWasSeen() throws IOException {
        put("one".getBytes(UTF_8));
        long before = system.clock().unixNanos();
        put("two".getBytes(UTF_8));
        assertThat(gather.messages.getLast().text()).isEqualTo("two");
        assertThat(gather.messages.getLast().unixNanos())
                .isBetween(before, before + PROMISED.toNanos());
    }

    @Test
    void fileThatIsReplacedIsFollowed() throws IOException {
        for (int i = 0; i < 20; i++) {
            Path fresh = directory.resolve("new");
            Files.writeString(fresh, "title " + i + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            system.runFor(PROMISED);
        }
        assertThat(titles()).hasSize(20).endsWith("title 18", "title 19");
    }

    @Test
    void fileThatIsEmptyForAMomentWhileItIsWrittenLosesNothing() throws IOException {
        put("one".getBytes(UTF_8));
        Files.write(file, new byte[0]);
        system.runFor(TitleFile.PERIOD);
        put("two".getBytes(UTF_8));
        assertThat(titles()).containsExactly("one", "two");
        put(new byte[0]);
        assertThat(titles()).containsExactly("one", "two", "");
        assertThat(words).singleElement().asString().endsWith("its first line is empty");
    }

    @Test
    void folderIsNoTitle() throws IOException {
        Files.createDirectory(file);
        system.runFor(Duration.ofSeconds(3));
        assertThat(titles()).isEmpty();
        assertThat(words).singleElement().asString().endsWith("it is not a file");
    }

    @Test
    void linkToAFileIsFollowedAndOneToNowhereIsNoTitle() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(file, target);
        system.runFor(PROMISED);
        assertThat(words).hasSize(1);
        Files.writeString(target, "far");
        system.runFor(PROMISED);
        assertThat(titles()).containsExactly("far");
    }

    @Test
    void hugeFileWithoutALineEndGivesItsBeginning() throws IOException {
        byte[] huge = new byte[20 << 20];
        java.util.Arrays.fill(huge, (byte) 'x');
        put(huge);
        assertThat(titles()).containsExactly("x".repeat(1024));
    }

    @Test
    void lineIsCutBetweenCharacters() throws IOException {
        put(("x" + "ü".repeat(1000)).getBytes(UTF_8));
        put("☃".repeat(1000).getBytes(UTF_8));
        put("ü".repeat(512).getBytes(UTF_8));
        put(("ä".repeat(512) + "\n").getBytes(UTF_8));
        assertThat(titles())
                .containsExactly(
                        "x" + "ü".repeat(511), "☃".repeat(341), "ü".repeat(512), "ä".repeat(512));
    }

    @Test
    void whatIsNotUtf8IsLatin1() throws IOException {
        put("Björk - Jóga\n".getBytes(ISO_8859_1));
        put(("ü" + "x".repeat(2000)).getBytes(ISO_8859_1));
        assertThat(titles()).containsExactly("Björk - Jóga", "ü" + "x".repeat(1023));
    }

    @Test
    void markInFrontOfTheLineIsDropped() throws IOException {
        put("\uFEFFTitle\n".getBytes(UTF_8));
        put("\uFEFF".getBytes(UTF_8));
        put(("\uFEFF" + "y".repeat(1024) + "\n").getBytes(UTF_8));
        assertThat(titles()).containsExactly("Title", "", "y".repeat(1024));
    }

    @Test
    void fileThatIsNotTextIsNoTitle() throws IOException {
        byte[] noise = new byte[100_000];
        new SplittableRandom(5).nextBytes(noise);
        noise[0] = 1;
        noise[1] = 0;
        put(noise);
        put("wide\n".getBytes(UTF_16LE));
        assertThat(titles()).isEmpty();
        assertThat(words).singleElement().asString().endsWith("it is not text");
    }

    @Test
    void noiseNeverMakesATitleThatIsNotOneVisibleLine() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(3000)];
            random.nextBytes(noise);
            put(noise);
        }
        assertThat(titles())
                .hasSizeGreaterThan(100)
                .allSatisfy(t -> assertThat(t).matches("[^\\p{Cc}\\p{Cf}]*").hasSizeLessThan(1025));
    }

    @Test
    void controlCharactersBecomeSpaces() throws IOException {
        put("\tA\u001b[31m  B\u0085\u202EC\u2028D \n".getBytes(UTF_8));
        assertThat(titles()).containsExactly("A [31m B C D");
    }

    /// What studio software does: writes, and after the promised time everybody knows.
    private void put(byte[] content) throws IOException {
        Files.write(file, content);
        system.runFor(PROMISED);
    }

    private List<String> titles() {
        return gather.messages.stream().map(LiveTitle::text).toList();
    }
}
