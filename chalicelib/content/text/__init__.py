"""A text as words: excerpts, reading time, the words of the search, warnings for its author."""
