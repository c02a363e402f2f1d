package radio.simulation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.channel.MultithreadEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// The doors of the house, as far as Maven's modules do not close them. `docs/architecture.md` says
/// why each of them is there.
class ArchitectureTest {
    private static final JavaClasses CODE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(place -> !place.contains("/jmh_generated/"))
                    .withImportOption(place -> !place.contains("/radio/testing/"))
                    .importPackages("radio");

    @Test
    void wireAndOverlayNeedNothingButValues() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("radio.wire..")
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages(
                                "radio.wire..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.nio..",
                                "org.jspecify.."));
        check(
                noClasses()
                        .that()
                        .resideInAPackage("radio.overlay..")
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages(
                                "radio.overlay..",
                                "radio.wire..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "org.jspecify.."));
    }

    @Test
    void onlyThreeRoomsKnowNettyAndOnlyAudioKnowsSound() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("radio.net..", "radio.transport..", "radio.web..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.netty.."));
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("radio.audio..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "javax.sound..",
                                "org.jcodec..",
                                "org.jflac..",
                                "io.github.jaredmdobson.."));
    }

    /// Everything else is given the clock and the random generator, so that it can run in virtual
    /// time from one seed.
    @Test
    void timeAndChanceComeInThroughOneDoor() {
        for (String[] call :
                new String[][] {
                    {"java.lang.System", "nanoTime"},
                    {"java.lang.System", "currentTimeMillis"},
                    {"java.lang.Math", "random"},
                    {"java.util.UUID", "randomUUID"},
                    {"java.util.concurrent.ThreadLocalRandom", "current"},
                    {"java.time.Instant", "now"},
                    {"java.time.LocalDateTime", "now"},
                    {"java.time.LocalTime", "now"}
                }) {
            check(
                    noClasses()
                            .that()
                            .doNotHaveFullyQualifiedName("radio.axon.MachineClock")
                            .should()
                            .callMethodWhere(calls(call[0], call[1]))
                            .as("nothing but the clock calls " + call[0] + "." + call[1]));
        }
        check(noClasses().should().callConstructor(Random.class));
        // The harness of real processes waits in real time; nothing else sleeps.
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("radio.simulation..", "radio.axon..")
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(Thread.class, "sleep", Duration.class));
    }

    /// Components run on axon's runner; sound cards and sockets need threads of the machine. The
    /// hook that the JVM runs when it is told to end is a thread by the JDK's design.
    @Test
    void threadsAreMadeInFewRooms() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "radio.axon..", "radio.audio.device..", "radio.net..")
                        .and()
                        .doNotHaveFullyQualifiedName("radio.peer.Termination")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(Executors.class)
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(MultithreadEventLoopGroup.class)
                        .orShould()
                        .callConstructor(Thread.class, Runnable.class)
                        .orShould()
                        .callConstructor(Thread.class, Runnable.class, String.class)
                        .orShould()
                        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                        .orShould()
                        .callMethod(Thread.class, "ofVirtual")
                        .orShould()
                        .callMethod(Thread.class, "ofPlatform"));
        // Whoever has sockets is given the threads they live on, and hands work to them.
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                "radio.axon..",
                                "radio.audio.device..",
                                "radio.net..",
                                "radio.transport..",
                                "radio.web..")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ExecutorService.class));
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage("radio.transport..", "radio.web..")
                        .should()
                        .dependOnClassesThat(
                                assignableTo(ExecutorService.class)
                                        .and(not(assignableTo(EventExecutor.class)))));
    }

    /// What `UnixProcess` runs is bounded both ways and ends with its component. The harness starts
    /// nodes that write to files, and pauses and kills them by their numbers.
    @Test
    void programsAreRunInTwoRooms() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("radio.axon.io..", "radio.simulation..")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ProcessBuilder.class)
                        .orShould()
                        .callMethodWhere(calls("java.lang.Runtime", "exec"))
                        .as("nothing but UnixProcess and the harness runs other programs"));
    }

    @Test
    void packagesHaveNoCyclesAndTheNodesDoNotKnowEachOther() {
        check(slices().matching("radio.(*)..").should().beFreeOfCycles());
        check(
                noClasses()
                        .that()
                        .resideInAPackage("radio.source..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("radio.client.."));
        check(
                noClasses()
                        .that()
                        .resideInAPackage("radio.client..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("radio.source.."));
    }

    @Test
    void onlyMainsAndConsoleComponentsSpeakOnTheConsole() {
        check(
                noClasses()
                        .that()
                        .haveSimpleNameNotEndingWith("Main")
                        .and()
                        .doNotHaveFullyQualifiedName("radio.axon.io.Console")
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err"));
    }

    /// Their order differs from one run of the JVM to the next, which would silently break replay
    /// by seed.
    @Test
    void overlayUsesNoCollectionsWithoutAnOrder() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("radio.overlay..")
                        .should()
                        .callConstructor(HashMap.class)
                        .orShould()
                        .callConstructor(HashSet.class)
                        .orShould()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.util.stream.Collectors"));
        check(
                noClasses()
                        .that()
                        .resideInAPackage("radio.overlay..")
                        .should()
                        .callMethodWhere(calls("java.util.(Set|Map)", "of|copyOf|ofEntries"))
                        .as("the overlay makes no sets or maps without an order"));
    }

    /// Calls of a method, both names as regular expressions.
    private static DescribedPredicate<JavaCall<?>> calls(String owner, String method) {
        return target(nameMatching(method)).and(target(owner(nameMatching(owner))));
    }

    private static void check(ArchRule rule) {
        rule.because("docs/architecture.md says so").check(CODE);
    }
}
