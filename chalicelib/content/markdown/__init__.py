"""Markdown in each dialect as HTML: CommonMark's events, and what Presswork adds to them.

`dialects` is the table of dialects, `commonmark` the default one, and `markdown` the whole way from a text to safe HTML.
"""
