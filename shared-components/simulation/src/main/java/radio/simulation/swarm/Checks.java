package radio.simulation.swarm;

import java.util.ArrayList;
import java.util.List;

/// Holds what a run found against what a scenario asks for.
final class Checks {
    private final List<String> failures = new ArrayList<>();

    void atLeast(String what, Number found, double least) {
        if (!(found.doubleValue() >= least)) {
            failures.add(
                    "%s is %s, should be %s or more"
                            .formatted(what, text(found.doubleValue()), text(least)));
        }
    }

    void atMost(String what, Number found, double most) {
        if (!(found.doubleValue() <= most)) {
            failures.add(
                    "%s is %s, should be %s or less"
                            .formatted(what, text(found.doubleValue()), text(most)));
        }
    }

    private static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    List<String> failures() {
        return failures;
    }
}
