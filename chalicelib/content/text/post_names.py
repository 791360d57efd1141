"""What a post is called where it is only named: in the title of its page, in lists, links and reports.

A note has no title, so it is called by the beginning of its text. Pages go on where there is no text
(`rendering.language.post_names`), since they know how their language writes a date.
"""

from chalicelib.content.limits import limit
from chalicelib.content.text.excerpts import UNPARTED
from chalicelib.model import Post

LONGEST = limit("name of a note")
ENDS = " .,;:–—-、。，；：،؛"


def written_name(post: Post) -> str:
    """Return the title of the post, else the beginning of its text; empty if it says nothing."""
    return post.title or beginning(post.excerpt)


def plain_name(post: Post) -> str:
    """Return the name of the post for its author: never empty, in no language."""
    return written_name(post) or post.date[:16].replace("T", " ") or post.address


def beginning(text: str, longest: int = LONGEST) -> str:
    """Return the text if it is short, else its beginning with an ellipsis, cut at a word; without spaces it is cut anywhere."""
    most = longest // 2 if UNPARTED.search(text[:longest]) else longest
    if len(text) <= most:
        return text
    whole = text[:most] if text[most].isspace() else text[:most].rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else text[:most]).rstrip(ENDS) + "…"
