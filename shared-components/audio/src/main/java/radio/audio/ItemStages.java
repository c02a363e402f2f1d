package radio.audio;

import java.util.function.Supplier;
import radio.audio.container.AudioReader;

/// Makes the stage of every item of a playlist, and may listen to the item before.
@FunctionalInterface
public interface ItemStages {

    /// Leaves every item as it is.
    ItemStages NONE = (channels, again) -> ItemStage.none(channels);

    /// Called before an item's first frame is read; meanwhile what is queued in the [Pacer] plays,
    /// mostly [FileSource#AHEAD_BLOCKS] blocks, so it should take at most some seconds.
    ///
    /// @param channels of the programme
    /// @param again opens a second reader of the same item, to be closed by its user
    /// @return a stage for this item alone
    ItemStage stage(int channels, Supplier<AudioReader> again);
}
