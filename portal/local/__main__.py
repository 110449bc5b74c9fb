import sys

from portal.local.launcher import main

sys.exit(main(*sys.argv[1:]))
