package radio.axon.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Failed;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;

@Timeout(120)
class UnixProcessTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final Tap<ByteBuffer, ByteBuffer> tap = Tap.of(ByteBuffer.class);
    private final Tap<Exit, Exit> exits = Tap.of(Exit.class);

    @TempDir Path folder;

    UnixProcessTest() {
        system.onFailure((name, cause) -> failures.add(cause));
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void whatComesInIsItsInputAndItsOutputGoesOut() throws InterruptedException {
        UnixProcess process = wired(UnixProcess.of("tr", "a-z", "A-Z"));
        tap.out.offer(bytes("hello "));
        tap.out.offer(bytes("world\n"));
        finish();
        system.run();
        assertThat(said()).isEqualTo("HELLO WORLD\n");
        assertThat(process.ending()).contains(new ProducerFinished());
        assertThat(exits.all()).containsExactly(new Exit("tr", 0, 0));
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void noShellReadsTheArguments() throws InterruptedException {
        wired(UnixProcess.of("printf", "%s|", "$HOME; echo", "*", "a b", "'"));
        system.run();
        assertThat(said()).isEqualTo("$HOME; echo|*|a b|'|");
    }

    @Test
    void nothingIsLostNorGrowsWhenTheReceiverIsSlow() throws InterruptedException {
        int pieces = 4000;
        Source source = new Source(pieces);
        UnixProcess process = UnixProcess.of("cat");
        Sum sum = new Sum();
        system.activate(Pipeline.of(source, process, sum));
        system.run();
        assertThat(failures).isEmpty();
        assertThat(sum.count).isEqualTo(source.count).isEqualTo(pieces * 5000L);
        assertThat(sum.sum.getValue()).isEqualTo(source.sum.getValue());
        assertThat(process.inbox("inbox").highWater()).isLessThanOrEqualTo(64);
        assertThat(process.unread()).isZero();
    }

    @Test
    void aReceiverThatTakesNothingMakesTheProcessWait() throws InterruptedException {
        Tap<ByteBuffer, ByteBuffer> full = Tap.of(ByteBuffer.class, 2);
        UnixProcess process = UnixProcess.of("cat", "/dev/zero");
        system.link(process.outbox("outbox"), full.in);
        system.activate(process);
        full.take(10_000); // it goes on when there is room
        while (system.blocked().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(full.in.highWater()).isLessThanOrEqualTo(2);
        process.stop();
        system.run();
        assertGone(process);
    }

    @Test
    void aProcessThatReadsNothingMakesItsSendersWait() throws InterruptedException {
        UnixProcess process = UnixProcess.of("sleep", "1000");
        Source source = new Source(Integer.MAX_VALUE);
        system.activate(Pipeline.of(source, process));
        while (system.blocked().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(process.inbox("inbox").size()).isEqualTo(64);
        process.stop(); // its input is blocked in the pipe meanwhile
        source.stop();
        system.run();
        assertThat(process.ending()).contains(new Shutdown());
        assertGone(process);
    }

    @Test
    void aMissingProgramIsNamedAndTheOthersLive() throws InterruptedException {
        UnixProcess missing = UnixProcess.of("no-such-program-here", "-x");
        Tap<ByteBuffer, ByteBuffer> signals = Tap.of(ByteBuffer.class);
        system.link(missing.outbox("signal"), signals.inbox("control"));
        wired(UnixProcess.of("cat"));
        system.activate(missing);
        signals.heard().take();
        assertThat(failures)
                .singleElement()
                .isInstanceOf(NoSuchProgram.class)
                .satisfies(e ->
                        assertThat(e)
                                .hasMessageContaining("no-such-program-here")
                                .hasMessageContaining("install it")
                                .hasMessageContaining("PATH="));
        assertThat(missing.ending()).containsInstanceOf(Failed.class);
        tap.out.offer(bytes("alive"));
        finish();
        system.run();
        assertThat(said()).isEqualTo("alive");
    }

    @Test
    void oneThatMayBeMissingEndsAsInAShell() throws InterruptedException {
        UnixProcess missing = UnixProcess.of("no-such-program-here").mayBeMissing();
        missing.inbox("inbox", ByteBuffer.class).offer(bytes("for nobody"));
        wired(missing);
        system.run();
        assertThat(exits.all()).containsExactly(new Exit("no-such-program-here", 127, 1));
        assertThat(missing.ending()).contains(new ProducerFinished());
        assertThat(missing.unread()).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void badCommandsAreRefusedAtTheDoor() {
        assertThatThrownBy(UnixProcess::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnixProcess.of(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UnixProcess.of("echo", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void aFolderThatIsNotThereIsAClearError() throws InterruptedException {
        system.activate(UnixProcess.of(List.of("pwd"), folder.resolve("nowhere"), Map.of()));
        system.run();
        assertThat(failures)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("nowhere"));
    }

    @Test
    void folderAndVariablesAreTheProcesses() throws InterruptedException, IOException {
        wired(
                UnixProcess.of(
                        List.of("sh", "-c", "pwd; echo $COLOUR"),
                        folder,
                        Map.of("COLOUR", "green")));
        system.run();
        assertThat(said()).isEqualTo(folder.toRealPath() + "\ngreen\n");
    }

    @Test
    void theExitCodeIsAMessageAndNoFailure() throws InterruptedException {
        UnixProcess process = wired(UnixProcess.of("sh", "-c", "echo before; exit 3"));
        system.run();
        assertThat(said()).isEqualTo("before\n");
        assertThat(exits.all()).containsExactly(new Exit("sh", 3, 0));
        assertThat(process.ending()).contains(new ProducerFinished());
        assertThat(failures).isEmpty();
    }

    @Test
    void oneThatMustSucceedFailsWithItsLastWords() throws InterruptedException {
        UnixProcess process =
                wired(UnixProcess.of("sh", "-c", "echo what a pity >&2; exit 3").mustSucceed());
        system.run();
        assertThat(failures)
                .singleElement()
                .isInstanceOf(ProcessFailed.class)
                .satisfies(e -> assertThat(e).hasMessage("sh ended with exit code 3: what a pity"));
        assertThat(process.ending()).containsInstanceOf(Failed.class);
    }

    @Test
    void aProcessKilledFromOutsideEndsItsComponent() throws InterruptedException {
        wired(UnixProcess.of("sh", "-c", "echo dying; kill -9 $$"));
        system.run();
        assertThat(exits.all()).containsExactly(new Exit("sh", 128 + 9, 0));
        assertThat(said()).isEqualTo("dying\n");
    }

    @Test
    void standardErrorGoesToItsBox() throws InterruptedException {
        UnixProcess process = wired(UnixProcess.of("sh", "-c", "echo good; echo bad >&2"));
        Tap<ByteBuffer, ByteBuffer> errors = Tap.of(ByteBuffer.class);
        system.link(process.outbox("stderr"), errors.in);
        system.run();
        assertThat(said()).isEqualTo("good\n");
        assertThat(text(errors.all())).isEqualTo("bad\n");
    }

    @Test
    void muchOnStandardErrorHoldsNothingUp() throws InterruptedException {
        wired(UnixProcess.of("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x >&2; echo done"));
        system.run();
        assertThat(said()).isEqualTo("done\n");
    }

    @Test
    void whatComesAfterAProcessHasEndedIsCountedNotWaitedFor() throws InterruptedException {
        UnixProcess process = UnixProcess.of("head", "-c", "10");
        Source source = new Source(2000);
        system.link(process.outbox("exit"), exits.in);
        Pipeline pipeline = Pipeline.of(source, process);
        system.link(pipeline.outbox("outbox"), tap.in);
        system.activate(pipeline);
        system.run();
        assertThat(tap.all().stream().mapToInt(ByteBuffer::remaining).sum()).isEqualTo(10);
        Exit exit = exits.all().getFirst();
        assertThat(exit.code()).isZero();
        assertThat(exit.unread() + source.discarded()).isPositive();
    }

    @Test
    void aProcessThatClosesItsInputButLivesDoesNotHoldItsSenders() throws InterruptedException {
        UnixProcess process = UnixProcess.of("sh", "-c", "exec <&-; read x; sleep 0.3; echo end");
        Source source = new Source(2000);
        Pipeline pipeline = Pipeline.of(source, process);
        system.link(pipeline.outbox("outbox"), tap.in);
        system.activate(pipeline);
        system.run();
        assertThat(text(tap.all())).isEqualTo("end\n");
        assertThat(process.unread() + source.discarded()).isPositive();
    }

    @Test
    void stopEndsTheProcessAndItsChildren() throws InterruptedException {
        UnixProcess process =
                wired(UnixProcess.of("sh", "-c", "trap '' TERM; sleep 1000 & echo $$ $!; wait"));
        String[] pids = text(tap.take(1)).trim().split(" ", -1);
        process.stop();
        system.run();
        for (String pid : pids) {
            while (ProcessHandle.of(Long.parseLong(pid))
                    .map(ProcessHandle::isAlive)
                    .orElse(false)) {
                Thread.onSpinWait();
            }
        }
        assertThat(process.ending()).contains(new Shutdown());
        assertThat(process.exitCode()).isEmpty();
        assertGone(process);
    }

    @Test
    void manyProcessesAtOnceAndInTurnLeaveNothingBehind() throws Exception {
        int openBefore = FollowTest.openFiles().size();
        for (int round = 0; round < 4; round++) {
            List<UnixProcess> all = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                UnixProcess process =
                        i % 2 == 0 ? UnixProcess.of("true") : UnixProcess.of("sleep", "1000");
                all.add(process);
                system.activate(process);
            }
            for (int i = 1; i < all.size(); i += 2) {
                while (all.get(i).state() != Component.State.WAITING) {
                    Thread.onSpinWait();
                }
                all.get(i).stop();
            }
            system.run();
        }
        assertThat(failures).isEmpty();
        while (!threads().isEmpty()) {
            Thread.onSpinWait();
        }
        while (FollowTest.openFiles().size() > openBefore) {
            Thread.onSpinWait();
        }
    }

    private UnixProcess wired(UnixProcess process) {
        system.link(tap.out, process.inbox("inbox"));
        system.link(tap.signals(), process.inbox("control"));
        system.link(process.outbox("outbox"), tap.in);
        system.link(process.outbox("exit"), exits.in);
        system.activate(process);
        return process;
    }

    private void finish() {
        tap.signals().offer(new ProducerFinished());
    }

    private String said() {
        return text(tap.all());
    }

    private static List<String> threads() {
        List<String> all = new ArrayList<>(ConsoleTest.threads(" stdin"));
        all.addAll(ConsoleTest.threads(" stdout"));
        all.addAll(ConsoleTest.threads(" stderr"));
        return all;
    }

    private static void assertGone(UnixProcess process) {
        assertThat(threads()).noneMatch(name -> name.startsWith(process.name() + " "));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8)).asReadOnlyBuffer();
    }

    static String text(List<ByteBuffer> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer piece : pieces) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toString(UTF_8);
    }

    /// Sends so many pieces of 5000 bytes drawn from a seed.
    private static final class Source extends Component {
        private final Outbox<ByteBuffer> out = typedOutbox(ByteBuffer.class, "bytes");
        private final SplittableRandom random = new SplittableRandom(3);
        private final CRC32 sum = new CRC32();
        private final int pieces;
        private long count;

        Source(int pieces) {
            super("source");
            this.pieces = pieces;
        }

        long discarded() {
            return out.discarded();
        }

        @Override
        protected void run() throws InterruptedException {
            for (int i = 0; i < pieces; i++) {
                byte[] piece = new byte[5000];
                random.nextBytes(piece);
                sum.update(piece);
                count += piece.length;
                out.send(ByteBuffer.wrap(piece).asReadOnlyBuffer());
            }
        }
    }

    private static final class Sum extends Component {
        private final Inbox<ByteBuffer> in =
                typedInbox(ByteBuffer.class, "bytes", radio.axon.Bound.blocking(2));
        private final CRC32 sum = new CRC32();
        private long count;

        Sum() {
            super("sum");
        }

        @Override
        protected void run() {
            for (ByteBuffer piece : in.untilFinished()) {
                count += piece.remaining();
                sum.update(piece.duplicate());
            }
        }
    }
}
