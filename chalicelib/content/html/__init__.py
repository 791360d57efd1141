"""Safe HTML: which elements, attributes and addresses a post, a drawing or a template may have.

`sanitizer` cleans a text by `allow_list`; `tree_policy` and `url_policy` decide about addresses; `svg` reads drawings.
`tag_patterns` holds the patterns that the stages of a text match (`content.html_stages`).
"""
