"""One module per cause; the function in it has the name of the cause."""
