"""The client's side: one module for each kind of settings."""
