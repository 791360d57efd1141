"""Jekyll: its configuration, its posts and collections, its addresses, feeds and Liquid, and kramdown, its Markdown."""
