@NullMarked
package radio.axon;

import org.jspecify.annotations.NullMarked;
