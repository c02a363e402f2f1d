package radio.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel counted for a process (proc(5)).
///
/// @param cpuSeconds processor time so far, in the process and in the kernel for it; counted in
///   hundredths
/// @param residentBytes memory that is in use by the machine
/// @param threads of the machine
/// @param files open files and sockets
record ProcessFigures(double cpuSeconds, long residentBytes, int threads, int files) {
    static ProcessFigures of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String[] fields =
                Files.readString(process.resolve("stat"))
                        .replaceFirst("(?s).*\\) ", "")
                        .split(" ", 22);
        double cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
        long resident = 0;
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        try (var open = Files.list(process.resolve("fd"))) {
            return new ProcessFigures(
                    cpu, resident, Integer.parseInt(fields[17]), Math.toIntExact(open.count()));
        }
    }

    /// Whether this machine can say.
    static boolean known() {
        return Files.exists(Path.of("/proc/self/stat"));
    }
}
