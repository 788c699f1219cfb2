"""Pasted text with anything of the above in it."""
