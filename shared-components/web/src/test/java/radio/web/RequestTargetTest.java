package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @Test
    void pathAndQueryAreDecodedOnce() {
        RequestTarget target =
                RequestTarget.parse("/a%20b/%C3%BC?x=1+2&y=%26%3D&x=3&z").orElseThrow();
        assertThat(target.path()).isEqualTo("/a b/ü");
        assertThat(target.query()).containsEntry("x", "1 2").containsEntry("y", "&=");
        assertThat(target.query()).containsEntry("z", "").hasSize(3);
        assertThat(RequestTarget.parse("/%2541").orElseThrow().path()).isEqualTo("/%41");
        assertThat(RequestTarget.parse("/").orElseThrow().path()).isEqualTo("/");
        assertThat(RequestTarget.parse("/hls/").orElseThrow().path()).isEqualTo("/hls/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "*", "http://a/b", "//a", "/a//b", "/..", "/../etc/passwd", "/a/../b",
                "/./a", "/%2e%2e/a", "/%2E%2e/a", "/a%2fb", "/a%5Cb", "/a\\b", "/%", "/%4", "/%zz",
                "/%00", "/a%0d%0ab", "/%ff", "/%c0%ae", "/a#b", "/?a=%", "/?a=%00"
            })
    void whatClimbsOrHidesIsNoTarget(String text) {
        assertThat(RequestTarget.parse(text)).isEmpty();
    }

    @Test
    void hostsAreChecked() {
        assertThat(HostName.parse("Radio.Example:7780"))
                .contains(new HostName("radio.example", 7780));
        assertThat(HostName.parse("[::1]:80")).contains(new HostName("[::1]", 80));
        assertThat(HostName.parse("localhost").orElseThrow().beyondRebinding()).isTrue();
        assertThat(HostName.parse("127.0.0.1:1").orElseThrow().beyondRebinding()).isTrue();
        assertThat(HostName.parse("evil.example").orElseThrow().beyondRebinding()).isFalse();
        assertThat(HostName.parse("127.0.0.1.evil.example").orElseThrow().beyondRebinding())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a/b",
                "a:b",
                "a:99999",
                "a:",
                "<script>",
                "a\"b",
                "a@b",
                "-a",
                "[::1",
                "a'b",
                "[javascript]",
                "ü.de"
            })
    void whatIsNoHostIsRefused(String text) {
        assertThat(HostName.parse(text)).isEmpty();
    }
}
