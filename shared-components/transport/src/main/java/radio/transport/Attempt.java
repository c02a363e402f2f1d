package radio.transport;

import radio.wire.Message;
import radio.wire.Reason;

/// Who waits for the outcome of one connection's handshake; told exactly once.
interface Attempt {
    /// Nobody: the other side opened the connection.
    Attempt NOBODY =
            new Attempt() {
                @Override
                public void opened() {}

                @Override
                public void redirected(Message.Redirect redirect) {}

                @Override
                public void failed(Reason reason, String text) {}
            };

    void opened();

    /// It has no time for us and named others.
    void redirected(Message.Redirect redirect);

    /// @param text what is there, fit to follow "the node at HOST:PORT"
    void failed(Reason reason, String text);
}
