@NullMarked
package radio.peer;

import org.jspecify.annotations.NullMarked;
