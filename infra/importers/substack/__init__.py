"""Substack: the archive of a publication: a table of posts, their texts, and the list of subscribers."""
