"""OAuth client configuration, checked before anyone logs in."""
