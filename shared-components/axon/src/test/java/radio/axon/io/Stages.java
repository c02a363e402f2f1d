package radio.axon.io;

import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Components that tests run in processes of their own.
final class Stages {
    private Stages() {}

    /// The length of each line, and its number.
    static final class Measure extends Component {
        private final Inbox<String> lines = typedInbox(String.class, "lines", Bound.DEFAULT);
        private final Outbox<Numbers> out = typedOutbox(Numbers.class, "number and length");

        Measure() {
            super("measure");
        }

        @Override
        protected void run() throws InterruptedException {
            System.out.println("this must not get among the records");
            int number = 0;
            for (String line : lines.untilFinished()) {
                out.send(new Numbers(number++, line.length()));
            }
        }
    }

    /// Multiplies what comes by its word.
    static final class Times extends Component {
        private final Inbox<Numbers> in = typedInbox(Numbers.class, "numbers", Bound.DEFAULT);
        private final Outbox<Numbers> out = typedOutbox(Numbers.class, "more of them");
        private final long factor;

        Times(String factor) {
            super("times");
            this.factor = Long.parseLong(factor);
        }

        @Override
        protected void run() throws InterruptedException {
            for (Numbers each : in.untilFinished()) {
                out.send(new Numbers(each.first(), each.second() * factor));
            }
        }
    }

    /// Passes lines on until one tells it how to die.
    static final class Mortal extends Component {
        private final Inbox<String> in = typedInbox(String.class, "lines", Bound.DEFAULT);
        private final Outbox<String> out = typedOutbox(String.class, "lines");

        Mortal(String... words) {
            super("mortal " + words.length);
        }

        @Override
        protected void run() throws InterruptedException {
            for (String line : in.untilFinished()) {
                switch (line) {
                    case "crash" -> Runtime.getRuntime().halt(9);
                    case "fail" -> throw new IllegalStateException("a bad line");
                    case "end" -> {
                        return;
                    }
                    case "stand" -> {
                        while (!stopping()) {
                            await();
                        }
                    }
                    default -> out.send(line);
                }
            }
        }
    }
}
