package radio.audio;

import java.nio.file.Path;
import java.util.function.Supplier;
import radio.audio.container.AudioReader;

/// Makes the stage of every item of a playlist, and may listen to the item before.
@FunctionalInterface
public interface ItemStages {

    /// Leaves every item as it is.
    ItemStages NONE = (_, channels, _) -> ItemStage.none(channels);

    /// Called before an item's first frame is read; meanwhile what is queued in the [Pacer] plays,
    /// mostly [FileSource#AHEAD_BLOCKS] blocks, so it should take at most some seconds.
    ///
    /// @param file the item
    /// @param channels of the programme
    /// @param again opens a second reader of the same item, to be closed by its user
    /// @return a stage for this item alone
    ItemStage stage(Path file, int channels, Supplier<AudioReader> again);
}
