@NullMarked
package radio.overlay;

import org.jspecify.annotations.NullMarked;
