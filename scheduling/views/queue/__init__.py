"""The queue as the public sees it: how it works, the board in the hall, and one's own place."""
