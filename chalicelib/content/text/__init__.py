"""A text as words: plain text, excerpts, reading time, the words of the search, warnings for its author, invisible characters."""
