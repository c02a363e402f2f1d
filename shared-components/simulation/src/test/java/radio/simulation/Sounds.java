package radio.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import radio.audio.codec.OpusPacketDecoder;
import radio.audio.container.SoundFormat;
import radio.audio.container.WavWriter;
import radio.wire.Chunk;
import radio.wire.Packet;

/// What tests put in and get out.
final class Sounds {
    private static final Path FIXTURES =
            Path.of("..", "audio", "src", "test", "resources", "radio", "audio", "container");
    private static final int WAV_HEADER_BYTES = 44;

    private Sounds() {}

    /// A short file of the audio module's tests.
    static Path fixture(String name) {
        return FIXTURES.resolve(name).toAbsolutePath().normalize();
    }

    /// Makes a WAV file of two tones and some noise.
    static Path wav(Path file, int sampleRate, int channels, double seconds) throws IOException {
        short[] samples = music(sampleRate, channels, seconds);
        try (WavWriter writer = WavWriter.create(file, new SoundFormat(sampleRate, channels))) {
            writer.write(samples);
        }
        return file;
    }

    /// One channel of these samples.
    static Path wav(Path file, int sampleRate, short[] samples) throws IOException {
        try (WavWriter writer = WavWriter.create(file, new SoundFormat(sampleRate, 1))) {
            writer.write(samples);
        }
        return file;
    }

    static short[] music(int sampleRate, int channels, double seconds) {
        SplittableRandom random = new SplittableRandom(1);
        int frames = (int) (seconds * sampleRate);
        short[] samples = new short[frames * channels];
        for (int i = 0; i < samples.length; i++) {
            int frame = i / channels;
            double t = 2 * Math.PI * frame / sampleRate;
            samples[i] =
                    (short)
                            (6000 * Math.sin(440 * t)
                                    + 4000 * Math.sin((1000 + 300 * (i % channels)) * t)
                                    + random.nextInt(-400, 400));
        }
        return samples;
    }

    /// A programme whose pieces alternate between loud and soft, every three seconds.
    static Path loudAndSoft(Path folder, String loudTitle, String softTitle) throws IOException {
        short[] loud = music(48_000, 1, 3);
        short[] soft = loud.clone();
        for (int i = 0; i < soft.length; i++) {
            soft[i] = (short) (soft[i] / 16);
        }
        wav(folder.resolve("loud.wav"), 48_000, loud);
        wav(folder.resolve("soft.wav"), 48_000, soft);
        return Files.writeString(
                folder.resolve("programme.m3u"),
                "#EXTINF:3,%s%nloud.wav%n#EXTINF:3,%s%nsoft.wav%n".formatted(loudTitle, softTitle));
    }

    static byte[] littleEndian(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    static short[] samples(ByteBuffer littleEndian) {
        short[] samples = new short[littleEndian.remaining() / 2];
        littleEndian.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /// The samples of a file that a listener wrote, whose header must say how many there are.
    static short[] recorded(Path wav) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.getInt(WAV_HEADER_BYTES - 4);
        if (size != bytes.capacity() - WAV_HEADER_BYTES) {
            throw new AssertionError("the header says " + size + " of " + bytes.capacity());
        }
        return samples(bytes.position(WAV_HEADER_BYTES));
    }

    /// What a fresh decoder makes of these chunks.
    static short[] decoded(List<Chunk> chunks, int channels) {
        OpusPacketDecoder decoder = new OpusPacketDecoder(channels);
        int frames = chunks.stream().mapToInt(Chunk::samples).sum();
        ByteBuffer all = ByteBuffer.allocate(2 * frames * channels).order(ByteOrder.LITTLE_ENDIAN);
        for (Chunk chunk : chunks) {
            for (Packet packet : chunk.packets()) {
                byte[] bytes = new byte[packet.data().remaining()];
                packet.data().duplicate().get(bytes);
                short[] sound =
                        decoder.decode(bytes, packet.samples())
                                .orElseThrow(() -> new AssertionError("damaged: " + chunk));
                for (short sample : sound) {
                    all.putShort(sample);
                }
            }
        }
        return samples(all.flip());
    }
}
