"""`python -m presswork`, the same as `presswork`."""

import sys

from presswork import main

sys.exit(main())
