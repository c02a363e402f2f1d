/// Software transactional memory: named values that several components change together or not at
/// all.
@NullMarked
package radio.axon.stm;

import org.jspecify.annotations.NullMarked;
