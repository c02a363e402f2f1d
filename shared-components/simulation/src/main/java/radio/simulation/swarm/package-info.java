/// Swarms of any size in virtual time: the production overlay over a simulated network, from one
/// seed, with the scenarios that `scripts/simulate` runs.
@NullMarked
package radio.simulation.swarm;

import org.jspecify.annotations.NullMarked;
