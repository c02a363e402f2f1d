package radio.simulation;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import radio.axon.Clock;
import radio.peer.Reports;
import radio.simulation.Contender.Course;

/// Measures one case of one runtime and prints a line of JSON ([Figures]): the process that
/// `scripts/bench axon` starts for each.
///
/// Arguments: the class of the [Contender], the [MessageCase], milliseconds of warming up and of
/// measuring, and how many components are made where none passes messages.
public final class ContenderMain {
    /// What it costs to make some before anything is measured.
    private static final int FIRST = 1000;

    private final Contender contender;
    private final Duration warmUp;
    private final Duration measure;
    private final Clock clock = Clock.system();
    private final OperatingSystemMXBean machine =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /// @param handOvers of messages, or components that were made
    /// @param cpuSeconds of the process, its compiler and collector included
    /// @param emptySeconds the same before there were components, where they only are there
    /// @param heapBytes that they take, where they only are there
    /// @param laterHeapBytes the same of as many that are made after them
    record Figures(
            long handOvers,
            double cpuSeconds,
            double emptySeconds,
            double wallSeconds,
            double heapBytes,
            double laterHeapBytes) {
        double cpuNanosEach() {
            return cpuSeconds * 1e9 / handOvers;
        }

        double perSecond() {
            return handOvers / wallSeconds;
        }
    }

    private ContenderMain(Contender contender, Duration warmUp, Duration measure) {
        this.contender = contender;
        this.warmUp = warmUp;
        this.measure = measure;
    }

    public static void main(String... args) throws IOException, ReflectiveOperationException {
        Class<? extends Contender> type = Class.forName(args[0]).asSubclass(Contender.class);
        try (Contender contender = type.getDeclaredConstructor().newInstance()) {
            Figures figures =
                    new ContenderMain(
                                    contender,
                                    Duration.ofMillis(Long.parseLong(args[2])),
                                    Duration.ofMillis(Long.parseLong(args[3])))
                            .measure(MessageCase.valueOf(args[1]), Integer.parseInt(args[4]));
            System.out.println(Reports.line(figures));
            System.out.flush();
            // Ending a hundred thousand one by one would take longer than measuring them.
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Figures measure(MessageCase what, int components)
            throws IOException, InterruptedException {
        return switch (what) {
            case CREATION -> creation(components);
            case REST -> rest(components);
            default -> passing(what.course(contender), what.handOvers());
        };
    }

    private Figures passing(Course course, long handOvers) throws InterruptedException {
        long warm = clock.nanoTime() + warmUp.toNanos();
        do {
            course.pass();
        } while (clock.nanoTime() < warm);
        long passes = 0;
        long cpu = machine.getProcessCpuTime();
        long from = clock.nanoTime();
        long now;
        do {
            course.pass();
            passes++;
            now = clock.nanoTime();
        } while (now - from < measure.toNanos());
        double used = (machine.getProcessCpuTime() - cpu) / 1e9;
        return new Figures(passes * handOvers, used, 0, (now - from) / 1e9, 0, 0);
    }

    /// As many once more: a thread that waits takes less of the heap when the way to its wait was
    /// compiled well before it went it, and by then it is.
    private Figures creation(int components) throws InterruptedException {
        contender.rest(FIRST);
        long empty = heap();
        long cpu = machine.getProcessCpuTime();
        long from = clock.nanoTime();
        contender.rest(components);
        long to = clock.nanoTime();
        double used = (machine.getProcessCpuTime() - cpu) / 1e9;
        long once = heap();
        contender.rest(components);
        double wall = (to - from) / 1e9;
        return new Figures(components, used, 0, wall, once - empty, heap() - once);
    }

    private Figures rest(int components) throws IOException, InterruptedException {
        contender.rest(1);
        double empty = restingSeconds();
        contender.rest(components);
        double used = restingSeconds();
        return new Figures(components, used, empty, measure.toNanos() / 1e9, 0, 0);
    }

    private double restingSeconds() throws IOException, InterruptedException {
        Thread.sleep(warmUp);
        long cpu = threadNanos();
        Thread.sleep(measure);
        return (threadNanos() - cpu) / 1e9;
    }

    /// What the threads there are have used so far, in nanoseconds (proc(5)): the account of the
    /// process has hundredths of seconds only, but knows of threads that have ended.
    private static long threadNanos() throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                try {
                    String account = Files.readString(thread.resolve("schedstat"));
                    nanos += Long.parseLong(account.substring(0, account.indexOf(' ')));
                } catch (IOException _) {
                    // It has ended since.
                }
            }
        }
        return nanos;
    }

    /// What is left when nobody does anything and the garbage is gone.
    private long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            Thread.sleep(warmUp.dividedBy(3));
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
