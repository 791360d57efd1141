"""What fuzzers feed to the readers of comments: texts, forms and proofs of strangers, and the files that imports write."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping

from chalicelib.comments.rules import comment_file
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_file import CommentFile
from chalicelib.comments.rules.comment_text import html_of, spoken, spoken_line
from chalicelib.comments.rules.moderation import hits_of
from chalicelib.comments.rules.proof_of_work import Proof, challenge, proof_in
from chalicelib.content.html.tree_policy import holds
from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.newsletter.rules.preferences import is_line
from chalicelib.web.forms import COMMENTING, as_written
from tests.command.test_writer import is_harmful
from tests.comments.hostile import HOSTILE
from tests.fuzz.seeds import MARKDOWN
from tests.fuzz.site import NOW
from tests.fuzz.strangers import LINK_KEYS
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


# ---- a form that is shown again, and the proof that came with one

WRITTEN = (b"application/x-www-form-urlencoded\ntext=a%0Bb&name=Ada&reply_to=x", b'application/json\n{"text": "a\\u000bb"}')
NUMBER, POST = 321, "/2026/11/20/ink/"
SOLVED = {**challenge(LINK_KEYS, POST, "ab" * 16, NUMBER, NOW), "number": NUMBER}
PROOFS = (b64encode(json.dumps(SOLVED).encode()),)
PIECES = (*PROOFS, b"=", b"MSI6I", b"eyJ", b"In0=", *(b64encode(json.dumps({name: SOLVED[name]}).encode()) for name in SOLVED))


def written(data: bytes) -> Mapping[str, str]:
    """Return what a refused form shows again."""
    head, _, body = data.partition(b"\n")
    return as_written(head.decode("latin-1"), body, COMMENTING)


def check_written(_data: bytes, given: Mapping[str, str]) -> None:
    assert all(is_line(line.replace("\t", " ")) for value in given.values() for line in value.split("\n"))


def proof(data: bytes) -> Proof:
    return proof_in(LINK_KEYS, data.decode(errors="replace"), POST, NOW)


def check_proof(data: bytes, _given: Proof) -> None:
    """Check that only the challenge that was signed is accepted, and only with its number."""
    has = json.loads(b64decode(data))
    assert {name: has[name] for name in SOLVED if name != "maxnumber"} == {
        name: value for name, value in SOLVED.items() if name != "maxnumber"
    }
