package radio.axon.ui;

import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.KeyEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.swing.text.JTextComponent;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.testing.Windows;

/// A process with a screen, for tests: runs the case that its first argument names, prints what it
/// found, one fact a line, and writes screenshots into the folder of its second one.
final class WindowsMain {
    /// Before each of them.
    static final String FACT = "fact: ";

    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final AxonSystem system = new AxonSystem("windows", Clock.system());
    private final Path folder;
    private final List<String> said = new ArrayList<>();

    private WindowsMain(Path folder) {
        this.folder = folder;
        system.onFailure((name, cause) -> say(name + " failed: " + cause.getMessage()));
    }

    public static void main(String[] arguments) throws Exception {
        WindowsMain main = new WindowsMain(Path.of(arguments[1]));
        try {
            switch (arguments[0]) {
                case "displayer" -> main.displayer();
                case "ticker" -> main.ticker();
                case "textbox" -> main.textbox();
                case "close" -> main.close();
                case "stop" -> main.stop();
                case "headless" -> main.headless();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } finally {
            main.system.close();
            main.said.forEach(fact -> System.out.println(FACT + fact)); // among the log
        }
        // No exit(): if a thread of a window were left, this process would not end.
    }

    private void displayer() throws Exception {
        Ends ends = new Ends();
        TextDisplayer displayer = new TextDisplayer("log", 50);
        start(displayer, ends);
        for (int i = 0; i < 20_000; i++) {
            while (!ends.out.offer("line " + i)) {
                Thread.onSpinWait();
            }
        }
        JTextComponent text = Windows.textOf("log");
        Windows.awaitText(text, shown -> shown.endsWith("line 19999\n"));
        String shown = Windows.onEventThread(text::getText);
        say("lines " + shown.lines().count());
        say("first " + shown.lines().findFirst().orElseThrow());
        say("forgotten " + displayer.forgotten());
        say("ink " + grows("displayer", "log", 500));
        ends.signals().offer(new ProducerFinished());
        system.run();
        say("windows " + Windows.visible());
        say("ending " + displayer.ending().orElseThrow());
    }

    private void ticker() throws Exception {
        Ends ends = new Ends();
        Ticker ticker = Ticker.byCharacter("news", 50);
        start(ticker, ends);
        JTextComponent text = Windows.textOf("news");
        int nothing = ink(screenshot("ticker-empty", "news"));
        ends.out.offer("Good evening, here is the news. Nothing happened today.");
        Windows.awaitText(text, shown -> shown.length() > 5);
        String some = Windows.onEventThread(text::getText);
        say("begins " + some.substring(0, 5) + " complete " + some.contains("today"));
        boolean began = grows("ticker-half", "news", nothing);
        int little = ink(screenshot("ticker-half", "news"));
        say("went on " + ends.in.take().toString().endsWith("today."));
        Windows.awaitText(text, shown -> shown.endsWith("today.\n"));
        say("grew " + grows("ticker", "news", little));
        say("began to grow " + began);
        ticker.stop();
        system.run();
        Ticker words = Ticker.byWord("words", 1000);
        Ends more = new Ends();
        start(words, more);
        more.out.offer("one two");
        more.signals().offer(new ProducerFinished());
        system.run();
        say("words " + more.in.take());
        say("windows " + Windows.visible());
    }

    private void textbox() throws Exception {
        Ends ends = new Ends();
        Textbox textbox = new Textbox("say");
        start(textbox, ends);
        JTextComponent field = Windows.textOf("say");
        Robot robot = new Robot();
        Windows.click(robot, field);
        Windows.type(robot, "hello");
        Windows.awaitText(field, "hello"::equals);
        screenshot("textbox", "say");
        Windows.press(robot, KeyEvent.VK_ENTER);
        say("typed " + ends.in.take());
        Windows.awaitText(field, String::isEmpty);
        // Its receiver holds one line: the second one stays in the field until there is room.
        Windows.type(robot, "one");
        Windows.press(robot, KeyEvent.VK_ENTER);
        Windows.awaitText(field, String::isEmpty);
        Windows.type(robot, "two");
        Windows.press(robot, KeyEvent.VK_ENTER);
        robot.waitForIdle();
        say("kept " + Windows.onEventThread(field::getText));
        say("typed " + ends.in.take());
        Windows.press(robot, KeyEvent.VK_ENTER);
        say("typed " + ends.in.take());
        EventQueue.invokeAndWait(() -> field.setText("x".repeat(5000)));
        say("bounded " + Windows.onEventThread(() -> field.getText().length()));
        Windows.close("say");
        system.run();
        say("ending " + textbox.ending().orElseThrow());
        say("windows " + Windows.visible());
    }

    private void close() throws Exception {
        List<Component> all =
                List.of(
                        new TextDisplayer("one"),
                        Ticker.byCharacter("two", 1),
                        new Textbox("three"));
        Ends ends = new Ends();
        system.link(ends.out, all.get(1).inbox("inbox"));
        all.forEach(system::activate);
        ends.out.offer("this takes long to appear");
        for (String title : List.of("one", "two", "three")) {
            Windows.textOf(title);
            Windows.close(title);
        }
        system.run();
        all.forEach(each -> say(each.name() + " " + each.ending().orElseThrow()));
        say("windows " + Windows.visible());
    }

    private void stop() throws Exception {
        for (int i = 0; i < 20; i++) {
            TextDisplayer displayer = new TextDisplayer("log");
            Ticker ticker = Ticker.byWord("news", 1);
            Ends ends = new Ends();
            system.link(ends.out, ticker.inbox("inbox"));
            system.activate(displayer, ticker);
            ends.out.offer("long words appear slowly");
            if (i % 2 == 0) {
                Windows.textOf("log");
                Windows.textOf("news");
            }
            displayer.stop();
            ticker.stop();
            system.run();
        }
        EventQueue.invokeAndWait(() -> {});
        say("windows " + Windows.visible());
    }

    private void headless() throws Exception {
        system.activate(
                new TextDisplayer("one"), Ticker.byCharacter("two", 1), new Textbox("three"));
        system.run();
    }

    private void start(Component component, Ends ends) {
        system.link(ends.out, component.inbox("inbox"));
        system.link(ends.signals(), component.inbox("control"));
        system.link(component.outbox("outbox"), ends.in);
        system.activate(component);
    }

    private synchronized void say(String fact) {
        said.add(fact);
    }

    /// What is on the screen where the window is, kept as a PNG.
    private BufferedImage screenshot(String name, String title) throws Exception {
        Robot robot = new Robot();
        robot.waitForIdle();
        Rectangle place = Windows.onEventThread(Windows.showing(title)::getBounds);
        BufferedImage image = robot.createScreenCapture(place);
        if (!ImageIO.write(image, "png", folder.resolve(name + ".png").toFile())) {
            throw new IOException("no PNG can be written here");
        }
        return image;
    }

    /// True as soon as there is more ink than that: what was written is painted a little later.
    private boolean grows(String name, String title, int ink) throws Exception {
        long deadline = Clock.system().nanoTime() + PATIENCE_NANOS;
        while (ink(screenshot(name, title)) <= ink) {
            if (Clock.system().nanoTime() > deadline) {
                return false;
            }
        }
        return true;
    }

    /// How many of its pixels are dark, as letters are.
    private static int ink(BufferedImage image) {
        int dark = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int light = (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
                dark += light < 200 ? 1 : 0;
            }
        }
        return dark;
    }

    /// Two open ends: never activated, its boxes are used from outside.
    private static final class Ends extends Component {
        private final Inbox<Object> in =
                typedInbox(Object.class, "what is taken", Bound.blocking(1));
        private final Outbox<Object> out = typedOutbox(Object.class, "what is sent");

        Ends() {
            super("ends");
        }

        private Outbox<Signal> signals() {
            return outbox("signal", Signal.class);
        }

        @Override
        protected void run() {}
    }
}
