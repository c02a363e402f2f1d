/// How loud sound is, and making it as loud as it should be: ITU-R BS.1770-5, EBU R 128.
@NullMarked
package radio.audio.loudness;

import org.jspecify.annotations.NullMarked;
