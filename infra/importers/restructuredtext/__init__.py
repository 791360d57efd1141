"""reStructuredText as Markdown, by docutils, which reads no other file and runs nothing.

Whoever imports a folder calls `sources.split_rst`. docutils is in the extra `import`; without it, `MISSING` says what to do.
"""

import sys
from shlex import quote

MISSING = f"it is reStructuredText, which docutils reads: run {quote(sys.executable)} -m pip install docutils, and import again"
