package radio.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import radio.audio.NullSink;
import radio.audio.Player;
import radio.audio.PlayerStatus;
import radio.audio.RawSink;
import radio.audio.WavFileSink;
import radio.audio.device.DeviceCheck;
import radio.audio.device.Speaker;
import radio.audio.device.SpeakerControl;
import radio.audio.device.SpeakerStatus;
import radio.audio.device.UnusableDeviceException;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;
import radio.peer.Doctor;
import radio.peer.NodeOptions;
import radio.peer.SoundStatus;
import radio.peer.StartException;
import radio.web.api.Metrics;
import radio.web.api.NodeInside;

/// Where the sound goes: the options that say so, and the component they name.
final class OutputOptions {
    @Option(
            names = "--output",
            paramLabel = "OUTPUT",
            defaultValue = "speaker",
            description =
                    "speaker[:NAME], file:OUT.wav, stdout (raw s16le 48 kHz stereo) or none"
                            + " (default: ${DEFAULT-VALUE})")
    String output = "";

    @Option(
            names = "--volume",
            paramLabel = "0-100",
            defaultValue = "80",
            description = "loudness of the speaker; nothing else is changed by it")
    int volume;

    @Option(
            names = "--control",
            description =
                    "take commands from standard input, one a line: pause, play, volume N, status,"
                            + " quit")
    boolean control;

    /// Whether it is a file: everything that was on air, no hurry.
    boolean recording() {
        return output.startsWith("file:");
    }

    /// Opens what was asked for.
    ///
    /// @throws StartException in one line if there is no such output
    Component open() {
        if (volume < 0 || volume > 100) {
            throw new StartException("--volume " + volume + ": it must be 0 to 100");
        }
        String name = output.indexOf(':') < 0 ? "" : output.substring(output.indexOf(':') + 1);
        try {
            return switch (output.split(":", 2)[0]) {
                case "speaker" -> Speaker.open(name, volume);
                case "file" -> WavFileSink.create(Path.of(name));
                case "stdout" -> new RawSink(new FileOutputStream(FileDescriptor.out));
                case "none" -> new NullSink();
                default ->
                        throw new StartException(
                                "--output "
                                        + output
                                        + ": write speaker, speaker:NAME, file:OUT.wav, stdout or"
                                        + " none");
            };
        } catch (UnusableDeviceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartException("--output " + output + ": " + StartException.reason(e), e);
        } catch (InvalidPathException e) {
            throw new StartException("--output " + output + ": not a path", e);
        }
    }

    /// How long before it is due the sound must come.
    Duration lead() {
        return output.startsWith("speaker") ? Speaker.LEAD : Duration.ZERO;
    }

    /// What may come early together with what is due: a chunk's length where nobody hears it.
    Duration batch() {
        return output.equals("none") ? Duration.ofMillis(100) : Duration.ZERO;
    }

    /// Sound on standard output must stay sound.
    PrintStream console() {
        FileDescriptor where = output.equals("stdout") ? FileDescriptor.err : FileDescriptor.out;
        return new PrintStream(new FileOutputStream(where), true, StandardCharsets.UTF_8);
    }

    /// Says what this machine has for a listener. A speaker is needed if sound is to go to one.
    ///
    /// @return the exit code
    int examine(Doctor doctor, NodeOptions options, int port) throws InterruptedException {
        List<DeviceCheck.Found> devices = DeviceCheck.outputs();
        String name = output.substring(output.indexOf(':') + 1).toLowerCase(Locale.ROOT);
        boolean any = !output.startsWith("speaker:");
        boolean served =
                devices.stream()
                        .filter(DeviceCheck.Found::usable)
                        .anyMatch(device ->
                                any || device.name().toLowerCase(Locale.ROOT).contains(name));
        boolean needed = output.startsWith("speaker") && !served;
        for (DeviceCheck.Found device : devices) {
            if (device.usable()) {
                doctor.ok("speaker:" + device.name() + " opens at 48000 Hz");
            } else {
                doctor.missing(
                        needed,
                        device.name().isEmpty() ? "speaker" : "speaker:" + device.name(),
                        device.problem() + ", or use --output none or --output file:OUT.wav");
            }
        }
        if (needed && !any) {
            doctor.missing(true, output, "there is no such device; choose one of the above");
        }
        return doctor.machine(options.bind(), port, Clock.system());
    }

    /// Whether commands are taken from standard input.
    boolean control() {
        return control;
    }

    /// Takes them from now on; only then is standard input touched, since a job in the background
    /// would be stopped by its terminal.
    ///
    /// @param out where they are answered
    /// @param title what is heard now
    /// @param quit ends the node in good order
    void takeCommands(
            AxonSystem system,
            PrintStream out,
            Supplier<String> title,
            Player player,
            Component sink,
            Runnable quit) {
        ControlConsole console =
                new ControlConsole(
                        System.in, out, () -> describe(title.get(), player.status(), sink), quit);
        if (sink instanceof Speaker speaker) {
            system.link(
                    console.outbox("outbox", SpeakerControl.class),
                    speaker.inbox("playback", SpeakerControl.class));
        }
        system.activate(console);
    }

    /// How the speaker is doing; empty if the sound goes elsewhere.
    static Optional<SpeakerStatus> speakerStatus(Component sink) {
        return sink instanceof Speaker speaker ? Optional.of(speaker.status()) : Optional.empty();
    }

    /// How the sound is, for the status line.
    static SoundStatus sound(PlayerStatus player, Component sink) {
        Optional<SpeakerStatus> speaker = speakerStatus(sink);
        return new SoundStatus(
                SoundStatus.SILENCE_DB,
                SoundStatus.SILENCE_DB,
                player.underruns() + speaker.map(SpeakerStatus::underruns).orElse(0L),
                speaker.map(now -> now.away() ? "lost" : "ok").orElse(""),
                speaker.map(SpeakerStatus::driftPpm).orElse(0.0));
    }

    /// Adds what is counted between the air and the ear: doors 5 and 6.
    static void measure(Metrics to, long dropped, PlayerStatus player, Component sink) {
        NodeInside.dropped(to, "player", dropped);
        player(to, "played", player.played());
        player(to, "concealed", player.concealed());
        player(to, "late", player.late());
        player(to, "damaged", player.damaged());
        to.counter(
                "radio_player_underruns_total",
                "Times nothing was there when it was due.",
                player.underruns());
        to.counter("radio_player_jumps_total", "Times its time was set anew.", player.jumps());
        to.gauge(
                "radio_player_buffer_seconds",
                "Sound that waits in the jitter buffer.",
                player.bufferMillis() / 1e3);
        Optional<SpeakerStatus> speaker = speakerStatus(sink);
        to.gauge(
                "radio_speaker_away",
                "1 while the sound card is gone.",
                speaker.filter(SpeakerStatus::away).isPresent() ? 1 : 0);
        speaker(to, "losses", speaker.map(SpeakerStatus::losses));
        speaker(to, "reopenings", speaker.map(SpeakerStatus::reopenings));
        speaker(to, "alignments", speaker.map(SpeakerStatus::alignments));
        speaker(to, "underruns", speaker.map(SpeakerStatus::underruns));
        to.counter(
                "radio_speaker_discarded_seconds_total",
                "Sound that was not played: overdue, or the card was away.",
                speaker.map(SpeakerStatus::discardedMillis).orElse(0L) / 1e3);
    }

    private static void player(Metrics to, String fate, long packets) {
        to.counter(
                "radio_player_packets_total",
                "What became of packets: played, concealed (nothing or damage in their place), late,"
                        + " damaged.",
                Map.of("fate", fate),
                packets);
    }

    private static void speaker(Metrics to, String what, Optional<Long> count) {
        to.counter(
                "radio_speaker_" + what + "_total",
                "Speaker: " + what + " (docs/reports.md).",
                count.orElse(0L));
    }

    private static String describe(String title, PlayerStatus player, Component sink) {
        String heard =
                "'%s', buffer %d ms, %d underruns"
                        .formatted(title, player.bufferMillis(), player.underruns());
        return speakerStatus(sink)
                .map(speaker -> heard + "; " + describe(speaker))
                .orElse(heard + "; no speaker");
    }

    private static String describe(SpeakerStatus now) {
        String state = now.away() ? "away" : now.paused() ? "paused" : "playing";
        return "speaker %s, volume %d, line %d ms, %+.1f ms late, drift %+.0f ppm, %d losses, %d alignments, %d underruns"
                .formatted(
                        state,
                        now.volume(),
                        now.lineMillis(),
                        now.errorMillis(),
                        now.driftPpm(),
                        now.losses(),
                        now.alignments(),
                        now.underruns());
    }
}
