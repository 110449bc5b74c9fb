"""The page on the office's own devices: checking in, and tickets without a booking.

It never shows who somebody is, and never forgets to go back to its start.
"""
