package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServicesTest {
    private static final Services.Key<Object> ECHO = new Services.Key<>("echo", Object.class);
    private static final Services.Key<Integer> VOLUME = new Services.Key<>("volume", Integer.class);

    private final SteppingSystem system = AxonSystem.stepping(19);
    private final Services services = system.services();
    private final Script echo = Script.listener("echo");

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    @DisplayName("CT01 what was registered is retrieved: the component and its inbox")
    void registerAndRetrieve() {
        services.register(ECHO, echo, "inbox");
        Services.Service<Object> found = services.get(ECHO);
        assertThat(found.component()).isSameAs(echo);
        assertThat(found.inbox()).isSameAs(echo.in());
        assertThatThrownBy(() -> services.register(ECHO, Script.idle("x"), "inbox"))
                .isInstanceOf(ServiceAlreadyExists.class);
    }

    @Test
    @DisplayName("CT01 a client links to a service and gets its answer where it asked for it")
    void useAService() {
        record Ask(String question, Inbox<Object> replyTo) {}
        Script server =
                new Script(
                        "server",
                        me -> {
                            for (Object each : me.in().untilFinished()) {
                                Ask ask = (Ask) each;
                                ask.replyTo().offer(ask.question() + "!");
                            }
                        });
        Script client =
                new Script(
                        "client",
                        me -> {
                            me.link(me.out(), me.system().services().get(ECHO).inbox());
                            me.out().send(new Ask("anyone", me.in()));
                            me.heard(me.in().take());
                            me.link(me.signals(), server.controls());
                        });
        services.register(ECHO, server, "inbox");
        system.activate(server, client);
        system.runUntilIdle();
        assertThat(client.heard()).containsExactly("anyone!");
    }

    @Test
    @DisplayName(
            "CT03 what is no live component is refused: an ended one; its entries went with it")
    void endedComponentIsRefused() {
        services.register(ECHO, echo, "inbox");
        system.activate(echo);
        echo.stop();
        system.run();
        assertThat(services.find(ECHO)).isEmpty();
        assertThatThrownBy(() -> services.register(ECHO, echo, "inbox"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("CT04 a service without such an inbox is refused")
    void unknownInboxIsRefused() {
        assertThatThrownBy(() -> services.register(ECHO, echo, "nonsense"))
                .isInstanceOf(NoSuchBox.class);
        Services.Key<Integer> wrong = new Services.Key<>("echo", Integer.class);
        assertThatThrownBy(() -> services.register(wrong, echo, "control"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(services.keys()).isEmpty();
    }

    @Test
    @DisplayName("CT05 retrieving an unknown service is an error")
    void unknownService() {
        assertThatThrownBy(() -> services.get(ECHO))
                .isInstanceOf(NoSuchService.class)
                .hasMessageContaining("echo");
    }

    @Test
    @DisplayName("CT06 a deregistered service is gone")
    void deregisteredIsGone() {
        services.register(ECHO, echo, "inbox");
        services.deregister(ECHO);
        assertThat(services.find(ECHO)).isEmpty();
        services.register(ECHO, echo, "inbox");
    }

    @Test
    @DisplayName("CT07 deregistering an unknown service is an error")
    void deregisteringTheUnknown() {
        assertThatThrownBy(() -> services.deregister(ECHO)).isInstanceOf(NoSuchService.class);
    }

    @Test
    @DisplayName("CT08 tracking a value twice is a clash, the first stays")
    void trackingTwice() {
        services.track(VOLUME, 80);
        assertThatThrownBy(() -> services.track(VOLUME, 20))
                .isInstanceOf(ServiceAlreadyExists.class);
        assertThat(services.value(VOLUME)).isEqualTo(80);
    }

    @Test
    @DisplayName("CT09 retrieving or updating an unknown value is an error")
    void unknownValue() {
        assertThatThrownBy(() -> services.value(VOLUME)).isInstanceOf(NoSuchService.class);
        assertThatThrownBy(() -> services.update(VOLUME, 1)).isInstanceOf(NoSuchService.class);
        assertThatThrownBy(() -> services.value(VOLUME)).isInstanceOf(NoSuchService.class);
    }

    @Test
    @DisplayName("CT10 an updated value is the new one")
    void updatedValue() {
        services.track(VOLUME, 80);
        services.update(VOLUME, 20);
        assertThat(services.value(VOLUME)).isEqualTo(20);
    }

    @Test
    @DisplayName("CT11 a bad parent is an error: oneself, one's child, a second one")
    void badParent() {
        Script parent = Script.idle("parent");
        parent.children(echo);
        assertThatThrownBy(() -> parent.children(parent))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> echo.children(parent))
                .isInstanceOf(IllegalArgumentException.class);
        Script other = Script.idle("other");
        assertThatThrownBy(() -> other.children(echo))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("parent");
        assertThat(parent.children()).containsExactly(echo);
    }

    @Test
    @DisplayName("CT10 a value of another type under the name is not this one")
    void valueOfAnotherType() {
        Services.Key<String> words = new Services.Key<>("volume", String.class);
        services.track(VOLUME, 80);
        assertThatThrownBy(() -> services.update(words, "loud")).isInstanceOf(NoSuchService.class);
        assertThatThrownBy(() -> services.value(words)).isInstanceOf(NoSuchService.class);
        assertThat(services.value(VOLUME)).isEqualTo(80);
    }

    @Test
    @DisplayName("CT03 a component stopped before it began serves no longer")
    void stoppedBeforeItBegan() {
        services.register(ECHO, echo, "inbox");
        echo.stop();
        assertThat(services.find(ECHO)).isEmpty();
        services.register(ECHO, Script.idle("another"), "inbox");
    }
}
