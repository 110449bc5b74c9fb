#!/usr/bin/env python
"""Run a command of the portal.

With DATABASE_URL and REDIS_URL set, on those servers. Without, on the servers of a running
`make run`, or on servers of its own that stop with it; see portal/local.
"""

import os
import sys

from django.core.management import execute_from_command_line

from portal.local import attach


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    with attach.servers():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
