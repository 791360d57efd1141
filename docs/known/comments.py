"""What the code knows of `docs/comments.md`."""

from chalicelib.comments.rules.comment import UNREAD
from chalicelib.content.site import nested_keys
from chalicelib.newsletter.rules import tokens
from chalicelib.rendering.pages.comments import NEWEST
from chalicelib.store.blocked_commenters import LASTS
from chalicelib.web import comments, forms
from docs.generate import coded
from docs.known.newsletter import TAKES, requests
from docs.known.site_yaml import parts

A_DAY = 24 * 3_600

TABLES = {
    "comments": parts(nested_keys.COMMENTS),
    "comment-requests": lambda: requests(of_comments=True),
    "comment-fields": lambda: [
        [coded(row.name), TAKES[row.takes], row.meaning] for row in forms.COMMENT_ROWS if row not in forms.ROWS
    ],
}
VALUES = {
    "longest": lambda: f"{comments.LONGEST['text']:,}",
    "unread-days": lambda: UNREAD.days,
    "block-days": lambda: LASTS.days,
    "moderate-days": lambda: tokens.PURPOSES["moderate"].age // A_DAY,
    "feed-length": lambda: NEWEST,
}
