@NullMarked
package radio.audio;

import org.jspecify.annotations.NullMarked;
