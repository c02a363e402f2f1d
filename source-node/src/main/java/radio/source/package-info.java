@NullMarked
package radio.source;

import org.jspecify.annotations.NullMarked;
