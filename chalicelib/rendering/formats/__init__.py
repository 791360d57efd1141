"""What programs read of a site: feeds, sitemaps, `humans.txt`, the search index, JSON-LD. Pure."""
