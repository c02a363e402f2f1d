@NullMarked
package radio.client;

import org.jspecify.annotations.NullMarked;
