"""reStructuredText as Markdown, by docutils, which reads no other file and runs nothing.

Whoever imports a folder calls `sources.split_rst`.
"""
