@NullMarked
package radio.simulation;

import org.jspecify.annotations.NullMarked;
