package radio.web;

/// Why a request or a connection was refused or ended; each is counted.
public enum HttpRefusal {
    /// No HTTP, or a shape that two readers could read differently: 400.
    MALFORMED,
    /// A request line, headers or a body beyond the limit: 413, 414, 431.
    TOO_LARGE,
    /// The request, or the taking of its reply, took too long.
    TIMEOUT,
    /// A path that is not there: 404.
    NOT_FOUND,
    /// A method that the path does not have: 405.
    METHOD,
    /// A Host or Origin that an endpoint for this machine does not answer to: 403.
    FOREIGN_HOST,
    /// Without the token, or with a wrong one: 401.
    UNAUTHORIZED,
    /// More connections than there may be; closed without a word.
    CONNECTIONS,
    /// More listeners than there may be: 503.
    LISTENERS,
    /// More listeners from one address than there may be: 429.
    PER_ADDRESS,
    /// Nothing has been on air for too long: 503.
    OFF_AIR,
    /// It did not take what was sent in time.
    SLOW
}
