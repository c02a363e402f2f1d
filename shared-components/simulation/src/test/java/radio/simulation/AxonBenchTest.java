package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import radio.simulation.Contender.Course;
import radio.testing.Programs;

/// A small run of `bench axon`: that it works, not how fast.
class AxonBenchTest {
    /// As much of Axon as the script uses, in Python 3 as in 2.
    private static final String COMPONENT =
            """
            from Axon.Scheduler import scheduler

            class component(object):
                def __init__(self):
                    self.boxes = {"inbox": []}
                    self.to = {}
                def link(self, source, sink):
                    source[0].to[source[1]] = sink[0].boxes[sink[1]]
                def dataReady(self, box="inbox"):
                    return len(self.boxes[box])
                def recv(self, box="inbox"):
                    return self.boxes[box].pop(0)
                def send(self, message, box="outbox"):
                    self.to[box].append(message)
                def pause(self):
                    pass
                def activate(self):
                    scheduler.threads.append(self.main())
            """;

    private static final String SCHEDULER =
            """
            class scheduler(object):
                threads = []
                def runThreads(self):
                    while self.threads:
                        for thread in self.threads:
                            next(thread)
            scheduler.run = scheduler()
            """;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    @TempDir private Path folder;

    private List<BenchMain.Result> run(String kamaelia, MessageCase... cases) throws Exception {
        return AxonBench.run(
                new AxonBench.Settings(
                        1,
                        Duration.ofMillis(30),
                        Duration.ofMillis(30),
                        2000,
                        500,
                        false,
                        List.of(cases),
                        kamaelia),
                new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CREATION", "REST"},
            mode = EnumSource.Mode.EXCLUDE)
    void messagesArriveInEveryPassOfOursAndOfPekko(MessageCase what) throws Exception {
        for (Contender contender :
                List.of(new AxonContender(), new ThreadContender(), new PekkoContender())) {
            try (contender) {
                Course course = what.course(contender);
                for (int pass = 0; pass < 3; pass++) {
                    course.pass();
                }
            }
        }
    }

    @Test
    @Tag("e2e")
    void oursIsMeasuredBesidePekko() throws Exception {
        List<BenchMain.Result> results =
                run("", MessageCase.RING_100, MessageCase.CREATION, MessageCase.REST);
        assertThat(results)
                .extracting(BenchMain.Result::what)
                .containsExactly(
                        "ring of 100, one token",
                        "ring of 100, one token, rate",
                        "ring of 100, one token, threads",
                        "ring of 100, one token, threads, rate",
                        "heap of one of the first 2000 at rest",
                        "heap of one of the next 2000 at rest",
                        "making and starting one",
                        "heap of one of the first 2000 at rest, threads",
                        "heap of one of the next 2000 at rest, threads",
                        "making and starting one, threads",
                        "500 at rest",
                        "500 at rest, threads");
        assertThat(results).allMatch(result -> result.peerName().equals("Pekko"));
        assertThat(results.subList(0, 10))
                .allMatch(result -> result.ours() > 0 && result.peer() > 0);
        assertThat(results.getFirst().goal()).startsWith("at most 1.2 times Pekko's: m");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("not compared with Python Axon: KAMAELIA is not set");
    }

    @Test
    @Tag("acceptance")
    void anAxonForPython3IsFoundAndMeasured() throws Exception {
        python("import json");
        axon(folder, COMPONENT, SCHEDULER);
        assertThat(run(folder.toString(), MessageCase.RING_100, MessageCase.PIPELINE))
                .filteredOn(result -> result.peerName().equals("Python Axon"))
                .allMatch(result -> result.peer() > 0 && result.ratio() > 0)
                .extracting(result -> result.goal().isEmpty())
                .containsExactly(false, true);
    }

    @Test
    @Tag("acceptance")
    void anAxonForPython2IsTranslatedInAFolderOfTheRun() throws Exception {
        python("import lib2to3");
        Path package2 = folder.resolve("Code").resolve("Python").resolve("Axon");
        String print = "if False:\n    print 'Python 2'\n";
        axon(package2, COMPONENT, SCHEDULER.replace("next(thread)", "thread.next()") + print);
        assertThat(run(folder.toString(), MessageCase.RING_100))
                .extracting(BenchMain.Result::peerName)
                .contains("Python Axon");
        assertThat(package2.resolve("Axon").resolve("Scheduler.py")).content().contains(print);
    }

    @Test
    @Tag("acceptance")
    void aFolderWithoutAxonIsToldAndTheRestIsMeasured() throws Exception {
        python("import json");
        assertThat(run(folder.toString(), MessageCase.RING_100)).hasSize(4);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("not compared with Python Axon: KAMAELIA=" + folder)
                .contains("there is no package Axon in it");
    }

    private static void python(String needs) throws Exception {
        Programs.need("python3");
        Process asked = new ProcessBuilder("python3", "-W", "ignore", "-c", needs).start();
        Assumptions.assumeTrue(asked.waitFor() == 0, "python3 cannot " + needs);
    }

    private static void axon(Path folder, String component, String scheduler) throws IOException {
        Path axon = Files.createDirectories(folder.resolve("Axon"));
        Files.writeString(axon.resolve("__init__.py"), "");
        Files.writeString(axon.resolve("Component.py"), component);
        Files.writeString(axon.resolve("Scheduler.py"), scheduler);
    }
}
