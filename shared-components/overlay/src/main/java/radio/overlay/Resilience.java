package radio.overlay;

/// How many parents push to a node.
public enum Resilience {
    /// One. When it is gone, repair brings what is missing while another one is looked for.
    SINGLE,

    /// Two, as independent of each other as can be found. Everything comes twice; when one of them
    /// is gone nothing is missing.
    DUAL
}
