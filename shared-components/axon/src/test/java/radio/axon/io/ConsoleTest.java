package radio.axon.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;

@Timeout(60)
class ConsoleTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void linesComeUntilTheEndOfTheStreamTheLastOneTooIfItLacksItsEnd() throws InterruptedException {
        List<String> heard = read(new ConsoleReader(stream("one\r\n\ntwo\nthree")));
        assertThat(heard).containsExactly("one", "", "two", "three");
    }

    @Test
    void manyLinesComeInOrderWhateverThePieces() throws InterruptedException {
        StringBuilder text = new StringBuilder();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add("line " + i);
            text.append("line ").append(i).append('\n');
        }
        assertThat(read(new ConsoleReader(stream(text.toString())))).isEqualTo(lines);
    }

    @Test
    void aLineBeyondTheBoundIsCutAndCounted() throws InterruptedException {
        ConsoleReader reader = new ConsoleReader(stream("x".repeat(100_000) + "\nnext\n"), 10);
        assertThat(read(reader)).containsExactly("xxxxxxxxxx", "next");
        assertThat(reader.cut()).isEqualTo(1);
        assertThatThrownBy(() -> new ConsoleReader(stream(""), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStreamThatBreaksEndsItsReaderWithTheReason() throws InterruptedException {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the cable is out");
                    }

                    @Override
                    public int read(byte[] into, int from, int most) throws IOException {
                        return read();
                    }
                };
        system.onFailure((name, cause) -> failures.add(cause));
        system.activate(new ConsoleReader(broken));
        system.run();
        assertThat(failures)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("cable"));
    }

    @Test
    void stopEndsItWhileNobodyTypes() throws IOException, InterruptedException {
        try (PipedOutputStream keys = new PipedOutputStream();
                PipedInputStream terminal = new PipedInputStream(keys)) {
            ConsoleReader reader = new ConsoleReader(terminal);
            system.activate(reader);
            reader.stop();
            system.run();
            assertThat(reader.ending()).contains(new Shutdown());
            assertThat(threads("console reader")).isEmpty();
        }
    }

    @Test
    void stopEndsItEvenWhenTheReadCannotBeBrokenOff() throws InterruptedException {
        CountDownLatch typed = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        InputStream terminal =
                new InputStream() {
                    @Override
                    public int read() {
                        reading.countDown();
                        while (typed.getCount() > 0) {
                            try {
                                typed.await();
                            } catch (InterruptedException e) {
                                // as a terminal does
                            }
                        }
                        return -1;
                    }

                    @Override
                    public int read(byte[] into, int from, int most) {
                        return read();
                    }
                };
        ConsoleReader reader = new ConsoleReader(terminal);
        system.activate(reader);
        reading.await();
        reader.stop();
        system.run();
        assertThat(reader.isStopped()).isTrue();
        typed.countDown();
        while (!threads("console reader").isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void stopEndsItWhileItsReceiverIsFull() throws InterruptedException {
        Tap<String, String> full = Tap.of(String.class, 1);
        ConsoleReader reader = new ConsoleReader(stream("line\n".repeat(10_000)));
        system.link(reader.outbox("outbox"), full.in);
        system.activate(reader);
        while (system.blocked().isEmpty()) {
            Thread.onSpinWait();
        }
        reader.stop();
        system.run();
        assertThat(threads("console reader")).isEmpty();
    }

    @Test
    void standardInputIsEchoedToStandardOutput() throws Exception {
        assertThat(console("echo", "grün\nblau\n")).containsExactly("grün", "blau");
    }

    @Test
    void onlyOneReadsStandardInputAtATime() throws Exception {
        Process process = start("twice");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            String line = out.readLine();
            while (!line.startsWith("console reader cannot read standard input")) {
                line = out.readLine(); // the log
            }
            assertThat(line).contains("another one does");
            process.getOutputStream().close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatIsTypedAfterAReaderWasStoppedIsForTheNextOne() throws Exception {
        Process process = start("again");
        OutputStream keys = process.getOutputStream();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("stopped");
            keys.write("hello\n".getBytes(UTF_8));
            keys.flush();
            assertThat(out.readLine()).isEqualTo("hello");
            keys.close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    static List<String> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.contains(name))
                .toList();
    }

    private List<String> read(ConsoleReader reader) throws InterruptedException {
        Tap<String, String> tap = Tap.of(String.class);
        system.link(reader.outbox("outbox"), tap.in);
        system.activate(reader);
        system.run();
        assertThat(reader.ending()).contains(new ProducerFinished());
        return tap.all();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static List<String> console(String what, String typed) throws Exception {
        Process process = start(what);
        OutputStream keys = process.getOutputStream();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            keys.write(typed.getBytes(UTF_8));
            keys.close();
            List<String> said = out.readAllLines();
            assertThat(process.waitFor()).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String what) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dstdout.encoding=UTF-8",
                        "-XX:+UseSerialGC",
                        ConsoleMain.class.getName(),
                        what);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
