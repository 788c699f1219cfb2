"""One module per recorded authorization server; each runs as a process of its own."""
