"""What fuzzers feed to the readers of comments: texts of strangers, and files of comments that imports write."""

from chalicelib.comments.rules import comment_file
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_file import CommentFile
from chalicelib.comments.rules.comment_text import html_of, spoken, spoken_line
from chalicelib.comments.rules.moderation import hits_of
from chalicelib.content.html.tree_policy import holds
from chalicelib.content.site.comment_rules import CommentRules
from tests.command.test_writer import is_harmful
from tests.comments.hostile import HOSTILE
from tests.fuzz.seeds import MARKDOWN
from tests.safety.judge import dangers

RULES = CommentRules(words=("casino",), links=1)
NAMES = ("Eva Martín", "Анна")
TEXTS = tuple(text.encode() for text in HOSTILE.values())
LONG_TEXTS = (*MARKDOWN, "е\u0301 [a](https://a.example) cаsino &rlm; `b`\n\n> c\n\n- d\n".encode())
FILES = (
    b'[{"id": "7", "date": "2026-11-20T10:00:00Z", "author": "Ada", "text": "<p>I <em>like</em> ink.</p>", "status": "waiting"}]',
    b'[{"id": "a/b", "parent": "7", "date": "2026-11-20", "url": "https://a.example", "text": "x", "format": "markdown"}, {}]',
    b'[{"id": 1, "date": "0001-01-01T00:00+14:00", "text": "<pre>a</pre>", "status": "deleted", "by": "eva"}]',
)
FIELDS = tuple(f'"{name}": ,'.encode() for name in comment_file.FIELDS)


def text(data: bytes) -> tuple[str, str, str, tuple[str, ...]]:
    """Return a comment's text as HTML, as a line and as it is, and what a site's rules find in it."""
    said = data.decode(errors="replace")
    comment = Comment("t", "n", "held", "", said, said, said)
    return html_of(said), spoken_line(said), spoken(said), hits_of(comment, RULES, NAMES)


def check_text(_data: bytes, given: tuple[str, str, str, tuple[str, ...]]) -> None:
    html, line, said, _ = given
    assert holds(html)
    assert dangers(html) == []
    assert not is_harmful(html + line + said)
    assert "\n" not in line


def file(data: bytes) -> CommentFile:
    """Return the comments of a file, and what isn't used of it."""
    return comment_file.read(data, "posts/a.md")


def check_file(_data: bytes, given: CommentFile) -> None:
    """Check that what is written is read as the same."""
    again = comment_file.read(comment_file.written(given.comments, with_addresses=True), "posts/a.md")
    assert again.comments == given.comments
    assert again.findings == ()
