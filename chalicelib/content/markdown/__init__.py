"""Markdown in each dialect as HTML: CommonMark's events, and what Presswork adds to them.

`dialects` is the table of dialects, and `commonmark` the default one. `content.markdown_to_html` is the whole way from a text to
safe HTML.
"""
