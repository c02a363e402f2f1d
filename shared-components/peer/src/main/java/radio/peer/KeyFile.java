package radio.peer;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

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
        if (PrivateFiles.open(file)) {
            throw new StartException(
                    "key file " + file + ": others may read it; run: chmod 600 '" + file + "'");
        }
    }

    private static void make(Path file, Ed25519Signer signer) throws IOException {
        PrivateFiles.write(file, COMMENT + "\n" + HexFormat.of().formatHex(signer.seed()) + "\n");
    }
}
