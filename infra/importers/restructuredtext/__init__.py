"""reStructuredText as Markdown, by docutils, which reads no other file and runs nothing.

Whoever imports a folder calls `sources.split_rst`. docutils is in the extra `import`; without it, `MISSING` says what to do.
"""

MISSING = "it is reStructuredText, which docutils reads: pip install 'presswork[import]', and import again"
