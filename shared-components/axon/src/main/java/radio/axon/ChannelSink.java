package radio.axon;

/// What arrives is published.
record ChannelSink(Channel channel) implements Sink {
    @Override
    public boolean deliver(Object message, long patienceNanos) throws InterruptedException {
        return channel.publish(message, patienceNanos);
    }

    @Override
    public boolean hasRoom() {
        return channel.hasRoom();
    }

    @Override
    public void onSpace(Runnable once) {
        channel.onSpace(once);
    }
}
