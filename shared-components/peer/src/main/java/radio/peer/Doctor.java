package radio.peer;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.io.FirstBytes;
import radio.axon.io.UnixProcess;
import radio.wire.Candidate;

/// Says what a node finds on its machine, a line each: `ok ...`, or `missing ...: what to do`.
/// Which of them the node needs, its caller knows.
public final class Doctor {
    /// Before this program was written; a clock that says less was never set.
    private static final Instant SANE = Instant.parse("2025-01-01T00:00:00Z");

    /// How far wall clock and monotonic clock may be apart after [#SLEEPS] sleeps: an NTP daemon
    /// that hurries changes the wall clock by .5 ms in a second.
    private static final double MAX_APART_MILLIS = 5;

    /// Above that, blocks of 20 ms do not go out in time.
    private static final double MAX_LATE_MILLIS = 20;

    private static final int SLEEPS = 100;
    private static final Duration PROGRAM_TIME = Duration.ofSeconds(5);
    private static final int MAX_LINE_BYTES = 1000;

    private final PrintStream out;
    private boolean well = true;

    public Doctor(PrintStream out) {
        this.out = out;
    }

    /// What is there.
    public void ok(String what) {
        out.println("ok " + what);
    }

    /// What is not.
    ///
    /// @param needed whether the node cannot do its work without
    /// @param remedy what to do, and what is lost otherwise
    public void missing(boolean needed, String what, String remedy) {
        out.println("missing " + what + ": " + remedy);
        well &= !needed;
    }

    /// 0 if nothing that is needed is missing, else 1.
    private int exitCode() {
        return well ? 0 : 1;
    }

    /// Looks at what every node needs: its port, the clocks, ffmpeg and Java.
    ///
    /// @param bind the address to listen at; empty: all of them
    /// @return the exit code, after all that was said before
    public int machine(String bind, int port, Clock clock) throws InterruptedException {
        port(bind, port);
        clock(clock);
        ffmpeg(clock);
        java();
        return exitCode();
    }

    /// The virtual machine this runs on.
    private void java() {
        ok(
                "Java "
                        + System.getProperty("java.version")
                        + ", "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors, "
                        + Runtime.getRuntime().maxMemory() / (1 << 20)
                        + " MB of memory at most");
    }

    /// Whether the radio port can be opened here; whether it can be reached from outside is not to
    /// be known from here.
    private void port(String bind, int port) {
        NodeOptions.requirePort(port);
        String shown = "port " + port + (bind.isEmpty() ? "" : " at " + bind);
        try (ServerSocket socket =
                new ServerSocket(port, 1, bind.isEmpty() ? null : InetAddress.getByName(bind))) {
            String addresses =
                    LocalAddresses.candidates(bind, socket.getLocalPort()).stream()
                            .map(Candidate::toString)
                            .collect(Collectors.joining(", "));
            ok(
                    port == 0
                            ? "port: any free one, such as " + addresses
                            : shown
                                    + ": can be opened, to be reached at "
                                    + addresses
                                    + " if no firewall is in between");
        } catch (IOException e) {
            missing(
                    true,
                    shown,
                    "it cannot be opened ("
                            + e.getMessage()
                            + "); choose another with --port (0: any free one) or --bind");
        }
    }

    /// Whether the clocks can be trusted: the wall clock is set, runs like the monotonic one, and
    /// who sleeps is woken in time. Takes a fifth of a second.
    private void clock(Clock clock) throws InterruptedException {
        long aheadNanos = clock.wallAheadNanos();
        Instant now = Instant.ofEpochSecond(0, clock.unixNanos() + aheadNanos);
        if (now.isBefore(SANE)) {
            missing(
                    true,
                    "time",
                    "the clock says "
                            + now.truncatedTo(ChronoUnit.SECONDS)
                            + "; set it, or listeners take old programmes for new ones");
            return;
        }
        double[] lateMillis = new double[SLEEPS];
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < SLEEPS; i++) {
            long fromNanos = clock.nanoTime();
            if (never.await(2, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
            lateMillis[i] = (clock.nanoTime() - fromNanos) / 1e6 - 2;
        }
        double apartMillis = (clock.wallAheadNanos() - aheadNanos) / 1e6;
        Arrays.sort(lateMillis);
        if (Math.abs(apartMillis) > MAX_APART_MILLIS) {
            missing(
                    false,
                    "even time",
                    "the wall clock moved by %.1f ms against the monotonic one; wait until it is set"
                                    .formatted(apartMillis)
                            + ", or let one program alone set it");
        } else if (lateMillis[SLEEPS - 1] > MAX_LATE_MILLIS) {
            missing(
                    false,
                    "quick time",
                    "who sleeps is woken up to %.1f ms late; end other programs, or sound may stutter"
                            .formatted(lateMillis[SLEEPS - 1]));
        } else {
            ok(
                    "clock: %s, wall clock and monotonic clock agree, sleeps end %.2f ms late, %.1f ms at most"
                            .formatted(
                                    now.truncatedTo(ChronoUnit.SECONDS),
                                    lateMillis[SLEEPS / 2],
                                    lateMillis[SLEEPS - 1]));
        }
    }

    /// The program that reads what this one does not.
    private void ffmpeg(Clock clock) throws InterruptedException {
        String first = firstLine(clock, "ffmpeg", "-version");
        if (first.startsWith("ffmpeg version ")) {
            ok("ffmpeg " + first.split(" ", 4)[2]);
        } else {
            missing(
                    false,
                    "ffmpeg",
                    "without it a source cannot play AAC, M4A, Vorbis, Opus, WMA or the sound of videos;"
                            + " install it (Debian: apt-get install ffmpeg)");
        }
    }

    /// What a program says first, on whichever of its outputs; empty if it cannot be run.
    private static String firstLine(Clock clock, String... command) throws InterruptedException {
        FirstBytes said = new FirstBytes(MAX_LINE_BYTES);
        UnixProcess process = UnixProcess.of(command).mayBeMissing();
        try (AxonSystem system = new AxonSystem("doctor", clock)) {
            system.link(process.outbox("outbox"), said.inbox("inbox"));
            system.link(process.outbox("stderr"), said.inbox("inbox"));
            system.link(process.outbox("signal"), said.inbox("control"));
            process.inbox("control", Signal.class).offer(new ProducerFinished()); // no input
            system.activate(said, process);
            return system.awaitEnd(PROGRAM_TIME) ? said.text().lines().findFirst().orElse("") : "";
        }
    }
}
