"""Files of comments beside posts: a build shows them, and does what changed in them."""

import json
import random
from pathlib import Path

import pytest

from infra.build.reporting import as_document, lines
from tests.build.edits import SITE, Author, comes_to_the_same, stamps, with_a_blog
from tests.publishing.blog import post

OPEN = SITE.format(title="Press", landing=3, colour="#123456") + "comments: {open: yes}\n"
FILE, PAGE = "posts/.ink.comments.json", "2020/01/01/ink/index.html"
ADA = {
    "id": "7",
    "author": "Ada",
    "email": "ada@example.org",
    "date": "2020-01-02T10:00:00+00:00",
    "text": "Nice &amp; <b>velvet</b>.",
}
BO = {"id": "8", "parent": "7", "author": "Bo", "date": "2020-01-03T10:00:00+00:00", "text": "Yes."}


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = with_a_blog(tmp_path)
    author.put("site.yaml", OPEN)
    author.put("posts/ink.md", post("On ink.", title="Ink", date="2020-01-01"))
    comment(author, ADA)
    author.build()
    author.told.clear()
    return author


def comment(author: Author, *rows: object, file: str = FILE) -> None:
    author.put(file, json.dumps(rows, indent=1))


def page(author: Author) -> str:
    return (author.out / PAGE).read_text()


def test_a_built_page_shows_the_comments_of_the_file_beside_it(author: Author) -> None:
    assert "Nice &amp; <strong>velvet</strong>." in page(author)
    assert 'id="comment-7"' in page(author)
    assert "velvet" in (author.out / "2020/01/01/ink/feed/index.xml").read_text()


def test_the_address_of_a_commenter_is_nowhere_in_what_is_built(author: Author) -> None:
    kept = [path for folder in (author.out, author.cache.folder) for path in folder.rglob("*") if path.is_file()]

    assert [path for path in kept if b"ada@example.org" in path.read_bytes()] == []


def test_what_changes_in_a_file_changes_the_page_of_its_post_and_little_else(author: Author) -> None:
    before = stamps(author.out)
    comment(author, ADA, BO)
    comes_to_the_same(author)

    assert "Yes." in page(author)
    assert len({path for path, stamp in stamps(author.out).items() if before.get(path) != stamp}) < len(before) / 3
    assert author.told == []


def test_a_file_that_is_gone_takes_its_comments_along(author: Author) -> None:
    (author.sources / FILE).unlink()
    comes_to_the_same(author)

    assert "velvet" not in page(author)
    assert author.told == []


def test_only_approved_comments_are_shown(author: Author) -> None:
    comment(author, {**ADA, "status": "waiting"}, {**BO, "status": "deleted"})
    comes_to_the_same(author)

    assert not any(word in page(author) for word in ("velvet", "Yes."))


def test_what_is_not_used_is_told_at_each_build(author: Author) -> None:
    comment(author, {**ADA, "karma": 5})
    for _ in range(2):
        built = author.build()
        said = [line.text for line in lines(built) if "karma" in line.text]
        assert said == [f"{FILE}:8: warning: {built.unused[0][2]}"]
    assert {"file": FILE, "line": 8, "found": "", "reason": built.unused[0][2]} in as_document(built)["warnings"]  # type: ignore[operator]


def some_edit(author: Author, chance: random.Random) -> None:
    """Do something to the post, to its comments, or to how the site takes any."""
    other, wish = (
        chance.choice(("ink", "pen")),
        chance.choice((OPEN, OPEN.replace("{open: yes}", "closed"), OPEN.partition("comments")[0])),
    )
    edits = [
        lambda: comment(
            author, *chance.sample([ADA, BO, {**ADA, "id": "9"}], chance.randrange(4)), file=f"posts/.{other}.comments.json"
        ),
        lambda: (author.sources / f"posts/.{other}.comments.json").unlink(missing_ok=True),
        lambda: author.put(f"posts/{other}.md", post("Text.", title=chance.choice("AB"), date="2020-01-01")),
        lambda: (author.sources / f"posts/{other}.md").unlink(missing_ok=True),
        lambda: author.put("site.yaml", wish),
    ]
    chance.choice(edits)()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_edits_of_posts_and_comments_come_to_a_build_from_nothing(author: Author, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    for _ in range(8):
        for _ in range(chance.randrange(1, 4)):
            some_edit(author, chance)
        comes_to_the_same(author)
