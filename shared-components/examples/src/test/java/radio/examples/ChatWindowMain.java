package radio.examples;

import java.awt.Robot;
import java.awt.event.KeyEvent;
import javax.swing.text.JTextComponent;
import radio.testing.Windows;

/// A process with a screen, for a test: chat-window, and a person who types a word, waits for an
/// answer and closes the window. Its argument is the port of the chat.
final class ChatWindowMain {
    private ChatWindowMain() {}

    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().start(() -> ExampleMain.main("chat-window", "--port", arguments[0]));
        JTextComponent chat = Windows.textOf("Chat");
        Robot robot = new Robot();
        Windows.click(robot, Windows.textOf("Say"));
        Windows.type(robot, "hello");
        Windows.press(robot, KeyEvent.VK_ENTER);
        Windows.awaitText(chat, shown -> shown.lines().count() == 2);
        System.out.println(
                "shown: " + Windows.onEventThread(chat::getText).replace("\n", " ").strip());
        Windows.close("Say"); // which ends this process
    }
}
