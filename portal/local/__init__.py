"""Start PostgreSQL and Valkey on this machine, for `make run`, for manage.py and for the tests.

An entry point above everything else: it imports nothing of the project, and only manage.py
and pytest.ini name it. The portal itself learns of its servers from the environment, as it
would anywhere. Which programs are started, and why these, is in requirements.txt beside us.
"""

import os
import sys

if os.name != "posix":
    sys.exit("The portal does not run on Windows itself: use it inside WSL, or in the container of deploy/.")
