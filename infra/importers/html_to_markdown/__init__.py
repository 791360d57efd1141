"""HTML of old blogs as Markdown that readers see as the same text: `markdown` is the way in."""
