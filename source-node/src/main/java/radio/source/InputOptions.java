package radio.source;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Option;
import radio.audio.FileSource;
import radio.audio.ItemStages;
import radio.audio.LevelledItems;
import radio.audio.Pacer;
import radio.audio.Playlist;
import radio.audio.Programme;
import radio.audio.StdinSource;
import radio.audio.Tone;
import radio.audio.container.UnreadableAudioException;
import radio.audio.device.AudioDevices;
import radio.audio.device.Microphone;
import radio.audio.device.UnusableDeviceException;
import radio.audio.loudness.Levelling;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.peer.StartException;

/// Where the sound comes from: the options that say so, and the component they name.
final class InputOptions {
    @Option(
            names = "--input",
            paramLabel = "INPUT",
            defaultValue = "microphone",
            description =
                    "file:PATH, playlist:DIR-or-LIST (looped), tone, stdin (raw s16le 48 kHz"
                            + " stereo), microphone[:NAME]; devices lists what there is"
                            + " (default: ${DEFAULT-VALUE})")
    String input = "";

    @Option(names = "--shuffle", description = "play a playlist in a new order each round")
    boolean shuffle;

    @Option(
            names = "--no-levelling",
            description = "play files as loud as they are; by default all are equally loud")
    boolean asLoudAsTheyAre;

    @Option(
            names = "--loudness",
            paramLabel = "LUFS",
            defaultValue = "-18",
            description = "of every file, -40 to -5 (default: ${DEFAULT-VALUE})")
    double loudness;

    boolean devicesWanted() {
        return input.equals("devices");
    }

    /// Opens what was asked for: a component that sends blocks at their time.
    ///
    /// @throws StartException in one line if there is no such input
    Component open(int channels) {
        checkLoudness();
        String detail = input.indexOf(':') < 0 ? "" : input.substring(input.indexOf(':') + 1);
        try {
            return switch (input.split(":", 2)[0]) {
                case "file" -> files(Playlist.file(Path.of(detail)), false, channels);
                case "playlist" -> files(Playlist.open(Path.of(detail)), true, channels);
                case "tone" -> Pipeline.of(new Tone(channels), new Pacer());
                case "stdin" -> Pipeline.of(new StdinSource(System.in, channels), new Pacer());
                case "microphone" -> Microphone.open(detail, channels);
                default ->
                        throw new StartException(
                                "--input "
                                        + input
                                        + ": write file:PATH, playlist:DIR-or-LIST, tone, stdin,"
                                        + " microphone, microphone:NAME or devices");
            };
        } catch (UnreadableAudioException | UnusableDeviceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (InvalidPathException e) {
            throw new StartException("--input " + input + ": not a path", e);
        }
    }

    private Component files(Playlist playlist, boolean loop, int channels) {
        Optional<RandomGenerator> order =
                shuffle && loop
                        ? Optional.of(new SplittableRandom(new SecureRandom().nextLong()))
                        : Optional.empty();
        ItemStages stages = asLoudAsTheyAre ? ItemStages.NONE : new LevelledItems(loudness);
        return Pipeline.of(
                new FileSource(playlist, loop, order, channels, stages),
                new Pacer(FileSource.AHEAD_BLOCKS));
    }

    private void checkLoudness() {
        if (!(loudness >= Levelling.LOWEST_TARGET_LUFS
                && loudness <= Levelling.HIGHEST_TARGET_LUFS)) {
            throw new StartException("--loudness " + loudness + ": it must be -40 to -5 (LUFS)");
        }
    }

    /// How the programme takes what this component captures.
    static Bound door(Component capture) {
        return capture instanceof Microphone ? Programme.LIVE : Programme.PATIENT;
    }

    /// Says what there is to record from and to play on.
    static void listDevices(PrintStream out) {
        AudioDevices.Listing inputs = AudioDevices.inputs();
        inputs.names().forEach(device -> out.println("microphone:" + device));
        if (inputs.names().isEmpty()) {
            out.println("no microphone: " + inputs.none());
        }
        AudioDevices.Listing outputs = AudioDevices.outputs();
        outputs.names().forEach(device -> out.println("speaker:" + device));
        if (outputs.names().isEmpty()) {
            out.println("no speaker: " + outputs.none());
        }
    }
}
