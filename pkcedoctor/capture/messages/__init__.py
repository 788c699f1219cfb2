"""HTTP messages as plain text: raw, as a transcript, in a request file or a log."""
