package radio.audio.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import radio.audio.CaptureSettings;

/// What holds with and without a sound card.
class AudioDevicesTest {

    private static final String NONE = "a device that nobody has";

    @Test
    void listingNamesDevicesOrSaysInOneLineWhyThereAreNone() {
        for (AudioDevices.Listing listing :
                new AudioDevices.Listing[] {AudioDevices.inputs(), AudioDevices.outputs()}) {
            assertThat(listing.names().isEmpty()).isEqualTo(!listing.none().isEmpty());
            assertThat(listing.none()).doesNotContain("\n");
        }
    }

    @Test
    void speakerThatIsNotThereIsRefusedInOneLineWithARemedy() {
        assertThatThrownBy(() -> Speaker.open(NONE, 100))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessageContaining(NONE)
                .hasMessageContaining("--output none")
                .hasMessageNotContaining("\n");
    }

    @Test
    void microphoneThatIsNotThereIsRefusedInOneLineWithARemedy() {
        assertThatThrownBy(() -> Microphone.open(CaptureSettings.plain(NONE, 2)))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessageContaining(NONE)
                .hasMessageContaining("--input devices")
                .hasMessageNotContaining("\n");
    }

    @Test
    void volumeGoesFromSilenceToUntouchedInDecibels() {
        assertThat(Speaker.gain(0)).isZero();
        assertThat(Speaker.gain(100)).isEqualTo(1);
        assertThat(Speaker.gain(60)).isBetween(0.0999f, 0.1001f);
    }
}
