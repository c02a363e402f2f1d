package radio.web;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Which path is answered by whom: the one place that routes. Whoever has endpoints registers them
/// here, before or while the server runs; the server itself knows none.
///
/// A path is exact (`/listen.opus`), or a folder with everything below it (`/hls/`). The exact one
/// goes first, then the longest folder. HEAD and OPTIONS need no registration: HEAD is GET without
/// the body, OPTIONS answers 204 with what there is. May be used from any thread.
public final class Routes {
    /// Who may ask.
    public enum Access {
        /// Anybody, from any web site.
        OPEN,
        /// Whoever names this machine by localhost, an address or an allowed name, and is no page
        /// of another site: Host is checked, and Origin if there is one.
        OWN_SITE
    }

    /// @param bodyLimit the longest body in bytes; 0: none is taken
    record Route(Access access, int bodyLimit, Handler handler) {}

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, Route>> exact = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Route>> folders = new ConcurrentHashMap<>();

    /// GET (and HEAD) of a path, open to anybody.
    ///
    /// @param path begins with a slash; one that ends with a slash, except `/` itself, is a folder
    public Routes get(String path, Handler handler) {
        return add("GET", path, Access.OPEN, 0, handler);
    }

    /// Any method of a path.
    ///
    /// @param method as in the request line, such as POST
    /// @param path begins with a slash; one that ends with a slash, except `/` itself, is a folder
    /// @param bodyLimit the longest body in bytes that is taken; 0: none
    /// @throws IllegalArgumentException if the path has this method already, or begins otherwise
    public Routes add(String method, String path, Access access, int bodyLimit, Handler handler) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path " + path);
        }
        Map<String, Map<String, Route>> into =
                path.length() > 1 && path.endsWith("/") ? folders : exact;
        Route before =
                into.computeIfAbsent(path, _ -> new ConcurrentHashMap<>())
                        .putIfAbsent(method, new Route(access, bodyLimit, handler));
        if (before != null) {
            throw new IllegalArgumentException(method + " " + path + " is there already");
        }
        return this;
    }

    /// Lets endpoints of the own site answer to a host name, beside localhost and addresses.
    public Routes trust(String hostName) {
        names.add(hostName.toLowerCase(Locale.ROOT));
        return this;
    }

    boolean trusted(HostName host) {
        return host.beyondRebinding() || names.contains(host.name());
    }

    /// The methods of a path; empty if nobody answers there.
    Map<String, Route> at(String path) {
        Map<String, Route> found = exact.get(path);
        for (int slash = path.lastIndexOf('/'); found == null && slash > 0; ) {
            found = folders.get(path.substring(0, slash + 1));
            slash = path.lastIndexOf('/', slash - 1);
        }
        return found == null ? Map.of() : found;
    }

    static Optional<Route> choose(Map<String, Route> methods, String method) {
        Route route = methods.get(method);
        return Optional.ofNullable(
                route == null && method.equals("HEAD") ? methods.get("GET") : route);
    }

    /// For the header Allow.
    static String allowed(Map<String, Route> methods) {
        TreeSet<String> names = new TreeSet<>(methods.keySet());
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        names.add("OPTIONS");
        return String.join(", ", names);
    }
}
