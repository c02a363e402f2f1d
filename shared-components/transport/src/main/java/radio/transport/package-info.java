@NullMarked
package radio.transport;

import org.jspecify.annotations.NullMarked;
