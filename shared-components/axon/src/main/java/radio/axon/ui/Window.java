package radio.axon.ui;

import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.HeadlessException;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import org.jspecify.annotations.Nullable;

/// A window with one thing in it, opened and closed by a component. Whatever touches it does so on
/// Swing's event thread, and the component waits for that: nothing piles up there, however fast
/// messages come.
final class Window<C extends JComponent> implements AutoCloseable {
    private final String title;
    private final Runnable onClose;
    private @Nullable JFrame frame;
    private @Nullable C content;
    private volatile boolean closed;

    private Window(String title, Runnable onClose) {
        this.title = title;
        this.onClose = onClose;
    }

    /// Opens it.
    ///
    /// @param content makes what is in it, on the event thread
    /// @param onClose called on the event thread when a person closes it
    /// @throws NoScreen if there is no screen
    static <C extends JComponent> Window<C> open(
            String title, int width, int height, Supplier<C> content, Runnable onClose)
            throws InterruptedException {
        Window<C> window = new Window<>(title, onClose);
        try {
            onEventThread(() -> window.show(content.get(), width, height));
            return window;
        } catch (HeadlessException | AWTError | NoClassDefFoundError e) {
            throw new NoScreen(title, e);
        } catch (InterruptedException stopped) {
            window.close(); // the event thread may open it yet, and then closes it
            throw stopped;
        }
    }

    /// True when a person closed it.
    boolean closed() {
        return closed;
    }

    /// Does something with its content.
    void with(Consumer<C> what) throws InterruptedException {
        onEventThread(() -> {
            if (content != null) {
                what.accept(content);
            }
        });
    }

    /// Takes it off the screen; does not wait for that.
    @Override
    public void close() {
        EventQueue.invokeLater(() -> {
            if (frame != null) {
                frame.dispose();
            }
        });
    }

    private void show(C made, int width, int height) {
        JFrame opened = new JFrame(title);
        opened.setDefaultCloseOperation(JFrame.DO_NOTHING_ON_CLOSE);
        opened.addWindowListener(
                new WindowAdapter() {
                    @Override
                    public void windowClosing(WindowEvent e) {
                        closed = true;
                        onClose.run();
                    }
                });
        JScrollPane around = new JScrollPane(made);
        around.setPreferredSize(new Dimension(width, height));
        opened.add(around);
        opened.pack();
        opened.setVisible(true);
        made.requestFocusInWindow();
        frame = opened;
        content = made;
    }

    private static void onEventThread(Runnable what) throws InterruptedException {
        try {
            EventQueue.invokeAndWait(what);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
