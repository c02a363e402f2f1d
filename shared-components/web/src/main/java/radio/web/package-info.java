/// HTTP: every node is a radio server that any player understands.
@NullMarked
package radio.web;

import org.jspecify.annotations.NullMarked;
