/// Encoders and decoders of sound: Opus out and in, MPEG layer III in.
@NullMarked
package radio.audio.codec;

import org.jspecify.annotations.NullMarked;
