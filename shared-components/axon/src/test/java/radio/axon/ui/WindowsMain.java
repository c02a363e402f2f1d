package radio.axon.ui;

import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.swing.text.JTextComponent;
import org.jspecify.annotations.Nullable;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.ProducerFinished;
import radio.axon.Signal;

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
        JTextComponent text = textOf("log");
        awaitText(text, shown -> shown.endsWith("line 19999\n"));
        String shown = onEventThread(text::getText);
        say("lines " + shown.lines().count());
        say("first " + shown.lines().findFirst().orElseThrow());
        say("forgotten " + displayer.forgotten());
        say("ink " + grows("displayer", "log", 500));
        ends.signals().offer(new ProducerFinished());
        system.run();
        say("windows " + visible());
        say("ending " + displayer.ending().orElseThrow());
    }

    private void ticker() throws Exception {
        Ends ends = new Ends();
        Ticker ticker = Ticker.byCharacter("news", 50);
        start(ticker, ends);
        JTextComponent text = textOf("news");
        int nothing = ink(screenshot("ticker-empty", "news"));
        ends.out.offer("Good evening, here is the news. Nothing happened today.");
        awaitText(text, shown -> shown.length() > 5);
        String some = onEventThread(text::getText);
        say("begins " + some.substring(0, 5) + " complete " + some.contains("today"));
        boolean began = grows("ticker-half", "news", nothing);
        int little = ink(screenshot("ticker-half", "news"));
        say("went on " + ends.in.take().toString().endsWith("today."));
        awaitText(text, shown -> shown.endsWith("today.\n"));
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
        say("windows " + visible());
    }

    private void textbox() throws Exception {
        Ends ends = new Ends();
        Textbox textbox = new Textbox("say");
        start(textbox, ends);
        JTextComponent field = textOf("say");
        Robot robot = new Robot();
        click(robot, field);
        type(robot, "hello");
        awaitText(field, "hello"::equals);
        screenshot("textbox", "say");
        press(robot, KeyEvent.VK_ENTER);
        say("typed " + ends.in.take());
        awaitText(field, String::isEmpty);
        // Its receiver holds one line: the second one stays in the field until there is room.
        type(robot, "one");
        press(robot, KeyEvent.VK_ENTER);
        awaitText(field, String::isEmpty);
        type(robot, "two");
        press(robot, KeyEvent.VK_ENTER);
        robot.waitForIdle();
        say("kept " + onEventThread(field::getText));
        say("typed " + ends.in.take());
        press(robot, KeyEvent.VK_ENTER);
        say("typed " + ends.in.take());
        EventQueue.invokeAndWait(() -> field.setText("x".repeat(5000)));
        say("bounded " + onEventThread(() -> field.getText().length()));
        close("say");
        system.run();
        say("ending " + textbox.ending().orElseThrow());
        say("windows " + visible());
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
            textOf(title);
            close(title);
        }
        system.run();
        all.forEach(each -> say(each.name() + " " + each.ending().orElseThrow()));
        say("windows " + visible());
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
                textOf("log");
                textOf("news");
            }
            displayer.stop();
            ticker.stop();
            system.run();
        }
        EventQueue.invokeAndWait(() -> {});
        say("windows " + visible());
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

    private static JTextComponent textOf(String title) throws Exception {
        Frame frame = showing(title);
        return Objects.requireNonNull(onEventThread(() -> text(frame)));
    }

    private static Frame showing(String title) throws Exception {
        long deadline = Clock.system().nanoTime() + PATIENCE_NANOS;
        while (true) {
            Frame frame = onEventThread(() -> frame(title));
            if (frame != null) {
                return frame;
            }
            if (Clock.system().nanoTime() > deadline) {
                throw new AssertionError("there is no window " + title);
            }
        }
    }

    private static @Nullable Frame frame(String title) {
        for (Frame frame : Frame.getFrames()) {
            if (frame.getTitle().equals(title) && frame.isShowing()) {
                return frame;
            }
        }
        return null;
    }

    private static @Nullable JTextComponent text(Container in) {
        for (java.awt.Component each : in.getComponents()) {
            if (each instanceof JTextComponent found) {
                return found;
            }
            JTextComponent deeper = each instanceof Container inner ? text(inner) : null;
            if (deeper != null) {
                return deeper;
            }
        }
        return null;
    }

    private static void awaitText(JTextComponent text, Predicate<String> expected)
            throws Exception {
        long deadline = Clock.system().nanoTime() + PATIENCE_NANOS;
        String shown = onEventThread(text::getText);
        while (!expected.test(shown)) {
            if (Clock.system().nanoTime() > deadline) {
                throw new AssertionError("still shown: " + shown);
            }
            shown = onEventThread(text::getText);
        }
    }

    /// What a person does with the cross at the window's edge.
    private static void close(String title) throws Exception {
        Frame frame = showing(title);
        EventQueue.invokeAndWait(
                () -> frame.dispatchEvent(new WindowEvent(frame, WindowEvent.WINDOW_CLOSING)));
    }

    private static void click(Robot robot, JTextComponent field) throws Exception {
        Point at = onEventThread(field::getLocationOnScreen);
        robot.mouseMove(at.x + 20, at.y + field.getHeight() / 2);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        long deadline = Clock.system().nanoTime() + PATIENCE_NANOS;
        while (!onEventThread(field::isFocusOwner)) {
            if (Clock.system().nanoTime() > deadline) {
                throw new AssertionError("the field does not get the keys");
            }
        }
    }

    private static void type(Robot robot, String word) {
        for (char each : word.toUpperCase(Locale.ROOT).toCharArray()) {
            press(robot, each); // the codes of letters are those of their capitals
        }
    }

    private static void press(Robot robot, int key) {
        robot.keyPress(key);
        robot.keyRelease(key);
    }

    /// What is on the screen where the window is, kept as a PNG.
    private BufferedImage screenshot(String name, String title) throws Exception {
        Robot robot = new Robot();
        robot.waitForIdle();
        Rectangle place = onEventThread(showing(title)::getBounds);
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

    private static long visible() throws Exception {
        // What closes a window is behind it in the queue.
        return onEventThread(
                () -> List.of(Frame.getFrames()).stream().filter(Frame::isShowing).count());
    }

    private static <R extends @Nullable Object> R onEventThread(Callable<R> what) throws Exception {
        FutureTask<R> task = new FutureTask<>(what);
        EventQueue.invokeLater(task);
        return task.get();
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
