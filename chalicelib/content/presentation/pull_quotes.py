"""Pull quotes: a sentence of the text, shown large. Each becomes `<blockquote class="pull">`, however its author wrote it.

In all dialects: a quote whose paragraph has the class `pull`, an admonition or a callout of the kind `pull`, and the classes by
which WordPress and others mark a pull quote. The title of such an admonition names the speaker.
"""

from chalicelib.content.html.tag_patterns import PULLED_ADMONITION, PULLED_BY_CLASS, PULLED_PARAGRAPH
from chalicelib.content.markdown.callouts import pull_quote


def with_pull_quotes(html: str) -> str:
    """Return the safe HTML of a text with its pull quotes."""
    html = PULLED_ADMONITION.sub(lambda quote: pull_quote(quote["words"].strip(), quote["title"] or ""), html)
    return PULLED_BY_CLASS.sub(r'<\1 class="pull', PULLED_PARAGRAPH.sub(r'<blockquote class="pull">\1<p>', html))
