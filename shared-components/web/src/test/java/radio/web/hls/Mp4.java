package radio.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A naive reader of what we write.
final class Mp4 {
    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");

    private Mp4() {}

    /// @param path types from the outside in, such as `moov/trak`
    /// @param body what is in it, a view
    record Box(String path, int at, ByteBuffer body) {}

    /// @param data a view
    record Sample(ByteBuffer data, int samples) {}

    /// A fragment as a player sees it.
    record Fragment(long sequence, long decodeTime, List<Sample> samples) {
        int length() {
            return samples.stream().mapToInt(Sample::samples).sum();
        }
    }

    /// All boxes, outer ones before those in them. They must fill the file exactly.
    static List<Box> boxes(ByteBuffer file) {
        List<Box> all = new ArrayList<>();
        walk(file.duplicate(), "", 0, all);
        return all;
    }

    private static void walk(ByteBuffer in, String path, int offset, List<Box> all) {
        while (in.hasRemaining()) {
            int at = in.position();
            int size = in.getInt();
            byte[] type = new byte[4];
            in.get(type);
            assertThat(size).as("size of a box in %s", path).isBetween(8, in.limit() - at);
            String name = path + new String(type, StandardCharsets.US_ASCII);
            ByteBuffer body = in.slice(at + 8, size - 8);
            all.add(new Box(name, offset + at, body));
            if (CONTAINERS.contains(new String(type, StandardCharsets.US_ASCII))) {
                walk(body.duplicate(), name + "/", offset + at + 8, all);
            }
            in.position(at + size);
        }
    }

    static Box box(ByteBuffer file, String path) {
        return boxes(file).stream().filter(b -> b.path().equals(path)).findFirst().orElseThrow();
    }

    static Fragment fragment(ByteBuffer file) {
        int moof = box(file, "moof").at();
        long sequence = box(file, "moof/mfhd").body().getInt(4) & 0xFFFFFFFFL;
        long decodeTime = box(file, "moof/traf/tfdt").body().getLong(4);
        ByteBuffer head = box(file, "moof/traf/tfhd").body();
        int flags = head.getInt() & 0xFFFFFF;
        assertThat(head.getInt()).isEqualTo(1);
        int usual = (flags & 0x8) != 0 ? head.getInt() : 0;
        ByteBuffer run = box(file, "moof/traf/trun").body();
        int runFlags = run.getInt() & 0xFFFFFF;
        int count = run.getInt();
        int at = moof + run.getInt();
        Box sound = box(file, "mdat");
        assertThat(at).isEqualTo(sound.at() + 8);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = (runFlags & 0x100) != 0 ? run.getInt() : usual;
            int size = run.getInt();
            samples.add(new Sample(file.slice(at, size), length));
            at += size;
        }
        assertThat(run.hasRemaining()).isFalse();
        assertThat(at).as("the samples fill the sound").isEqualTo(file.limit());
        return new Fragment(sequence, decodeTime, samples);
    }
}
