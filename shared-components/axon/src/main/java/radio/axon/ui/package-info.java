/// Components a person sees: windows, by Swing. Nothing of it is loaded before one of them runs.
@NullMarked
package radio.axon.ui;

import org.jspecify.annotations.NullMarked;
