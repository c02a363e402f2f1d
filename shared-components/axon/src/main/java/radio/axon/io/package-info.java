/// Components at the edge of the process: files, the console, other processes.
@NullMarked
package radio.axon.io;

import org.jspecify.annotations.NullMarked;
