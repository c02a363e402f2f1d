package radio.simulation.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.peer.Reports;

/// What an audience costs the source does not depend on its size. The largest one takes ten minutes
/// and up to 15 GB, in a process of its own.
@Tag("acceptance")
class AnySizeTest {
    private static final long HEAP_GIB = 15;
    private static final int MOST_MINUTES = 60;

    @TempDir Path temp;

    @Test
    void sourceSendsTheSameToAHundredAThousandAndAHundredThousand() throws Exception {
        double hundred = steady(100, 20).sourceEgressRatio();
        double thousand = steady(1_000, 20).sourceEgressRatio();
        Assumptions.assumeTrue(memoryGib() > HEAP_GIB + 2, "it takes 18 GB of memory");
        SwarmReport most = steady(100_000, 6);
        System.out.printf(
                "source sends %.3f, %.3f, %.3f times the stream to 100, 1,000, 100,000; %s%n",
                hundred, thousand, most.sourceEgressRatio(), most.delayMillis());
        assertThat(most.delivered()).isEqualTo(1);
        assertThat(most.sourceEgressRatio()).isLessThanOrEqualTo(5).isCloseTo(hundred, within(.2));
        assertThat(thousand).isCloseTo(hundred, within(.2));
    }

    private SwarmReport steady(int peers, int seconds) throws Exception {
        Path report = temp.resolve(peers + ".json");
        Path said = temp.resolve(peers + ".txt");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_GIB + "g",
                        "-XX:+UseParallelGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulateMain.class.getName(),
                        "steady",
                        "--peers",
                        String.valueOf(peers),
                        "--seconds",
                        String.valueOf(seconds),
                        "--json",
                        report.toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Reports.read(report, SwarmReport.class);
    }

    private static long memoryGib() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getTotalMemorySize()
                >> 30;
    }
}
