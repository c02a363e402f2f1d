package radio.peer;

/// Why a node cannot start, in one line a person can act on: what, which value, what to do. The
/// main prints it and exits with code 2; there is no stack trace to read.
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartException(String line) {
        super(line);
    }

    public StartException(String line, Throwable cause) {
        super(line, cause);
    }

    /// The text a person gets for an I/O error: what kind of error it was, where the exception
    /// itself only says which file.
    public static String reason(java.io.IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.NoSuchFileException _ -> "no such file or folder";
            case java.nio.file.FileAlreadyExistsException _ -> "a file is in the way";
            case java.nio.file.FileSystemException file when file.getReason() != null ->
                    String.valueOf(file.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }
}
