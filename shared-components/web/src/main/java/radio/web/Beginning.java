package radio.web;

import radio.wire.StreamInfo;

/// What a listener's stream begins with.
///
/// @param station its name
/// @param serial of the logical Ogg stream, to which the number of its first page is added
/// @param boundBytes what may wait for the listener
record Beginning(StreamInfo stream, String station, int serial, int boundBytes) {}
