package radio.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// What somebody must know to change what a node does: 32 random bytes in a file that only the
/// node's owner may read, made on the first start. Never printed.
public final class AccessToken {
    private static final int BYTES = 32;

    /// A token of the owner's own choice must not be guessable.
    private static final int SHORTEST = 16;

    private static final int LONGEST = 1024;

    private final byte[] digest;

    private AccessToken(String text) {
        digest = digest(text);
    }

    /// Reads the token, or makes one if there is no such file. Spaces and line ends around it do
    /// not count.
    ///
    /// @throws StartException if it can be neither read nor made, others may read it, or it is no
    ///   token: 16 to 1,024 visible ASCII characters
    public static AccessToken readOrMake(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                make(file, random);
            }
            if (PrivateFiles.open(file)) {
                throw new StartException(
                        "token file "
                                + file
                                + ": others may read it; run: chmod 600 '"
                                + file
                                + "'");
            }
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
            if (text.length() < SHORTEST
                    || text.length() > LONGEST
                    || !text.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
                throw new StartException(
                        "token file "
                                + file
                                + ": not a token (one line of 16 to 1024 letters and digits); write"
                                + " one, or delete it and a new one is made");
            }
            return new AccessToken(text);
        } catch (IOException e) {
            throw new StartException(
                    "token file "
                            + file
                            + ": "
                            + StartException.reason(e)
                            + "; choose another place with --api-token-file or --state",
                    e);
        }
    }

    /// Whether this is the token; takes as long whatever is wrong with it.
    public boolean matches(String text) {
        return MessageDigest.isEqual(digest, digest(text));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void make(Path file, SecureRandom random) throws IOException {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        PrivateFiles.write(
                file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
    }
}
