package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps the tables and the worked example of `docs/protocol.md` true.
class ProtocolDocumentTest {
    private static final Pattern BLOCK =
            Pattern.compile("```hex (\\S+)\\n(.*?)```", Pattern.DOTALL);

    private static String document() {
        try {
            return Files.readString(Path.of("../../docs/protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows of the table whose first row is this one, cell by cell.
    private static List<List<String>> table(String firstRow) {
        List<String> lines = document().lines().toList();
        int first = lines.indexOf(firstRow);
        assertThat(first).as("a table that begins with %s", firstRow).isNotNegative();
        return lines.stream()
                .skip(first + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line ->
                        Arrays.stream(line.substring(1).split("\\|", -1))
                                .map(String::strip)
                                .toList())
                .toList();
    }

    /// Number to name.
    private static Map<Integer, String> numbers(String firstRow) {
        Map<Integer, String> numbers = new LinkedHashMap<>();
        for (List<String> row : table(firstRow)) {
            numbers.put(Integer.valueOf(row.get(0)), row.get(1));
        }
        return numbers;
    }

    private static String name(Message message) {
        return message.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
    }

    @Test
    void messageTypesAndLimitsAreThoseOfTheCodec() {
        List<List<String>> documented = new ArrayList<>();
        for (List<String> row : table("| Type | Message | Longest body | Said by |")) {
            documented.add(row.subList(0, 3));
        }
        List<List<String>> spoken =
                Stream.concat(
                                Samples.messages().values().stream(),
                                Stream.of(new Message.Push(ChunkClass.LIVE, 1, Samples.chunk())))
                        .map(message -> {
                            int type = MessageCodec.type(message);
                            return List.of(
                                    String.valueOf(type),
                                    name(message),
                                    String.valueOf(MessageCodec.limit(type)));
                        })
                        .distinct()
                        .sorted(Comparator.comparing(row -> Integer.valueOf(row.getFirst())))
                        .toList();

        assertThat(documented).isEqualTo(spoken);
        assertThat(documented).hasSize(Message.class.getPermittedSubclasses().length - 1);
    }

    @Test
    void reservedTypesAreUnknownToTheCodec() {
        for (List<String> row : table("| Type | For | What it will be |")) {
            int type = Integer.parseInt(row.getFirst().split(" ", -1)[0]);
            assertThat(MessageCodec.decode(type, ByteBuffer.allocate(4096)))
                    .isEqualTo(new Message.Unknown(type));
        }
    }

    @Test
    void numbersOfReasonsRefusalsCodecsAndCarriersAreThoseOfTheCode() {
        Map<Integer, String> reasons = new LinkedHashMap<>();
        for (Reason reason : Reason.values()) {
            reasons.put(reason.number(), reason.name());
        }
        Map<Integer, String> refusals = new LinkedHashMap<>();
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal.number(), refusal.name());
        }
        Map<Integer, String> codecs = new LinkedHashMap<>();
        for (Codec codec : Codec.values()) {
            codecs.put(codec.number(), codec.name());
        }

        assertThat(numbers("| Reason | Name | When |")).isEqualTo(reasons);
        assertThat(numbers("| Refusal | Name | When | Then |")).isEqualTo(refusals);
        assertThat(numbers("| Codec | Name | Set-up | Packets |")).isEqualTo(codecs);
        assertThat(numbers("| Carrier | Name | Bytes |"))
                .containsEntry(Candidate.TCP, "TCP")
                .containsEntry(Candidate.TCP_NAME, "TCP_NAME");
        assertThat(numbers("| Field type | Name | Value |")).containsEntry(Field.TITLE, "TITLE");
    }

    @Test
    void limitsInTheTextAreThoseOfTheCode() {
        assertThat(document())
                .contains(
                        "At most " + Chunk.MAX_BYTES + " bytes and " + Chunk.MAX_SAMPLES,
                        "at most " + Chunk.MAX_FIELD_BYTES + " bytes, the count included",
                        "list(" + Chunk.MAX_FIELDS + ") of field",
                        "At most " + StationHeader.MAX_BYTES + " bytes.",
                        "list(" + StationHeader.MAX_STREAMS + "), at least one",
                        "text(" + StationHeader.MAX_NAME_BYTES + ")",
                        "bytes(" + StreamInfo.MAX_SETUP_BYTES + ")",
                        "list(" + MessageCodec.MAX_PATH + ") of contact",
                        "list(" + MessageCodec.MAX_ALTERNATIVES + ") of contact",
                        "list(" + MessageCodec.MAX_SAMPLE + ") of contact",
                        "0 to " + MessageCodec.MAX_WALK + "; 0 where the walk ends",
                        "until the sender gets it; " + Message.Have.UNKNOWN_DELAY,
                        "list(" + Contact.MAX_CANDIDATES + ") of candidate",
                        "Version " + MessageCodec.MAJOR + "." + MessageCodec.MINOR + ".");
    }

    @Test
    void workedExampleIsTheGoldenBytes() {
        List<String> shown = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(document()).results().toList()) {
            shown.add(block.group(1));
            assertThat(Golden.read(block.group(2)))
                    .as(block.group(1))
                    .isEqualTo(Golden.bytes(block.group(1)));
        }
        assertThat(shown)
                .containsAll(Samples.messages().keySet())
                .contains("push", "statement-dialler", "statement-acceptor");
    }
}
