package radio.simulation;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import radio.peer.Reports;
import radio.peer.StartException;
import radio.simulation.BenchMain.Result;
import radio.simulation.ContenderMain.Figures;

/// `scripts/bench axon`: what a message from one component to another costs, what a component costs
/// that only is there; for reactors and for components with a thread each, beside Pekko's typed
/// actors, and Python Axon where there is one.
///
/// Round by round, case by case, all contenders in turn, each in a fresh process with the same
/// options: so what disturbs the machine for a while disturbs all of them. Medians of the rounds.
/// Processor time is that of the whole process, compiler and collector included.
final class AxonBench {
    /// Where the build puts what tests need, if `scripts/bench` had it do so.
    private static final Path TEST_CLASS_PATH =
            Path.of("shared-components", "simulation", "target", "bench.classpath");

    private static final String OURS = "ours";
    private static final String THREADS = "ours, threads";
    private static final String PEKKO = "Pekko";
    private static final String PEKKO_CONTENDER = "radio.simulation.PekkoContender";
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    /// Components at rest that take less, in ms a second, take nothing that could be measured: it
    /// is what a JVM takes without them.
    private static final double MEASURABLE = 1;

    /// @param rounds of everything
    /// @param warmUp of each process
    /// @param measure of each process
    /// @param created how many components are made to see what they cost
    /// @param resting how many components are to cost nothing
    /// @param allOptions whether all is measured with other options of the JVM, too
    /// @param cases what is measured
    /// @param kamaelia a checkout of Kamaelia; empty: none
    record Settings(
            int rounds,
            Duration warmUp,
            Duration measure,
            int created,
            int resting,
            boolean allOptions,
            List<MessageCase> cases,
            String kamaelia) {}

    /// Options of the JVM, for both runtimes.
    private enum Options {
        DEFAULT(""),
        /// Virtual threads share one core. Pekko's threads are not virtual: it stays as it is.
        ONE_CARRIER(", one carrier"),
        /// Those of `scripts/launch`, without its limits of the heap.
        NODE(", options of the nodes");

        private final String title;

        Options(String title) {
            this.title = title;
        }

        List<String> words() {
            return switch (this) {
                case DEFAULT -> List.of();
                case ONE_CARRIER -> List.of("-Djdk.virtualThreadScheduler.parallelism=1");
                case NODE ->
                        List.of(
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseCompactObjectHeaders",
                                "-XX:+UseG1GC",
                                "-XX:ParallelGCThreads=1",
                                "-XX:ConcGCThreads=1");
            };
        }
    }

    /// A contender that runs in a JVM.
    private record Side(String name, String contender, String classPath) {}

    private final Settings settings;
    private final PrintStream out;
    private final Path folder;
    private final Map<String, Map<MessageCase, List<Figures>>> figures = new LinkedHashMap<>();

    private AxonBench(Settings settings, PrintStream out, Path folder) {
        this.settings = settings;
        this.out = out;
        this.folder = folder;
    }

    /// Measures.
    static List<Result> run(Settings settings, PrintStream out)
            throws IOException, InterruptedException {
        try (ScratchFolder folder = BenchMain.scratch("axon")) {
            return new AxonBench(settings, out, folder.path()).measure();
        }
    }

    private List<Result> measure() throws IOException, InterruptedException {
        String own = System.getProperty("java.class.path");
        Side ours = new Side(OURS, AxonContender.class.getName(), own);
        Side threads = new Side(THREADS, ThreadContender.class.getName(), own);
        Optional<Side> pekko = pekkoClassPath().map(path -> new Side(PEKKO, PEKKO_CONTENDER, path));
        if (pekko.isEmpty()) {
            out.println(
                    "not compared with Pekko: its libraries could not be had (scripts/bench says why)");
        }
        Optional<PythonAxon> python = PythonAxon.find(settings.kamaelia(), folder, out);
        List<Options> all =
                settings.allOptions() ? List.of(Options.values()) : List.of(Options.DEFAULT);
        for (int round = 0; round < settings.rounds(); round++) {
            for (MessageCase what : settings.cases()) {
                for (Options options : all) {
                    List<Side> sides = new ArrayList<>(List.of(ours, threads));
                    // Nobody is always the one who comes after the other.
                    pekko.ifPresent(round % 2 == 0 ? sides::addLast : sides::addFirst);
                    for (Side side : sides) {
                        measure(side, options, what);
                    }
                }
                if (python.isPresent() && PythonAxon.knows(what)) {
                    Figures theirs = python.get().measure(what, settings.measure());
                    note(PythonAxon.NAME, Options.DEFAULT, what, theirs);
                }
            }
        }
        List<Result> results = new ArrayList<>();
        for (Options options : all) {
            for (MessageCase what : settings.cases()) {
                add(results, OURS, options, what);
                add(results, THREADS, options, what);
                addPython(results, options, what);
            }
        }
        return results;
    }

    /// A peer that fails once is not worth all that was measured before.
    private void measure(Side side, Options options, MessageCase what)
            throws IOException, InterruptedException {
        try {
            note(side.name(), options, what, measured(side, options, what));
        } catch (StartException failed) {
            if (!side.name().equals(PEKKO)) {
                throw failed;
            }
            out.println("not counted: " + failed.getMessage());
        }
    }

    /// That of this process if it has Pekko, as in tests; else what the build wrote down.
    private static Optional<String> pekkoClassPath() throws IOException {
        String own = System.getProperty("java.class.path");
        if (AxonBench.class.getResource("PekkoContender.class") != null) {
            return Optional.of(own);
        }
        Path home = Path.of(System.getProperty("radio.home", "."));
        Path file = home.resolve(TEST_CLASS_PATH);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Path target = file.resolveSibling("test-classes");
        String libraries = Files.readString(file).strip();
        return Optional.of(
                String.join(
                        File.pathSeparator,
                        target.toString(),
                        file.resolveSibling("classes").toString(),
                        libraries));
    }

    private Figures measured(Side side, Options options, MessageCase what)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.words());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        side.classPath(),
                        ContenderMain.class.getName(),
                        side.contender(),
                        what.name(),
                        Long.toString(settings.warmUp().toMillis()),
                        Long.toString(settings.measure().toMillis()),
                        Integer.toString(
                                what == MessageCase.CREATION
                                        ? settings.created()
                                        : settings.resting())));
        return figures(side.name(), command, folder);
    }

    /// Runs a command whose last line of output is the figures.
    static Figures figures(String name, List<String> command, Path folder)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(said.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            if (!process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                throw new StartException(
                        "axon: " + name + " did not end within " + AT_MOST.toMinutes() + " min");
            }
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(said);
        if (process.exitValue() != 0 || lines.isEmpty()) {
            String words = Files.readString(errors).strip();
            throw new StartException("axon: " + name + " failed: " + words);
        }
        return Reports.parse(lines.getLast(), Figures.class);
    }

    private void note(String side, Options options, MessageCase what, Figures measured) {
        out.printf("%-34s %-13s", what.title() + options.title, side);
        switch (what) {
            case CREATION ->
                    out.printf(
                            " %8.0f bytes, later %.0f, %8.0f ns of processor time each",
                            heapEach(measured), laterHeapEach(measured), measured.cpuNanosEach());
            case REST -> out.printf(" %8.2f ms/s", restMillis(measured));
            default ->
                    out.printf(
                            " %8.1f ns of processor time, %8.0f thousand messages/s",
                            measured.cpuNanosEach(), measured.perSecond() / 1000);
        }
        out.printf(
                ", load %.2f%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        of(side, options).computeIfAbsent(what, _ -> new ArrayList<>()).add(measured);
    }

    private Map<MessageCase, List<Figures>> of(String side, Options options) {
        return figures.computeIfAbsent(side + options.title, _ -> new EnumMap<>(MessageCase.class));
    }

    /// Goals are for components that only react, with the options of any JVM.
    private void add(List<Result> results, String side, Options options, MessageCase what) {
        boolean goals = side.equals(OURS);
        String kind = options.title + (goals ? "" : ", threads");
        String of = what.title() + kind;
        switch (what) {
            case CREATION -> {
                double limit = goals && options == Options.DEFAULT ? 1700 : 0;
                String them = settings.created() + " at rest" + kind;
                results.add(
                        result(
                                        "heap of one of the first " + them,
                                        side,
                                        options,
                                        what,
                                        AxonBench::heapEach,
                                        "bytes")
                                .goal("at most 1700 bytes", limit));
                results.add(
                        result(
                                        "heap of one of the next " + them,
                                        side,
                                        options,
                                        what,
                                        AxonBench::laterHeapEach,
                                        "bytes")
                                .goal("at most 1700 bytes", limit));
                results.add(
                        result(
                                "making and starting one" + kind,
                                side,
                                options,
                                what,
                                Figures::cpuNanosEach,
                                "ns"));
            }
            case REST ->
                    results.add(
                            result(
                                            settings.resting() + " at rest" + kind,
                                            side,
                                            options,
                                            what,
                                            AxonBench::restMillis,
                                            "ms/s")
                                    .goal("less than 1 ms/s", MEASURABLE));
            default -> {
                Result cpu = result(of, side, options, what, Figures::cpuNanosEach, "ns/message");
                String goal = "at most %.1f times Pekko's".formatted(what.goal());
                results.add(goals ? cpu.goal(goal, what.goal() * cpu.peer()) : cpu);
                results.add(
                        result(
                                of + ", rate",
                                side,
                                options,
                                what,
                                Figures::perSecond,
                                "messages/s"));
            }
        }
    }

    private void addPython(List<Result> results, Options options, MessageCase what) {
        List<Figures> theirs = of(PythonAxon.NAME, Options.DEFAULT).getOrDefault(what, List.of());
        if (options == Options.DEFAULT && !theirs.isEmpty()) {
            double us = median(OURS, options, what, Figures::cpuNanosEach);
            double them = median(PythonAxon.NAME, options, what, Figures::cpuNanosEach);
            results.add(
                    new Result(
                                    what.title() + ", beside Python",
                                    us,
                                    them,
                                    PythonAxon.NAME,
                                    us / them,
                                    "ns/message")
                            .goal(
                                    "at most a 60th of Python Axon's",
                                    what.isHandOff() ? them / 60 : 0));
        }
    }

    private Result result(
            String what,
            String side,
            Options options,
            MessageCase measured,
            ToDoubleFunction<Figures> figure,
            String unit) {
        double us = median(side, options, measured, figure);
        double them = median(PEKKO, options, measured, figure);
        boolean compared = of(PEKKO, options).containsKey(measured);
        return new Result(what, us, them, compared ? PEKKO : "", them > 0 ? us / them : 0, unit);
    }

    private double median(
            String side, Options options, MessageCase what, ToDoubleFunction<Figures> figure) {
        List<Figures> all = of(side, options).getOrDefault(what, List.of());
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double heapEach(Figures measured) {
        return measured.heapBytes() / measured.handOvers();
    }

    private static double laterHeapEach(Figures measured) {
        return measured.laterHeapBytes() / measured.handOvers();
    }

    /// What they take beyond what the process takes without them.
    private static double restMillis(Figures measured) {
        double beyond = measured.cpuSeconds() - measured.emptySeconds();
        return Math.max(0, beyond) * 1000 / measured.wallSeconds();
    }
}
