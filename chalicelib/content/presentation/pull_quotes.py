"""Pull quotes: a sentence of the text, shown large. Each becomes `<blockquote class="pull">`, however its author wrote it.

In all dialects: a quote whose paragraph has the class `pull`, an admonition or a callout of the kind `pull`, and the classes by
which WordPress and others know one. The title of such an admonition says whose words they are.
"""

import re

QUOTED = re.compile(r'<blockquote>((?:(?!</?blockquote\b|<p class="pull">).)*+)<p class="pull">', re.DOTALL)
ADMONITION = re.compile(
    r'<div class="admonition pull(?:-?quote)?">\s*+(?:<p class="admonition-title">(?P<title>(?:(?!</p>).)*+)</p>\s*+)?'
    r"(?P<words>(?:(?!</?div\b).)*+)</div>",
    re.DOTALL,
)
CALLED = re.compile(r'<(blockquote|aside|figure) class="(?:pull-?quote|wp-block-pullquote)(?=[ "])')
UNNAMED = frozenset({"pull", "pullquote", "pull quote"})
"""The titles of an admonition without a title of its own."""


def pulled(html: str) -> str:
    """Return the safe HTML of a text with its pull quotes."""
    if "pull" not in html:
        return html
    html = ADMONITION.sub(lambda found: pull_quote(found["words"].strip(), found["title"] or ""), html)
    return CALLED.sub(r'<\1 class="pull', QUOTED.sub(r'<blockquote class="pull">\1<p>', html))


def pull_quote(words: str, title: str) -> str:
    """Return a pull quote of these paragraphs; its title, if it has one of its own, names who said them."""
    said_by = "" if not title or title.lower() in UNNAMED else f"\n<p><cite>{title}</cite></p>"
    return f'<blockquote class="pull">\n{words}{said_by}\n</blockquote>'
