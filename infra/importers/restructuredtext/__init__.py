"""reStructuredText as Markdown, by docutils, which reads no other file and runs nothing.

Readers of folders call `sources.split_rst`.
"""
