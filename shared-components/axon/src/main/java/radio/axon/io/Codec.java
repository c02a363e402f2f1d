package radio.axon.io;

import java.nio.ByteBuffer;

/// How the records of one kind become bytes and again records, when they go from one process to
/// another. Both processes make their own, so the class needs a constructor without arguments.
///
/// Pure: no state between two records.
public interface Codec<T> {
    /// What it codes.
    Class<T> type();

    /// The bytes of one record; at most 16 MiB.
    byte[] encode(T record);

    /// The record of these bytes, all of them.
    ///
    /// @throws RuntimeException if they are none: its message is shown
    T decode(ByteBuffer bytes);
}
