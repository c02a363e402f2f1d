package radio.audio.loudness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.audio.container.AudioReader;
import radio.audio.container.UnreadableAudioException;

/// By how much to turn each file of a programme up or down, so that all are equally loud: the gain
/// from its integrated loudness to the target. It listens to a file before it plays, on the
/// caller's thread, and remembers what it heard until the file changes. Not thread-safe.
///
/// What it does not do: a file that is silent, or shorter than 400 ms, stays as it is; nothing is
/// turned up by more than [#MOST_BOOST_DECIBELS], or hiss would become the programme; of a long
/// file it hears the first [#MOST_SCANNED_FRAMES] only. Peaks are the [Limiter]'s.
public final class Levelling {

    /// What music services play at lies between -14 and -18 LUFS; at -18 most records still are
    /// turned down, not up, and the limiter has nothing to do.
    public static final double DEFAULT_TARGET_LUFS = -18;

    public static final double LOWEST_TARGET_LUFS = -40;
    public static final double HIGHEST_TARGET_LUFS = -5;

    /// From -33 LUFS, which is quieter than quiet speech on air should be, to the default target.
    /// Guess.
    static final double MOST_BOOST_DECIBELS = 15;

    /// 5 minutes at 48 kHz, less at higher rates: most pieces of music whole. Counted in frames,
    /// since those are what listening costs: 2 to 3 s for MP3 (docs/audio.md), a quarter of what a
    /// file source runs ahead, so that a much slower machine still keeps up.
    static final long MOST_SCANNED_FRAMES = 300 * 48_000;

    /// 200 bytes each. Guess.
    private static final int MOST_REMEMBERED = 1000;

    private static final int PIECE = 4096;

    private static final Logger log = LoggerFactory.getLogger(Levelling.class);

    /// A file as it was when it was heard.
    private record Heard(Path file, long bytes, FileTime modified) {}

    private final double targetLufs;
    private final Map<Heard, Double> remembered = new LinkedHashMap<>(16, 0.75f, true);

    /// @param targetLufs [#LOWEST_TARGET_LUFS] to [#HIGHEST_TARGET_LUFS]
    public Levelling(double targetLufs) {
        if (!(targetLufs >= LOWEST_TARGET_LUFS && targetLufs <= HIGHEST_TARGET_LUFS)) {
            throw new IllegalArgumentException("target " + targetLufs + " LUFS");
        }
        this.targetLufs = targetLufs;
    }

    /// The gain for a file, in dB; 0 if there is nothing to measure, or nothing that could be heard
    /// twice: a pipe.
    ///
    /// @param sound opens it, in the channels it will be played in; closed here
    public double gainDecibels(Path file, Supplier<AudioReader> sound) {
        Optional<Heard> now = state(file);
        if (now.isEmpty()) {
            return 0;
        }
        Double known = remembered.get(now.get());
        if (known != null) {
            return gain(known);
        }
        OptionalDouble lufs = listen(file, sound);
        if (lufs.isEmpty()) {
            return 0;
        }
        remember(now.get(), lufs.getAsDouble());
        double gain = gain(lufs.getAsDouble());
        log.info("{}: {} LUFS, {} dB", file, rounded(lufs.getAsDouble()), rounded(gain));
        return gain;
    }

    private double gain(double lufs) {
        return lufs == Double.NEGATIVE_INFINITY
                ? 0
                : Math.min(MOST_BOOST_DECIBELS, targetLufs - lufs);
    }

    private OptionalDouble listen(Path file, Supplier<AudioReader> sound) {
        try (AudioReader reader = sound.get()) {
            int channels = reader.format().channels();
            LoudnessMeter meter = new LoudnessMeter(reader.format().sampleRate(), channels);
            float[] piece = new float[PIECE * channels];
            long left = MOST_SCANNED_FRAMES;
            for (int got = 1; got > 0 && left > 0; left -= got) {
                got = reader.read(piece, PIECE);
                meter.addLoudness(piece, got);
            }
            return OptionalDouble.of(meter.integratedLufs());
        } catch (UnreadableAudioException e) {
            log.warn("{} plays as it is, it cannot be measured: {}", file, e.getMessage());
            return OptionalDouble.empty();
        }
    }

    private void remember(Heard heard, double lufs) {
        remembered.put(heard, lufs);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
    }

    private static Optional<Heard> state(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.isRegularFile()
                    ? Optional.of(new Heard(file, now.size(), now.lastModifiedTime()))
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
