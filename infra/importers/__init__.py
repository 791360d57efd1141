"""Bringing an old blog along: one reader for each system, all of which yield the same values (`infra.importers.blog`).

A reader knows its system's export and nothing else. What every import does (Markdown from HTML, files, `site.yaml`, the report)
is done once, after it.
"""
