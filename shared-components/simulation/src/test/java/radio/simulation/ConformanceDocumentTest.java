package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writes `docs/conformance.md` from the tests that ran before this module's, and fails when that
/// changed it. Where one of them has not run, as in a partial run, it leaves the document alone.
class ConformanceDocumentTest {
    private static final Path PROJECT = Path.of("../..");

    /// The modules whose tests name cases; they are built before this one.
    private static final List<String> MODULES =
            List.of("shared-components/axon", "shared-components/net");

    @Test
    void theDocumentSaysWhatTheTestsSay() throws IOException {
        Conformance now = Conformance.of(PROJECT, MODULES);
        assertThat(now.unknown()).as("tests of cases that are not in the list").isEmpty();
        assumeTrue(
                now.notRun().isEmpty(),
                () -> "not all tests have run (scripts/test runs all): " + now.notRun());
        Path document = PROJECT.resolve("docs/conformance.md");
        String text = now.text();
        if (!Files.exists(document) || !Files.readString(document).equals(text)) {
            Files.writeString(document, text);
            fail("docs/conformance.md was not up to date and has been written anew: commit it");
        }
    }

    @Test
    void aCaseWithoutATestIsMissingAndATestThatHasNotRunIsKnown(@TempDir Path project)
            throws IOException {
        write(
                project,
                "shared-components/axon/src/test/resources/radio/axon/conformance.txt",
                "# Boxes\nBX01 There are boxes.\nBX02 They work.\nBX03 They look good.\n");
        write(
                project,
                "one/src/test/java/a/SomeTest.java",
                """
                @DisplayName("BX01 there are boxes") @DisplayName(
                        "BX02 they work | mostly") @DisplayName("BX09 what")
                """);
        Conformance before = Conformance.of(project, List.of("one", "none"));
        assertThat(before.notRun()).hasSize(3);
        assertThat(before.unknown()).extracting(Conformance.Proof::id).containsExactly("BX09");
        Path report =
                write(
                        project,
                        "one/target/surefire-reports/TEST-a.SomeTest.xml",
                        """
                        <testsuite>
                          <testcase name="BX02 they work | mostly"><failure/></testcase>
                          <testcase name="BX01 there are boxes"/>
                        </testsuite>
                        """);
        Conformance after = Conformance.of(project, List.of("one"));
        assertThat(after.notRun()).extracting(Conformance.Proof::id).containsExactly("BX09");
        assertThat(after.proofs())
                .extracting(Conformance.Proof::result)
                .containsExactly(
                        Optional.of(Conformance.Result.PASSED),
                        Optional.of(Conformance.Result.FAILED),
                        Optional.empty());
        assertThat(after.text())
                .contains(
                        "3 cases, 2 of them with a test; missing: BX03.",
                        "| BX01 | There are boxes. | `SomeTest`: there are boxes | passed |",
                        "| BX02 | They work. | `SomeTest`: they work \\| mostly | failed |",
                        "| BX03 | They look good. | | missing |");
        Files.setLastModifiedTime(report, FileTime.fromMillis(0));
        assertThat(Conformance.of(project, List.of("one")).notRun()).hasSize(3);
    }

    private static Path write(Path project, String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
