"""HTML of old blogs before it becomes Markdown (`chalicelib.html_to_markdown`): trees, cards, scripts, placeholders."""
