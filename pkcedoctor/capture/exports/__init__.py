"""Files of tools that keep whole messages in a form of their own."""
