package radio.simulation.swarm;

import java.util.List;
import java.util.SplittableRandom;

/// Which kinds of listeners there are, and in what shares.
///
/// @param shares as many as kinds, together 1
record Mix(List<Kind> kinds, List<Double> shares) {
    /// Half can serve nobody, a tenth can serve many.
    static final Mix MIXED = of(.5, Kind.LEAF, .4, Kind.relay(4), .1, Kind.relay(16));

    static final Mix LEAF_HEAVY = of(.8, Kind.LEAF, .15, Kind.relay(4), .05, Kind.relay(16));

    /// From a phone to a server.
    static final Mix WIDE =
            new Mix(
                    List.of(Kind.LEAF, Kind.relay(1), Kind.relay(2), Kind.relay(8), Kind.relay(40)),
                    List.of(.35, .25, .25, .12, .03));

    /// As in the paper on HyParView: all alike, and an active view of five.
    static final Mix EQUAL = of(.5, new Kind(1, 0), .5, new Kind(2, 0), 0, Kind.LEAF);

    /// As `scripts/local-mesh` has them.
    static final Mix FOUR_SLOTS = new Mix(List.of(new Kind(4, 0)), List.of(1.0));

    private static Mix of(double a, Kind one, double b, Kind two, double c, Kind three) {
        return new Mix(List.of(one, two, three), List.of(a, b, c));
    }

    Kind draw(SplittableRandom random) {
        double drawn = random.nextDouble();
        for (int i = 0; i < kinds.size() - 1; i++) {
            drawn -= shares.get(i);
            if (drawn < 0) {
                return kinds.get(i);
            }
        }
        return kinds.getLast();
    }
}
