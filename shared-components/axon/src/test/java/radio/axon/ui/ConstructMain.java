package radio.axon.ui;

import java.util.List;
import radio.axon.Component;

/// A process in which windows are made and none is opened, for a test that looks what was loaded.
final class ConstructMain {
    private ConstructMain() {}

    public static void main(String[] arguments) {
        List<Component> all =
                List.of(
                        new TextDisplayer("one"),
                        Ticker.byWord("two", 1),
                        Ticker.byCharacter("three", 1),
                        new Textbox("four"));
        System.out.println(all.size());
    }
}
