package radio.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import radio.audio.device.SpeakerControl;
import radio.axon.Component;
import radio.axon.Outbox;

/// Takes a listener's commands from a stream such as standard input, one a line, and sends what the
/// speaker must know to `outbox`. Each command is answered in one line.
///
/// A read would block until somebody types, and nothing could end it; so the stream is only read
/// when it has something, looked at every [#LOOK]. When the stream ends nothing more comes, and
/// that is all. Lines longer than [#MAX_LINE] are refused.
final class ControlConsole extends Component {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int MAX_LINE = 200;

    private final Outbox<SpeakerControl> outbox =
            typedOutbox(SpeakerControl.class, "what the speaker is told");
    private final InputStream in;
    private final PrintStream out;
    private final Supplier<String> status;
    private final Runnable quit;
    private final StringBuilder line = new StringBuilder();

    /// @param in not closed at the end
    /// @param status one line for `status`
    /// @param quit ends the node in good order
    ControlConsole(InputStream in, PrintStream out, Supplier<String> status, Runnable quit) {
        super("control console");
        this.in = in;
        this.out = out;
        this.status = status;
        this.quit = quit;
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            while (!stopping()) {
                for (int left = in.available(); left > 0; left--) {
                    take((char) in.read());
                }
                await(LOOK);
            }
        } catch (IOException e) {
            log().warn("no more commands are taken: {}", e.getMessage());
        }
    }

    private void take(char next) throws InterruptedException {
        if (next != '\n') {
            if (line.length() <= MAX_LINE) {
                line.append(next);
            }
            return;
        }
        String command = line.toString().strip();
        line.setLength(0);
        if (!command.isEmpty()) {
            out.println(answer(command));
        }
    }

    private String answer(String command) throws InterruptedException {
        String[] words = command.toLowerCase(Locale.ROOT).split("\\s+", 3);
        switch (words.length == 1 ? words[0] : "") {
            case "pause" -> {
                return tell(new SpeakerControl.Pause(), "paused");
            }
            case "play" -> {
                return tell(new SpeakerControl.Resume(), "playing");
            }
            case "status" -> {
                return status.get();
            }
            case "quit" -> {
                quit.run();
                return "ending";
            }
            default -> {}
        }
        if (words.length == 2 && words[0].equals("volume") && words[1].matches("\\d{1,3}")) {
            int percent = Integer.parseInt(words[1]);
            if (percent <= 100) {
                return tell(new SpeakerControl.Volume(percent), "volume " + percent);
            }
        }
        String shown = command.length() > 40 ? command.substring(0, 40) + "..." : command;
        return "unknown command '"
                + shown.replaceAll("\\p{Cntrl}", " ")
                + "': write pause, play, volume 0-100, status or quit";
    }

    private String tell(SpeakerControl control, String done) throws InterruptedException {
        if (!outbox.linked()) {
            return "there is no speaker here (--output speaker): only status and quit do something";
        }
        outbox.send(control);
        return done;
    }
}
