"""Command lines that send requests, as shells and their programs read them."""
