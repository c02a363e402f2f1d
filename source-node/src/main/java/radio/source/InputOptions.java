package radio.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import radio.audio.CaptureSettings;
import radio.audio.FileSource;
import radio.audio.ItemStages;
import radio.audio.LevelledItems;
import radio.audio.MicrophoneStatus;
import radio.audio.Pacer;
import radio.audio.Playlist;
import radio.audio.Programme;
import radio.audio.StdinSource;
import radio.audio.TitleFile;
import radio.audio.Tone;
import radio.audio.container.UnreadableAudioException;
import radio.audio.device.DeviceCheck;
import radio.audio.device.Microphone;
import radio.audio.device.UnusableDeviceException;
import radio.audio.loudness.Level;
import radio.audio.loudness.Levelling;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.peer.Doctor;
import radio.peer.NodeOptions;
import radio.peer.SoundStatus;
import radio.peer.StartException;
import radio.web.api.Metrics;
import radio.web.api.NodeInside;

/// Where the sound comes from: the options that say so, and the component they name.
final class InputOptions {
    @Option(
            names = "--input",
            paramLabel = "INPUT",
            defaultValue = "microphone",
            description =
                    "file:PATH, playlist:DIR-or-LIST (looped), tone, stdin (raw s16le 48 kHz"
                            + " stereo), microphone[:NAME]; devices says what there is"
                            + " (default: ${DEFAULT-VALUE})")
    String input = "";

    @Option(
            names = "--gain",
            paramLabel = "DB",
            defaultValue = "0",
            description =
                    "raise the microphone by so many dB, -60 to 40 (default: ${DEFAULT-VALUE})")
    double gainDecibels;

    @Option(
            names = "--capture-rate",
            paramLabel = "HZ",
            defaultValue = "48000",
            description = "open the microphone at this rate (default: ${DEFAULT-VALUE})")
    int captureRate;

    @Nullable
    @Option(
            names = "--capture-channels",
            paramLabel = "WHICH",
            description =
                    "of the microphone: 1, 2, or left or right of two (default: as many as"
                            + " --channels)")
    String captureChannels;

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

    @Nullable
    @Option(
            names = "--title-file",
            paramLabel = "FILE",
            description =
                    "the first line of this file is the title, whenever it changes (default: titles"
                            + " come with the sound)")
    Path titleFile;

    /// Where titles come from besides the sound.
    ///
    /// @param words told why there is no title
    Optional<TitleFile> titles(Consumer<String> words) {
        return Optional.ofNullable(titleFile).map(file -> new TitleFile(file, words));
    }

    private Optional<Pacer> pacer = Optional.empty();

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
                case "tone" -> paced(new Tone(channels), Pacer.LIVE_BLOCKS);
                case "stdin" -> paced(new StdinSource(System.in, channels), Pacer.LIVE_BLOCKS);
                case "microphone" -> Microphone.open(capture(detail, channels));
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
        return paced(
                new FileSource(playlist, loop, order, channels, stages), FileSource.AHEAD_BLOCKS);
    }

    private Component paced(Component source, int aheadBlocks) {
        Pacer made = new Pacer(aheadBlocks);
        pacer = Optional.of(made);
        return Pipeline.of(source, made);
    }

    private CaptureSettings capture(String device, int channels) {
        if (!(gainDecibels >= CaptureSettings.MIN_GAIN
                && gainDecibels <= CaptureSettings.MAX_GAIN)) {
            throw new StartException("--gain " + gainDecibels + ": it must be -60 to 40");
        }
        if (captureRate < CaptureSettings.MIN_RATE || captureRate > CaptureSettings.MAX_RATE) {
            throw new StartException(
                    "--capture-rate " + captureRate + ": it must be 8000 to 192000");
        }
        String which = captureChannels == null ? Integer.toString(channels) : captureChannels;
        CaptureSettings.Take take =
                switch (which) {
                    case "1" -> CaptureSettings.Take.MONO;
                    case "2" -> CaptureSettings.Take.STEREO;
                    case "left" -> CaptureSettings.Take.LEFT;
                    case "right" -> CaptureSettings.Take.RIGHT;
                    default ->
                            throw new StartException(
                                    "--capture-channels " + which + ": write 1, 2, left or right");
                };
        return new CaptureSettings(device, captureRate, take, gainDecibels);
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

    /// How the microphone was, if this is one.
    static MicrophoneStatus microphone(Component capture) {
        return capture instanceof Microphone microphone
                ? microphone.status()
                : MicrophoneStatus.NONE;
    }

    /// How the sound that goes on air is, for the status line.
    static SoundStatus sound(Programme programme, Component capture) {
        Level level = programme.level();
        String device = "";
        if (capture instanceof Microphone microphone) {
            device = microphone.status().flowing() ? "ok" : "lost";
        }
        return new SoundStatus(
                level.peakDbfs(), level.momentaryLufs(), 0, device, microphone(capture).driftPpm());
    }

    /// Adds what is counted between the sound and the air: doors 0 and 1, and the microphone.
    void measure(Metrics to, Programme programme, Component capture) {
        NodeInside.dropped(to, "programme", programme.dropped());
        NodeInside.dropped(to, "live titles", programme.titlesDropped());
        to.counter(
                "radio_pacer_stalls_total",
                "Times so much was missed that time was passed over.",
                pacer.map(Pacer::stalls).orElse(0L));
        to.counter("radio_published_chunks_total", "Chunks made and signed.", programme.chunks());
        to.counter(
                "radio_capture_gaps_total",
                "Holes in what was captured, each filled with silence.",
                programme.captureGaps());
        Level level = programme.level();
        to.gauge("radio_peak_dbfs", "Highest sample of late.", Math.max(-120, level.peakDbfs()));
        to.gauge(
                "radio_loudness_lufs",
                "Momentary loudness (EBU R128).",
                Math.max(-120, level.momentaryLufs()));
        MicrophoneStatus now = microphone(capture);
        to.gauge(
                "radio_microphone_flowing",
                "1 while a microphone gives sound.",
                now.flowing() ? 1 : 0);
        to.counter("radio_microphone_gaps_total", "Holes in what the device gave.", now.gaps());
        to.counter(
                "radio_microphone_lost_seconds_total", "Length of those.", now.lostMillis() / 1e3);
        to.counter("radio_microphone_losses_total", "Times the device was gone.", now.losses());
        to.counter(
                "radio_microphone_away_seconds_total",
                "How long it was gone.",
                now.awayMillis() / 1e3);
        to.counter("radio_microphone_clipped_samples_total", "Beyond full scale.", now.clipped());
    }

    /// Says what this machine has for a source. A microphone is not needed: files, tones and pipes
    /// go on air without one.
    ///
    /// @return the exit code
    static int examine(Doctor doctor, NodeOptions options, int port) throws InterruptedException {
        for (DeviceCheck.Found device : DeviceCheck.inputs()) {
            if (device.usable()) {
                doctor.ok("microphone:" + device.name() + " opens at 48000 Hz");
            } else {
                String name = device.name().isEmpty() ? "" : ":" + device.name();
                doctor.missing(false, "microphone" + name, device.problem());
            }
        }
        return doctor.machine(options.bind(), port, Clock.system());
    }
}
