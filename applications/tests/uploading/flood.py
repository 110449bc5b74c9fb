"""A checker that was taken over by a file: it says far more than a checker does."""

import sys

if __name__ == "__main__":
    sys.stdout.write(" " * 100_000 + '{"pages": 1}')
