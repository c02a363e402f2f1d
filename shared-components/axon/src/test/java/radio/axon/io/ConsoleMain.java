package radio.axon.io;

import java.time.Duration;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Pipeline;

/// A process with a console, for tests: what it does is its first argument.
final class ConsoleMain {
    private ConsoleMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (AxonSystem system = new AxonSystem("console", Clock.system())) {
            system.onFailure((name, cause) -> System.out.println(cause.getMessage()));
            switch (arguments[0]) {
                case "echo" -> {
                    system.activate(Pipeline.of(new ConsoleReader(), new ConsoleEchoer()));
                    system.run();
                }
                case "twice" -> {
                    ConsoleReader first = new ConsoleReader();
                    system.activate(first);
                    while (first.state() != radio.axon.Component.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    system.activate(new ConsoleReader());
                    system.awaitEnd(Duration.ofSeconds(30)); // the input ends
                }
                case "again" -> {
                    ConsoleReader first = new ConsoleReader();
                    system.activate(first);
                    while (first.state() != radio.axon.Component.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    first.stop();
                    system.run();
                    System.out.println("stopped");
                    system.activate(Pipeline.of(new ConsoleReader(), new Printer()));
                    system.run();
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }
}
