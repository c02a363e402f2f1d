package radio.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Records to JSON and back: the reports of the commands, and their status lines. UTF-8; the keys
/// are the records' components in their order.
public final class Reports {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
    private static final JsonMapper LINES =
            JsonMapper.builder().disable(SerializationFeature.INDENT_OUTPUT).build();

    private Reports() {}

    /// Writes a record whole: a reader sees the old file or the new one, never half of one.
    public static void write(Path file, Record report) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, JSON.writeValueAsBytes(report));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    public static <R extends Record> R read(Path file, Class<R> type) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), type);
    }

    /// One line of JSON.
    public static String line(Record record) {
        return LINES.writeValueAsString(record);
    }

    public static <R extends Record> R parse(String line, Class<R> type) {
        return JSON.readValue(line, type);
    }
}
