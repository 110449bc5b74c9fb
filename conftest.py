"""What every test may use: a browser that is really there, and a clean world."""
