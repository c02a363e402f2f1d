@NullMarked
package radio.wire;

import org.jspecify.annotations.NullMarked;
