"""HTTP messages → the messages of RFC 6749 and RFC 7636, linked. Judges nothing."""
