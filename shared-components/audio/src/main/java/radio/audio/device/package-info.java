/// The sound devices of this machine, by `javax.sound`: the only package that makes threads for
/// them.
@NullMarked
package radio.audio.device;

import org.jspecify.annotations.NullMarked;
