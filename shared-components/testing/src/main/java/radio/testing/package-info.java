/// What the tests of several modules need; no part of a node, nor of any other module.
@NullMarked
package radio.testing;

import org.jspecify.annotations.NullMarked;
