package radio.peer;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// A secret key on disk: a comment line, then the seed in 64 hexadecimal digits, readable by its
/// owner only (0600). It is made on the first start and never written again.
public final class KeyFile {
    private static final String COMMENT =
            "# Ed25519 secret of a p2p-radio station or node. Whoever has it can speak in its name.";

    private KeyFile() {}

    /// Reads the key, or makes one if there is no such file.
    ///
    /// @throws StartException if it can be neither read nor made, or others may read it
    public static Ed25519Signer readOrMake(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                make(file, Ed25519Signer.generate(random));
            }
            requirePrivate(file);
            List<String> lines =
                    Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .toList();
            if (lines.size() != 1 || lines.getFirst().length() != 2 * Ed25519Signer.SEED_BYTES) {
                throw notAKey(file);
            }
            return Ed25519Signer.of(HexFormat.of().parseHex(lines.getFirst()));
        } catch (IllegalArgumentException | MalformedInputException e) {
            throw notAKey(file);
        } catch (IOException e) {
            throw new StartException(
                    "key file "
                            + file
                            + ": "
                            + StartException.reason(e)
                            + "; choose another place with --key or --state",
                    e);
        }
    }

    private static StartException notAKey(Path file) {
        return new StartException(
                "key file "
                        + file
                        + ": not a key (64 hexadecimal digits); restore it from a copy, or move it"
                        + " away and a new key is made");
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
        others.removeAll(PosixFilePermissions.fromString("rwx------"));
        if (!others.isEmpty()) {
            throw new StartException(
                    "key file " + file + ": others may read it; run: chmod 600 '" + file + "'");
        }
    }

    /// Writes the key beside its place and moves it there whole, so that a crash leaves no half
    /// key.
    private static void make(Path file, Ed25519Signer signer) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (isPosix(file)) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(fresh, COMMENT + "\n" + HexFormat.of().formatHex(signer.seed()) + "\n");
        try {
            Files.move(fresh, file);
        } catch (FileAlreadyExistsException e) {
            // Another start of the same node was faster; its key is the key.
            Files.delete(fresh);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
