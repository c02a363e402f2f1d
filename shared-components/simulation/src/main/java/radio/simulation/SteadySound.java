package radio.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Half a minute of sound that is hard to encode from beginning to end, so that a stream has the
/// rate it is said to have: chords with noise.
final class SteadySound {
    private static final int RATE = 48_000;
    private static final int SECONDS = 30;

    private SteadySound() {}

    /// Writes it as a WAV file, stereo.
    static Path write(Path file) throws IOException {
        int frames = RATE * SECONDS;
        ByteBuffer wav = ByteBuffer.allocate(44 + frames * 4).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + frames * 4);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1).putShort((short) 2).putInt(RATE).putInt(RATE * 4);
        wav.putShort((short) 4).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(frames * 4);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < frames; i++) {
            double root = 110 * Math.pow(2, i / (RATE / 2) % 12 / 12.0);
            double t = 2 * Math.PI * i / RATE;
            for (int side = 0; side < 2; side++) {
                double chord =
                        Math.sin(root * t)
                                + Math.sin(root * (1.26 + 0.01 * side) * t)
                                + Math.sin(root * 3.01 * t);
                double noise = random.nextDouble() - 0.5;
                wav.putShort((short) (4000 * chord + 6000 * noise));
            }
        }
        return Files.write(file, wav.array());
    }
}
