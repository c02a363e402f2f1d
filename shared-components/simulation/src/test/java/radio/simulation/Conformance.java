package radio.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// Which test shows that which case of the runtime's contract holds, and whether it did: the list
/// of cases, the tests in the sources whose display name begins with a case's id, and the reports
/// that their last run left behind.
record Conformance(List<Case> cases, List<Proof> proofs) {
    /// A sentence of the contract; a heading has no id.
    record Case(String id, String sentence) {
        boolean isHeading() {
            return id.isEmpty();
        }
    }

    /// A test of one case. The result is empty while it has not run as it now stands.
    record Proof(String id, String test, String sentence, Optional<Result> result) {}

    enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    private static final Pattern NAMED =
            Pattern.compile("@DisplayName\\(\\s*\"([A-Z]{2}\\d\\d) ([^\"]*)\"\\s*\\)");
    private static final Pattern CASE = Pattern.compile("([A-Z]{2}\\d\\d) (.+)");

    /// Of the whole project below that folder; the modules that have such tests.
    static Conformance of(Path project, List<String> modules) throws IOException {
        List<Case> cases = new ArrayList<>();
        Path list =
                project.resolve(
                        "shared-components/axon/src/test/resources/radio/axon/conformance.txt");
        for (String line : Files.readAllLines(list)) {
            Matcher matcher = CASE.matcher(line);
            if (matcher.matches()) {
                cases.add(new Case(matcher.group(1), matcher.group(2)));
            } else if (line.startsWith("# ")) {
                cases.add(new Case("", line.substring(2)));
            }
        }
        List<Proof> proofs = new ArrayList<>();
        for (String module : modules) {
            addProofs(project.resolve(module), proofs);
        }
        return new Conformance(cases, proofs);
    }

    private static void addProofs(Path module, List<Proof> into) throws IOException {
        Path sources = module.resolve("src/test/java");
        if (!Files.isDirectory(sources)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(file -> file.toString().endsWith("Test.java")).sorted().toList();
        }
        for (Path file : files) {
            Matcher matcher = NAMED.matcher(Files.readString(file));
            String type =
                    sources.relativize(file).toString().replace(".java", "").replace('/', '.');
            Optional<Element> report = Optional.empty();
            boolean read = false;
            while (matcher.find()) {
                if (!read) {
                    report = report(module, type, file);
                    read = true;
                }
                String name = matcher.group(1) + " " + matcher.group(2);
                into.add(
                        new Proof(
                                matcher.group(1),
                                type.substring(type.lastIndexOf('.') + 1),
                                matcher.group(2),
                                report.flatMap(each -> result(each, name))));
            }
        }
    }

    /// What the last run of that class left, if it is of the class as it stands.
    private static Optional<Element> report(Path module, String type, Path source)
            throws IOException {
        Path report = module.resolve("target/surefire-reports/TEST-" + type + ".xml");
        if (!Files.exists(report)
                || Files.getLastModifiedTime(report).compareTo(Files.getLastModifiedTime(source))
                        < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(report.toFile())
                            .getDocumentElement());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(report + " cannot be read", e);
        }
    }

    private static Optional<Result> result(Element report, String name) {
        NodeList tests = report.getElementsByTagName("testcase");
        for (int i = 0; i < tests.getLength(); i++) {
            if (tests.item(i) instanceof Element test && test.getAttribute("name").equals(name)) {
                if (has(test, "failure") || has(test, "error")) {
                    return Optional.of(Result.FAILED);
                }
                return Optional.of(has(test, "skipped") ? Result.SKIPPED : Result.PASSED);
            }
        }
        return Optional.empty();
    }

    private static boolean has(Element test, String what) {
        return test.getElementsByTagName(what).getLength() > 0;
    }

    /// Those that have not run, or not as they now stand.
    List<Proof> notRun() {
        return proofs.stream().filter(each -> each.result().isEmpty()).toList();
    }

    /// Those of a case that is none.
    List<Proof> unknown() {
        return proofs.stream()
                .filter(each -> cases.stream().noneMatch(one -> one.id().equals(each.id())))
                .toList();
    }

    /// The document, in Markdown.
    String text() {
        StringBuilder text = new StringBuilder();
        long count = cases.stream().filter(each -> !each.isHeading()).count();
        List<String> missing =
                cases.stream()
                        .filter(each -> !each.isHeading() && proofsOf(each).isEmpty())
                        .map(Case::id)
                        .toList();
        text.append(
                """
                # Conformance

                What the component runtime promises ([axon.md](axon.md)), case by case, and the test that shows it.
                Written by the test run: after all tests `ConformanceDocumentTest` collects those whose display name begins
                with the id of a case. The cases stand in `shared-components/axon/src/test/resources/radio/axon/conformance.txt`.

                """);
        text.append("%d cases, %d of them with a test".formatted(count, count - missing.size()));
        text.append(missing.isEmpty() ? ".\n" : "; missing: " + String.join(", ", missing) + ".\n");
        for (Case each : cases) {
            if (each.isHeading()) {
                text.append("\n## ").append(each.sentence()).append("\n\n");
                text.append("| Case | What holds | Test | Result |\n| --- | --- | --- | --- |\n");
            } else {
                rows(each, text);
            }
        }
        return text.toString();
    }

    private void rows(Case of, StringBuilder text) {
        List<Proof> shown = proofsOf(of);
        if (shown.isEmpty()) {
            text.append("| %s | %s | | missing |\n".formatted(of.id(), of.sentence()));
        }
        String id = of.id();
        String sentence = of.sentence();
        for (Proof proof : shown) {
            String result =
                    proof.result()
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .orElse("not run");
            text.append(
                    "| %s | %s | `%s`: %s | %s |\n"
                            .formatted(
                                    id,
                                    sentence,
                                    proof.test(),
                                    proof.sentence().replace("|", "\\|"),
                                    result));
            id = "";
            sentence = "";
        }
    }

    private List<Proof> proofsOf(Case of) {
        return proofs.stream().filter(each -> each.id().equals(of.id())).toList();
    }
}
