"""The server's side: one module for each kind of export."""
