package radio.web.api;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import radio.audio.container.Texts;
import radio.peer.AccessToken;
import radio.web.Exchange;
import radio.web.HttpRefusal;
import radio.web.Routes;
import radio.web.Web;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /api/title`: somebody who has the token says what is on air now. JSON or a form, with
/// `title` and perhaps `artist`; an empty title withdraws what was said before.
///
/// Answers only to this machine's own names and no page of another site ([Routes.Access]).
public final class TitleCall {
    static final String PATH = "/api/title";

    /// More than a title of [#MAX_BYTES] takes when all of it is percent-encoded.
    private static final int BODY_LIMIT = 4096;

    /// What a title may be long on the wire.
    static final int MAX_BYTES = 1024;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AccessToken token;
    private final Consumer<String> title;

    /// @param title takes the line; called from an event loop, must not block
    private TitleCall(AccessToken token, Consumer<String> title) {
        this.token = token;
        this.title = title;
    }

    /// Adds the endpoint to a server.
    public static void open(Web web, AccessToken token, Consumer<String> title) {
        web.routes()
                .add(
                        "POST",
                        PATH,
                        Routes.Access.OWN_SITE,
                        BODY_LIMIT,
                        new TitleCall(token, title)::handle);
    }

    /// Why a call is refused.
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String why) {
            super(why, null, false, false);
            this.status = status;
        }
    }

    private void handle(Exchange exchange) {
        if (!authorized(exchange)) {
            exchange.refuse(
                    401,
                    HttpRefusal.UNAUTHORIZED,
                    "send the token of the file api.token: Authorization: Bearer TOKEN",
                    Map.of("WWW-Authenticate", "Bearer realm=\"radio\""));
            return;
        }
        try {
            String line = line(fields(exchange));
            title.accept(line);
            exchange.reply(200, "application/json", JSON.writeValueAsString(Map.of("title", line)));
        } catch (Refused why) {
            exchange.refuse(why.status, HttpRefusal.MALFORMED, String.valueOf(why.getMessage()));
        }
    }

    private boolean authorized(Exchange exchange) {
        String given = exchange.header("Authorization").orElse("").strip();
        int space = given.indexOf(' ');
        return space > 0
                && given.substring(0, space).equalsIgnoreCase("Bearer")
                && token.matches(given.substring(space).strip());
    }

    private static String line(Map<String, String> fields) throws Refused {
        String title = Texts.oneLine(required(fields));
        String artist = Texts.oneLine(fields.getOrDefault("artist", ""));
        String line = artist.isEmpty() || title.isEmpty() ? title : artist + " - " + title;
        if (line.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new Refused(400, "the title is longer than " + MAX_BYTES + " bytes");
        }
        return line;
    }

    private static String required(Map<String, String> fields) throws Refused {
        String title = fields.get("title");
        if (title == null) {
            throw new Refused(400, "title is missing");
        }
        return title;
    }

    private static Map<String, String> fields(Exchange exchange) throws Refused {
        String text = text(exchange.body());
        String type = exchange.header("Content-Type").orElse("");
        return switch (type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> json(text);
            case "application/x-www-form-urlencoded" -> form(text);
            default ->
                    throw new Refused(
                            415,
                            "send application/json or application/x-www-form-urlencoded, not '"
                                    + Texts.oneLine(type)
                                    + "'");
        };
    }

    private static String text(byte[] body) throws Refused {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new Refused(400, "that is not UTF-8");
        }
    }

    private static Map<String, String> json(String text) throws Refused {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new Refused(400, "that is not JSON: " + e.getOriginalMessage());
        }
        Map<String, String> fields = new HashMap<>();
        for (String name : new String[] {"title", "artist"}) {
            Optional<JsonNode> value = root.isObject() ? root.optional(name) : Optional.empty();
            if (value.isPresent()) {
                if (!value.get().isString()) {
                    throw new Refused(400, name + " must be a string");
                }
                fields.put(name, value.get().stringValue());
            }
        }
        return fields;
    }

    private static Map<String, String> form(String text) throws Refused {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(
                        decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) throws Refused {
        try {
            return URLDecoder.decode(text.strip(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "that is not a form: " + e.getMessage());
        }
    }
}
