"""`python -m mingzhang`: the same as the console script `mingzhang`."""

import sys

from mingzhang.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
