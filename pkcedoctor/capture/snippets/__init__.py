"""Calls of HTTP libraries in JavaScript, PowerShell and Python; nothing is ever run."""
