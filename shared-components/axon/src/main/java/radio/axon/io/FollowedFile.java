package radio.axon.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A file that others append to, read on from where it was read before.
///
/// Each read begins a little before that place: if what stands there is no longer what stood there,
/// someone emptied the file or wrote it anew, and it is read from the start. That is seen even when
/// it has grown beyond the place again.
final class FollowedFile implements Closeable {
    /// What a look at the file found.
    enum Found {
        NOTHING,
        MORE,
        /// It is not what it was: the next look reads it from the start.
        REWRITTEN
    }

    private static final int MARK_BYTES = 64;
    private static final int PIECE_BYTES = 16 * 1024;
    private static final int ATTEMPTS = 3;

    private final FileChannel channel;
    private final Object identity;
    private final ByteBuffer piece = ByteBuffer.allocate(MARK_BYTES + PIECE_BYTES);
    private byte[] mark = new byte[0];
    private long position;

    private FollowedFile(FileChannel channel, Object identity) {
        this.channel = channel;
        this.identity = identity;
    }

    /// The file that bears that name now; null if it just lost it.
    ///
    /// @throws IOException if it cannot be read
    static @Nullable FollowedFile open(Path path) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object before = identity(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            boolean kept = false;
            try {
                if (before.equals(identity(path))) {
                    kept = true;
                    return new FollowedFile(channel, before);
                }
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        }
        return null;
    }

    /// What tells a file from another one of the same name.
    static Object identity(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
    }

    Object identity() {
        return identity;
    }

    /// Goes to the end, but not into a line that is not ended yet: to its start, or that many bytes
    /// back if it is longer.
    void toEnd(int maxLineBytes) throws IOException {
        long size = channel.size();
        long start = Math.max(0, size - maxLineBytes);
        long at = size;
        ByteBuffer look = ByteBuffer.allocate(PIECE_BYTES);
        while (at > start) {
            look.clear().limit((int) Math.min(PIECE_BYTES, at - start));
            long from = at - look.limit();
            if (channel.read(look, from) < look.limit()) {
                break; // it shrank meanwhile: the first look will see to that
            }
            for (int i = look.limit() - 1; i >= 0; i--) {
                if (look.get(i) == '\n') {
                    moveTo(from + i + 1);
                    return;
                }
            }
            at = from;
        }
        moveTo(start);
    }

    /// Reads on. After MORE, [#bytes] are the new ones.
    Found look() throws IOException {
        piece.clear();
        int got = Math.max(0, channel.read(piece, position - mark.length));
        piece.flip();
        if (got < mark.length || !isMark()) {
            moveTo(0);
            return Found.REWRITTEN;
        }
        if (got == mark.length) {
            return Found.NOTHING;
        }
        piece.position(mark.length);
        position += piece.remaining();
        int from = Math.max(0, got - MARK_BYTES);
        mark = Arrays.copyOfRange(piece.array(), from, got);
        return Found.MORE;
    }

    ByteBuffer bytes() {
        return piece;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean isMark() {
        return Arrays.equals(piece.array(), 0, mark.length, mark, 0, mark.length);
    }

    private void moveTo(long place) throws IOException {
        ByteBuffer before = ByteBuffer.allocate((int) Math.min(MARK_BYTES, place));
        int got = place == 0 ? 0 : Math.max(0, channel.read(before, place - before.capacity()));
        mark = got < before.capacity() ? new byte[0] : before.array();
        position = got < before.capacity() ? 0 : place;
    }
}
