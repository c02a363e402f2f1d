package radio.audio.container;

/// An opened file: its sound, and the title that its tags give.
///
/// A virtual thread is not interrupted by the machine's scheduler, and decoding ahead or measuring
/// a whole file would hold on to its carrier for seconds: on a machine with one core nothing else
/// would be on air. So every read lets the others on first.
record SoundFile(AudioReader reader, String title) implements AudioReader {

    @Override
    public SoundFormat format() {
        return reader.format();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // of a virtual thread it gives the carrier back
    public int read(float[] into, int frames) {
        Thread.yield();
        return reader.read(into, frames);
    }

    @Override
    public void close() {
        reader.close();
    }
}
