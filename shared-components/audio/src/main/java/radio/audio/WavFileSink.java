package radio.audio;

import java.io.IOException;
import java.nio.file.Path;
import radio.audio.container.SoundFormat;
import radio.audio.container.WavWriter;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Writes sound from `inbox` (door 6) to a WAV file, replacing what was there: the name was given
/// on purpose.
///
/// The samples are written as they come, never changed. The file has the channels of the first
/// block; blocks of another stream with other channels are mixed to those. Killed, it leaves a file
/// that plays up to the last whole second at least. A full disk fails the component.
public final class WavFileSink extends Component {

    private final Path path;
    private final Inbox<Pcm> inbox;
    private WavWriter writer;
    private volatile long frames;

    private WavFileSink(Path path, WavWriter writer) {
        super("wav file");
        this.path = path;
        this.writer = writer;
        this.inbox = typedInbox(Pcm.class, "sound to write", Bound.blocking(Programme.DOOR));
    }

    /// Creates or empties the file at once, so that a bad name shows before anything runs.
    ///
    /// @throws IOException if the file cannot be written
    public static WavFileSink create(Path path) throws IOException {
        return new WavFileSink(path, WavWriter.create(path, new SoundFormat(Pcm.RATE, 2)));
    }

    /// Frames written so far.
    public long frames() {
        return frames;
    }

    @Override
    protected void run() throws IOException {
        try {
            for (Pcm block : inbox.untilFinished()) {
                if (writer.frames() == 0 && writer.format().channels() != block.channels()) {
                    writer.close();
                    writer = WavWriter.create(path, new SoundFormat(Pcm.RATE, block.channels()));
                }
                writer.write(block.inChannels(writer.format().channels()).samples());
                frames = writer.frames();
            }
        } finally {
            writer.close();
        }
    }
}
