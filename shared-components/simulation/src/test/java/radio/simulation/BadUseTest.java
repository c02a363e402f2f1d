package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.device.AudioDevices;
import radio.client.ClientMain;
import radio.source.SourceMain;

/// What a person can get wrong: one line that names it and says what to do, and exit code 2.
@Tag("e2e")
class BadUseTest {
    private static final String KEY = "ab".repeat(32);
    private static final String LINK = "radio://127.0.0.1:9/" + KEY;

    @TempDir Path temp;

    @Test
    void fileThatNeedsFfmpegWhichIsNotInstalled() throws Exception {
        Path song = temp.resolve("lied.m4a");
        Files.writeString(song, "\0\0\0\1ftypM4A and whatever is behind that");
        String state = temp.resolve("state").toString();
        Map<String, String> path = Map.of("PATH", "/nowhere");
        assertThat(complaint(SourceMain.class, path, "--input", "file:" + song, "--state", state))
                .contains("lied.m4a", "install ffmpeg");
    }

    @Test
    void portThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(source("--input", "tone", "--bind", "127.0.0.1", "--port", port))
                    .contains(port, "another program has that port", "--port");
            assertThat(client(LINK, "--output", "none", "--bind", "127.0.0.1", "--port", port))
                    .contains(port, "another program has that port", "--port");
        }
    }

    @Test
    void portThatIsNone() throws Exception {
        assertThat(source("--input", "tone", "--port", "70000")).contains("--port 70000", "65535");
        assertThat(source("--input", "tone", "--port", "radio")).contains("--port", "radio");
    }

    @Test
    void fileThatIsNotThere() throws Exception {
        Path missing = temp.resolve("nicht da.mp3");
        assertThat(source("--input", "file:" + missing))
                .contains("nicht da.mp3", "no such file", "path");
    }

    @Test
    void fileThatIsEmpty() throws Exception {
        Path empty = Files.createFile(temp.resolve("leer.flac"));
        assertThat(source("--input", "file:" + empty)).contains("leer.flac", "empty");
    }

    @Test
    void textThatIsCalledMp3() throws Exception {
        Path text = temp.resolve("Liedtext.mp3");
        Files.writeString(text, "La la la.\n".repeat(1000));
        assertThat(source("--input", "file:" + text)).contains("Liedtext.mp3");
    }

    /// Permissions do not bind every user; this file nobody can read.
    @Test
    void fileThatCannotBeRead() throws Exception {
        Path unreadable = Path.of("/proc/self/mem");
        Assumptions.assumeTrue(Files.exists(unreadable), "not Linux");
        assertThat(source("--input", "file:" + unreadable)).contains("/proc/self/mem", "failed");
    }

    @Test
    void folderWhereAFileShouldBe() throws Exception {
        assertThat(source("--input", "file:" + temp)).contains(temp.toString(), "playlist:");
    }

    @Test
    void playlistWithNothingInIt() throws Exception {
        assertThat(source("--input", "playlist:" + temp)).contains(temp.toString());
    }

    @Test
    void unknownKeyInAConfigFile() throws Exception {
        Path config = temp.resolve("meine Station.toml");
        Files.writeString(config, "name = \"Töne\"\n  bitrat = \"96k\"\n");
        assertThat(source("--config", config.toString()))
                .contains("meine Station.toml", "line 2, column 3", "bitrat", "bitrate");
    }

    @Test
    void badValueInAConfigFile() throws Exception {
        Path config = temp.resolve("station.toml");
        Files.writeString(config, "name = \"x\"\nslots = \"many\"\n");
        assertThat(source("--config", config.toString())).contains("line 2", "slots", "many");
        Files.writeString(config, "name = \"x\"\nslots = = 4\n");
        assertThat(source("--config", config.toString())).contains("line 2, column 9");
    }

    @Test
    void configFileThatIsNotThere() throws Exception {
        assertThat(source("--config", temp.resolve("no.toml").toString()))
                .contains("no.toml", "no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9/",
                "radio://127.0.0.1:9",
                "radio://127.0.0.1:9/abc",
                "radio://127.0.0.1/KEY",
                "radio://127.0.0.1:99999/KEY",
                "radio:///KEY"
            })
    void linkThatIsNone(String link) throws Exception {
        assertThat(client(link.replace("KEY", KEY), "--output", "none"))
                .contains("radio://HOST:PORT/KEY");
    }

    @Test
    void linkThatIsMissing() throws Exception {
        assertThat(client("--output", "none")).contains("LINK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8k", "1M", "fast", "0", "-96k"})
    void bitrateThatTheCodecCannot(String rate) throws Exception {
        assertThat(source("--input", "tone", "--bitrate=" + rate)).contains("--bitrate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lots", "-1", "1G", "automatic", "99999M", ""})
    void uploadThatIsNone(String rate) throws Exception {
        assertThat(client(LINK, "--output", "none", "--upload=" + rate)).contains("--upload");
        assertThat(source("--input", "tone", "--port", "0", "--upload=" + rate))
                .contains("--upload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-41", "-4", "0", "NaN", "loud"})
    void loudnessThatIsNone(String lufs) throws Exception {
        assertThat(source("--input", "tone", "--loudness", lufs)).contains("--loudness", lufs);
    }

    @Test
    void applicationThatIsNone() throws Exception {
        assertThat(source("--input", "tone", "--application", "speech"))
                .contains("--application speech", "voice", "music");
    }

    @Test
    void durationThatIsNone() throws Exception {
        assertThat(source("--input", "tone", "--duration", "soon"))
                .contains("--duration", "'soon' is not a duration")
                .doesNotContain("Exception");
    }

    @Test
    void inputAndOutputThatDoNotExist() throws Exception {
        assertThat(source("--input", "gramophone")).contains("gramophone", "playlist:", "tone");
        assertThat(client(LINK, "--output", "trumpet")).contains("trumpet", "speaker", "none");
    }

    @Test
    void optionThatDoesNotExist() throws Exception {
        assertThat(client(LINK, "--loudness", "11")).contains("--loudness", "--help");
    }

    @Test
    void fileToWriteThatCannotBe() throws Exception {
        Path nowhere = temp.resolve("gibt es nicht").resolve("out.wav");
        assertThat(client(LINK, "--output", "file:" + nowhere)).contains("gibt es nicht");
        assertThat(
                        source(
                                "--input",
                                "tone",
                                "--port",
                                "0",
                                "--link-file",
                                temp.resolve("gibt es nicht").resolve("link").toString()))
                .contains("--link-file");
        Path report = temp.resolve("gibt es nicht").resolve("report.json");
        assertThat(source("--input", "tone", "--port", "0", "--report", report.toString()))
                .contains("--report", "gibt es nicht");
        assertThat(client(LINK, "--output", "none", "--report", temp.toString()))
                .contains("--report", "folder");
    }

    @Test
    void homeThatCannotBeWritten() throws Exception {
        Map<String, String> home = Map.of("HOME", "/dev/null");
        assertThat(complaint(SourceMain.class, home, "--input", "tone", "--port", "0"))
                .contains("/dev/null", "--state");
        assertThat(complaint(ClientMain.class, home, LINK, "--output", "none"))
                .contains("/dev/null", "--state");
    }

    @Test
    void stateFolderOfASourceThatIsRunning() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            nodes.onAir("source", "--input", "tone");
            String state = temp.resolve("source").toString();
            assertThat(
                            complaint(
                                    SourceMain.class,
                                    Map.of(),
                                    "--input",
                                    "tone",
                                    "--port",
                                    "0",
                                    "--state",
                                    state))
                    .contains(state, "in use", "--state");
        }
    }

    @Test
    void keyFileThatIsNoKeyOrOpenToOthers() throws Exception {
        Path key = temp.resolve("station.key");
        Files.writeString(key, "no key\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(source("--input", "tone", "--port", "0", "--key", key.toString()))
                .contains("station.key", "not a key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(source("--input", "tone", "--port", "0", "--key", key.toString()))
                .contains("station.key", "chmod 600");
    }

    @Test
    void speakerAndMicrophoneThatAreNotThere() throws Exception {
        Assumptions.assumeTrue(
                AudioDevices.outputs().names().isEmpty() && AudioDevices.inputs().names().isEmpty(),
                "this machine has a sound device");
        assertThat(client(LINK, "--output", "speaker")).contains("--output none");
        assertThat(source("--input", "microphone", "--port", "0")).contains("--input");
        assertThat(client(LINK, "--output", "speaker:Küche")).contains("Küche");
    }

    @Test
    void captureThatNoDeviceCanDo() throws Exception {
        String[] microphone = {"--input", "microphone", "--port", "0"};
        assertThat(source(and(microphone, "--gain", "41"))).contains("--gain 41", "-60 to 40");
        assertThat(source(and(microphone, "--capture-rate", "1"))).contains("--capture-rate 1");
        assertThat(source(and(microphone, "--capture-channels", "both")))
                .contains("--capture-channels both", "left");
    }

    @Test
    void doctorSaysInALineEachWhatIsThereAndWhatToDoAboutTheRest() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String source = doctor(1, SourceMain.class, "--input", "devices", "--port", port);
            assertThat(source).contains("missing port " + port + " ", "--port");
            doctor(1, ClientMain.class, "--doctor", "--output", "none", "--port", port);
        }
        String source = doctor(0, SourceMain.class, "--input", "devices", "--port", "0");
        assertThat(source).contains("microphone", "ok port", "clock", "ffmpeg", "ok Java");
        doctor(0, ClientMain.class, "--doctor", "--output", "none");
        boolean speaker = !AudioDevices.outputs().names().isEmpty();
        String client = doctor(speaker ? 0 : 1, ClientMain.class, "--doctor");
        assertThat(client).contains(speaker ? "ok speaker:" : "missing speaker: ");
    }

    @Test
    void doctorNoticesThatFfmpegIsMissingAndSaysNothingElseOfIt() throws Exception {
        String said =
                doctor(
                        0,
                        builder -> builder.environment().put("PATH", "/nowhere"),
                        ClientMain.class,
                        "--doctor",
                        "--output",
                        "none");
        assertThat(said).containsOnlyOnce("ffmpeg: without it").contains("missing ffmpeg: ");
    }

    /// @return what it says, each line of which is ok or missing
    private String doctor(int exitCode, Class<?> main, String... options) throws Exception {
        return doctor(exitCode, _ -> {}, main, options);
    }

    private String doctor(
            int exitCode, Consumer<ProcessBuilder> setUp, Class<?> main, String... options)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--bind", "127.0.0.1"));
        try (NodeProcess node = NodeProcess.start("doctor", main, temp, all, setUp)) {
            assertThat(node.process().waitFor(Nodes.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(node.lastWords()).isEmpty();
            assertThat(node.said().lines()).allMatch(BadUseTest::isFinding, node.said());
            assertThat(node.process().exitValue()).as(node.said()).isEqualTo(exitCode);
            return node.said();
        }
    }

    private static boolean isFinding(String line) {
        return line.startsWith("ok ") || line.matches("missing [^ ].*: .+");
    }

    private static String[] and(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String source(String... options) throws Exception {
        return complaint(SourceMain.class, withState(options));
    }

    private String client(String... options) throws Exception {
        return complaint(ClientMain.class, withState(options));
    }

    private String[] withState(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--state", temp.resolve("state").toString()));
        return all.toArray(String[]::new);
    }

    private String complaint(Class<?> main, String... options) throws Exception {
        return complaint(main, Map.of(), options);
    }

    /// Runs a node that cannot run.
    ///
    /// @return the only line it says
    private String complaint(Class<?> main, Map<String, String> environment, String... options)
            throws Exception {
        try (NodeProcess node =
                NodeProcess.start(
                        "bad",
                        main,
                        temp,
                        List.of(options),
                        builder -> {
                            builder.environment().remove("XDG_STATE_HOME");
                            builder.environment().putAll(environment);
                        })) {
            assertThat(node.process().waitFor(Nodes.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            String line = node.lastWords();
            System.out.println(line);
            assertThat(node.process().exitValue()).as(line).isEqualTo(2);
            assertThat(line.lines()).as(line).hasSize(1);
            assertThat(node.said()).isEmpty();
            return line;
        }
    }
}
