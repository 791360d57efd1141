"""HTML as Markdown that readers see as the same text: `markdown` is the way in. Importers use it, and the authoring API."""
