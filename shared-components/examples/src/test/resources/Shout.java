import radio.axon.*;
import radio.net.*;

void main() throws InterruptedException {
    try (var system = new AxonSystem("shout", Clock.system())) {
        system.activate(new ServerCore(peer -> Pipeline.of(
                new LineReader(),
                PureTransformer.of(String.class, String.class, String::toUpperCase),
                new LineWriter()), 1500));
        system.run();
    }
}
