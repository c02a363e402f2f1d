/// Sound files: recognising and reading them, and writing WAV.
@NullMarked
package radio.audio.container;

import org.jspecify.annotations.NullMarked;
