"""What is delivered over /ws/: documents about the queue, to boards and to people's phones.

A socket delivers, it never decides. One feed a process looks into the database, in a thread of
its own; consumers hand on what it saw, and ask nothing themselves.
"""
