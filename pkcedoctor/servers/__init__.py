"""What authorization servers mean by what they answer."""
