package radio.audio.container;

/// A reader with the title that the file's tags give.
record TitledReader(AudioReader reader, String title) implements AudioReader {

    @Override
    public SoundFormat format() {
        return reader.format();
    }

    @Override
    public int read(float[] into, int frames) {
        return reader.read(into, frames);
    }

    @Override
    public void close() {
        reader.close();
    }
}
