package radio.testing;

import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.event.WindowEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.jspecify.annotations.Nullable;

/// What a person sees and does in the windows of this process, which are named by their titles.
public final class Windows {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private Windows() {}

    /// The text in a window, as soon as there is one.
    public static JTextComponent textOf(String title) throws Exception {
        Frame frame = showing(title);
        return Objects.requireNonNull(onEventThread(() -> text(frame)));
    }

    /// A window that shows; waits for it.
    public static Frame showing(String title) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Frame frame = onEventThread(() -> frame(title));
            if (frame != null) {
                return frame;
            }
            if (System.nanoTime() > deadline) {
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

    /// Waits until what stands there is as expected.
    public static void awaitText(JTextComponent text, Predicate<String> expected) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        String shown = onEventThread(text::getText);
        while (!expected.test(shown)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still shown: " + shown);
            }
            shown = onEventThread(text::getText);
        }
    }

    /// What a person does with the cross at the window's edge.
    public static void close(String title) throws Exception {
        Frame frame = showing(title);
        EventQueue.invokeAndWait(
                () -> frame.dispatchEvent(new WindowEvent(frame, WindowEvent.WINDOW_CLOSING)));
    }

    /// Clicks into a field, its window in front of all others; it gets the keys from then on.
    public static void click(Robot robot, JTextComponent field) throws Exception {
        EventQueue.invokeAndWait(() -> SwingUtilities.getWindowAncestor(field).toFront());
        robot.waitForIdle();
        Point at = onEventThread(field::getLocationOnScreen);
        robot.mouseMove(at.x + 20, at.y + field.getHeight() / 2);
        robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
        robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!onEventThread(field::isFocusOwner)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the field does not get the keys");
            }
        }
    }

    /// @param word of the letters a to z
    public static void type(Robot robot, String word) {
        for (char each : word.toUpperCase(Locale.ROOT).toCharArray()) {
            press(robot, each); // the codes of letters are those of their capitals
        }
    }

    /// @param key one of [java.awt.event.KeyEvent]
    public static void press(Robot robot, int key) {
        robot.keyPress(key);
        robot.keyRelease(key);
    }

    /// How many there are.
    public static long visible() throws Exception {
        // What closes a window is behind it in the queue.
        return onEventThread(
                () -> List.of(Frame.getFrames()).stream().filter(Frame::isShowing).count());
    }

    /// Asks where windows live, and waits for the answer.
    public static <R extends @Nullable Object> R onEventThread(Callable<R> what) throws Exception {
        FutureTask<R> task = new FutureTask<>(what);
        EventQueue.invokeLater(task);
        return task.get();
    }
}
