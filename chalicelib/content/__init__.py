"""Content: what an author wrote, read and checked. Pure.

Offers: `source` (the bytes of a source become a `Post` and a `Body`), `markdown_to_html` (Markdown becomes safe HTML),
`html_stages` (the steps over that HTML, up to the page), and the rooms `frontmatter`, `markdown`, `shortcodes`, `html`,
`presentation`, `text`, `media`, `location` (places that files tell), `addresses` and `site` (`site.yaml`).

Where to add something: a front matter key in `front_matter_keys`, a key of `site.yaml` in `siteyaml`, a theme property in
`theme`, a dialect in `dialects`, a shortcode in `shortcode_table`, a provider of cards in `embeds`, a kind of file in
`media_types`, a step over a text's HTML in `html_stages`, a limit in `limits`, an HTML element or attribute in `allow_list`.

Its rooms import each other in one direction, which a contract in `pyproject.toml` lists. May import: `chalicelib.errors`,
`model`, `times`, `codec`; never `rendering`, `store` or `cloud`. Import its modules, not the package: `site`, `theme` and
`addresses` are cheap, while `markdown_to_html` and `source` load nh3 and the parser of a text's dialect.
"""
