package radio.peer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import radio.wire.StationId;

/// The folder where a node keeps what must survive a restart: keys, the last epoch, whom it knows.
/// One process at a time owns it, by a lock that the system drops when the process ends.
public final class StateFolder implements AutoCloseable {
    private static final int MAX_SIDE_BY_SIDE = 100;

    private final Path path;
    private final FileChannel channel;

    private StateFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// The folder a node of this kind uses unless told otherwise: `$XDG_STATE_HOME/p2p-radio/KIND`,
    /// or `~/.local/state/p2p-radio/KIND`.
    ///
    /// @param xdgStateHome the environment's value, null if it has none
    public static Path usual(@Nullable String xdgStateHome, String home, String kind) {
        Path base =
                xdgStateHome == null || xdgStateHome.isBlank()
                        ? Path.of(home, ".local", "state")
                        : Path.of(xdgStateHome);
        return base.resolve("p2p-radio").resolve(kind);
    }

    /// Makes the folder if need be and takes its lock.
    ///
    /// @throws StartException if it cannot be used, or another process has it
    public static StateFolder open(Path path) {
        StateFolder folder = tryOpen(path);
        if (folder == null) {
            throw new StartException(
                    "state folder "
                            + path
                            + ": in use by another node; stop that one or choose another with"
                            + " --state");
        }
        return folder;
    }

    /// Like [#open], but takes `PATH-2`, `PATH-3` ... when other processes have the ones before:
    /// several listeners on one machine are several peers, and each keeps its own identity.
    public static StateFolder openFree(Path path) {
        for (int number = 1; number <= MAX_SIDE_BY_SIDE; number++) {
            StateFolder folder =
                    tryOpen(
                            number == 1
                                    ? path
                                    : path.resolveSibling(path.getFileName() + "-" + number));
            if (folder != null) {
                return folder;
            }
        }
        throw new StartException(
                "state folder "
                        + path
                        + ": "
                        + MAX_SIDE_BY_SIDE
                        + " nodes are running from it already; choose another with --state");
    }

    private static @Nullable StateFolder tryOpen(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                return null;
            }
            return new StateFolder(path, channel);
        } catch (IOException e) {
            throw new StartException(
                    "state folder "
                            + path
                            + ": "
                            + StartException.reason(e)
                            + "; make it writable or choose another with --state",
                    e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /// The epoch of this start: one more than the last, and at least the seconds since 1970, so
    /// that a source whose state was lost still counts on.
    ///
    /// @param unixSeconds now
    public long nextEpoch(long unixSeconds) {
        Path file = path.resolve("epoch");
        try {
            long last = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
            long epoch = Math.max(last + 1, unixSeconds);
            Path fresh = path.resolve("epoch.new");
            Files.writeString(fresh, epoch + "\n");
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            return epoch;
        } catch (NumberFormatException e) {
            throw new StartException(
                    "epoch file " + file + ": not a number; delete it, the clock takes its place",
                    e);
        } catch (IOException e) {
            throw new StartException("epoch file " + file + ": " + StartException.reason(e), e);
        }
    }

    /// Where the peers of this station are remembered.
    public PeersFile peers(StationId station) {
        return new PeersFile(path.resolve("peers.json"), station);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing the lock of " + path, e);
        }
    }
}
