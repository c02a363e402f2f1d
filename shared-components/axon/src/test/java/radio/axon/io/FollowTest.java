package radio.axon.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;
import radio.axon.SteppingSystem;

@Timeout(60)
class FollowTest {
    private final SteppingSystem system = AxonSystem.stepping(7);
    private final Tap<String, String> tap = Tap.of(String.class);
    private final List<Throwable> failures = new ArrayList<>();

    @TempDir Path folder;

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void linesThatAreThereAndThoseThatCome() throws IOException {
        Path log = write("log", "one\ntwo\r\n");
        follow(new Follow(log, Follow.From.START));
        look();
        assertThat(tap.all()).containsExactly("one", "two");
        append(log, "three\n\nfour\n");
        look();
        assertThat(tap.all()).containsExactly("three", "", "four");
    }

    @Test
    void fromTheEndOnlyWhatIsWrittenLater() throws IOException {
        Path log = write("log", "old\nolder\n");
        follow(new Follow(log));
        look();
        append(log, "new\n");
        look();
        assertThat(tap.all()).containsExactly("new");
    }

    @Test
    void aLineThatWasBegunBeforeComesWhole() throws IOException {
        Path log = write("log", "old\n" + "x".repeat(40_000) + " beg");
        follow(new Follow(log));
        look();
        append(log, "un\n");
        look();
        assertThat(tap.all()).containsExactly("x".repeat(40_000) + " begun");
    }

    @Test
    void aFileThatIsNotThereYetIsWaitedForAndReadFromItsStart() throws IOException {
        Path log = folder.resolve("log");
        follow(new Follow(log));
        look();
        assertThat(system.components()).hasSize(1);
        write("log", "first\n");
        look();
        assertThat(tap.all()).containsExactly("first");
    }

    @Test
    void aHalfWrittenLineWaitsForItsEnd() throws IOException {
        Path log = write("log", "grü");
        follow(new Follow(log, Follow.From.START));
        look();
        assertThat(tap.all()).isEmpty();
        append(log, "n\nnext");
        look();
        assertThat(tap.all()).containsExactly("grün");
    }

    @Test
    void aCharacterInTwoPiecesIsOne() throws IOException {
        byte[] bytes = "ü\n".getBytes(UTF_8);
        Path log = folder.resolve("log");
        Files.write(log, new byte[] {bytes[0]});
        follow(new Follow(log, Follow.From.START));
        look();
        Files.write(log, new byte[] {bytes[1], bytes[2]}, StandardOpenOption.APPEND);
        look();
        assertThat(tap.all()).containsExactly("ü");
    }

    @Test
    void aRenamedFileIsReadToItsEndBeforeTheNextOne() throws IOException {
        Path log = write("log", "1\n");
        follow(new Follow(log, Follow.From.START));
        look();
        Path old = rename(log);
        append(old, "2\n");
        write("log", "4\n");
        look();
        append(old, "3\nhalf"); // a writer that has not noticed yet
        look();
        look();
        look();
        assertThat(tap.all()).containsExactly("1", "2", "3", "half", "4");
    }

    @Test
    void anOldFileThatGrowsForeverIsLeftAfterAWhile() throws IOException {
        Path log = write("log", "1\n");
        follow(new Follow(log, Follow.From.START));
        look();
        Path old = rename(log);
        write("log", "new\n");
        for (int i = 0; i < 20; i++) {
            append(old, "old\n");
            look();
        }
        assertThat(tap.all()).contains("new");
    }

    @Test
    void aFileThatIsDeletedAndMadeAnewIsFollowed() throws IOException {
        Path log = write("log", "1\n");
        follow(new Follow(log, Follow.From.START));
        look();
        Files.delete(log);
        look();
        write("log", "2\n");
        look();
        look();
        look();
        assertThat(tap.all()).containsExactly("1", "2");
    }

    @Test
    void anEmptiedFileIsReadFromItsStart() throws IOException {
        Path log = write("log", "one\ntwo\nhalf");
        follow(new Follow(log, Follow.From.START));
        look();
        write("log", "");
        look();
        append(log, "three\n");
        look();
        assertThat(tap.all()).containsExactly("one", "two", "half", "three");
    }

    @Test
    void aFileThatWasEmptiedAndHasGrownBeyondThatIsReadFromItsStart() throws IOException {
        Path log = write("log", "1 first\n2 second\n");
        follow(new Follow(log, Follow.From.START));
        look();
        String more = "3 third\n4 fourth\n5 fifth, which is longer\n";
        write("log", more);
        look();
        assertThat(tap.all())
                .containsExactly(
                        "1 first", "2 second", "3 third", "4 fourth", "5 fifth, which is longer");
    }

    @Test
    void aLineBeyondTheBoundIsCutAndCounted() throws IOException {
        Path log = write("log", "0123456789\n01234567\nüüüüü\nshort\n");
        Follow follow = new Follow(log, Follow.From.START, Follow.INTERVAL, 9);
        follow(follow);
        look();
        assertThat(tap.all()).containsExactly("012345678", "01234567", "üüüü", "short");
        assertThat(follow.cut()).isEqualTo(2);
    }

    @Test
    void aLineWithoutEndCostsNoMoreThanTheBound() throws IOException {
        Path log = write("log", "x".repeat(5_000_000));
        Follow follow = new Follow(log, Follow.From.START);
        follow(follow);
        look();
        append(log, "\nnext\n");
        look();
        assertThat(tap.all()).containsExactly("x".repeat(64 * 1024), "next");
        assertThat(follow.cut()).isEqualTo(1);
    }

    @Test
    void whatIsNoUtf8IsReplacedNotFatal() throws IOException {
        Path log = folder.resolve("log");
        Files.write(log, new byte[] {'a', (byte) 0xFF, 'b', 0, '\n'});
        follow(new Follow(log, Follow.From.START));
        look();
        assertThat(tap.all()).containsExactly("a\uFFFDb\0");
    }

    @Test
    void aFolderIsAClearErrorAndTheOthersLive() throws IOException {
        Path log = write("log", "one\n");
        Follow good = new Follow(log, Follow.From.START);
        follow(good);
        system.activate(new Follow(folder));
        look();
        assertThat(failures)
                .singleElement()
                .satisfies(e ->
                        assertThat(e)
                                .hasMessageContaining(folder.toString())
                                .hasMessageContaining("name a file"));
        assertThat(tap.all()).containsExactly("one");
        assertThat(good.isStopped()).isFalse();
    }

    @Test
    void badSettingsAreRefusedAtTheDoor() {
        Path log = folder.resolve("log");
        assertThatThrownBy(() -> new Follow(log, Follow.From.END, Duration.ZERO, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interval");
        assertThatThrownBy(() -> new Follow(log, Follow.From.END, Follow.INTERVAL, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Follow(log.toString(), "middle"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whenTheProducerHasFinishedTheRestIsSentAndItEnds() throws IOException {
        Path log = write("log", "one\ntwo\n");
        Follow follow = new Follow(log, Follow.From.START);
        system.link(tap.signals(), follow.inbox("control"));
        follow(follow);
        tap.signals().offer(new ProducerFinished());
        system.run();
        assertThat(tap.all()).containsExactly("one", "two");
        assertThat(follow.ending()).contains(new ProducerFinished());
    }

    /// Whatever is written, in whatever pieces, rotated by rename or emptied after it was read,
    /// comes once and in order.
    @Test
    void nothingIsLostOrDoubledWhateverHappensToTheFile() throws IOException {
        for (long seed = 1; seed <= 40; seed++) {
            Path home = Files.createDirectory(folder.resolve("seed" + seed));
            try (SteppingSystem stepping = AxonSystem.stepping(seed)) {
                Tap<String, String> heard = Tap.of(String.class);
                Path log = home.resolve("log");
                Follow follow = new Follow(log, Follow.From.START);
                stepping.link(follow.outbox("outbox"), heard.in);
                stepping.activate(follow);
                int written = new Life(log, new SplittableRandom(seed), stepping).live(300);
                stepping.runFor(Follow.INTERVAL.multipliedBy(20));
                assertThat(heard.all())
                        .as("seed " + seed)
                        .isEqualTo(IntStream.range(0, written).mapToObj(i -> "line " + i).toList());
            }
        }
    }

    @Test
    void stopEndsItWhileItsReceiverIsFullAndLeavesNoFileOpen()
            throws IOException, InterruptedException {
        Path log = write("log", "line\n".repeat(1000));
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            Tap<String, String> full = Tap.of(String.class, 1);
            Follow follow = new Follow(log, Follow.From.START);
            live.link(follow.outbox("outbox"), full.in);
            live.activate(follow);
            while (live.blocked().isEmpty()) {
                Thread.onSpinWait();
            }
            follow.stop();
            live.run();
            assertThat(follow.ending()).contains(new Shutdown());
            assertThat(openFiles()).doesNotContain(log.toRealPath().toString());
        }
    }

    @Test
    void stopEndsItWhileItWaits() throws IOException, InterruptedException {
        Path log = write("log", "line\n");
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            live.onFailure((name, cause) -> failures.add(cause));
            for (int i = 0; i < 50; i++) {
                Follow follow = new Follow(log, Follow.From.START, Duration.ofMillis(1), 100);
                Tap<String, String> heard = Tap.of(String.class);
                live.link(follow.outbox("outbox"), heard.in);
                live.activate(follow);
                heard.take(1);
                follow.stop();
                live.run();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(openFiles()).doesNotContain(log.toRealPath().toString());
    }

    static List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) {
                try {
                    open.add(Files.readSymbolicLink(each).toString());
                } catch (IOException gone) {
                    // closed meanwhile
                }
            }
        }
        return open;
    }

    private void follow(Follow follow) {
        system.onFailure((name, cause) -> failures.add(cause));
        system.link(follow.outbox("outbox"), tap.in);
        system.activate(follow);
    }

    private void look() {
        system.runFor(Follow.INTERVAL);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file;
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Path rename(Path log) throws IOException {
        return Files.move(
                log,
                log.resolveSibling(log.getFileName() + ".1"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /// What writers and rotators do to a log, drawn from a seed.
    private record Life(Path log, SplittableRandom random, SteppingSystem system) {
        int live(int acts) throws IOException {
            int lines = 0;
            append(log, "");
            system.runFor(Follow.INTERVAL);
            for (int act = 0; act < acts; act++) {
                switch (random.nextInt(10)) {
                    case 0 -> {
                        lines = writeLate(rename(log), lines);
                        append(log, "");
                        system.runFor(Follow.INTERVAL);
                    }
                    case 1 -> {
                        system.runFor(Follow.INTERVAL.multipliedBy(13)); // all is read
                        Files.writeString(log, "");
                        if (random.nextBoolean()) {
                            system.runFor(Follow.INTERVAL);
                        }
                    }
                    case 2, 3 -> system.runFor(Follow.INTERVAL);
                    default -> {
                        String line = "line " + lines++ + "\n";
                        int half = random.nextInt(line.length());
                        append(log, line.substring(0, half));
                        if (random.nextInt(4) == 0) {
                            system.runFor(Follow.INTERVAL.dividedBy(2));
                        }
                        append(log, line.substring(half));
                    }
                }
            }
            return lines;
        }

        private int writeLate(Path old, int from) throws IOException {
            int lines = from;
            for (int i = random.nextInt(3); i > 0; i--) {
                append(old, "line " + lines++ + "\n");
            }
            return lines;
        }
    }
}
