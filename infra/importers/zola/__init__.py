"""Zola: read as Hugo is, with its own configuration, front matter and notation of shortcodes."""
