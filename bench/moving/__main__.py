"""`python -m bench moving SITE [--from SYSTEM]`: move a site in, and show what became of it."""

import sys

from bench.moving.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
