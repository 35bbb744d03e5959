"""`python -m toolkit` is the command `toolkit`."""

import sys

from toolkit.cli import main

if __name__ == "__main__":  # a worker process that is spawned imports this module again
    sys.exit(main())
