"""Rendering: from stored posts to the bytes of each page. Pure.

The way of a page: its kind (`page_kinds`) has an address and a coroutine (`pages`), which awaits queries (`queries`), turns
the posts into view models (`presenters`, `view_models`) and renders a template (`templates`), or writes a format for programs
(`formats`: feeds, sitemaps, the search index). It returns the bytes that should stand in the bucket.

Offers: the above; `post_listings` (the listings that a post stands in), `pages_showing` (the pages that show it),
`fixed_pages` (those that a site always has), `paths` (addresses and object keys), `site_context` (the site and its templates
for one batch), `summaries` (what a page keeps for other pages), `language` (words by language), `look` (styles, fonts,
cards), `failures` (pages that can't be rendered). A site's own templates run in `templates.sandbox`.

Where to add something: a page kind in `model.PageKind`, `page_kinds` and `pages`, a query in `queries` and `store.answers`, a
name that templates see in `view_models`. May import: `chalicelib.content`, `record`, `model`, `errors`; never `store` or
`cloud`. Import its modules, not the package: `formats.feeds` loads feedgen and lxml, `templates` loads Jinja2.
"""
