"""Comments of former systems, as their exports have them: none is lost, and each stands below its post as it was."""

import json
from collections.abc import Iterable
from pathlib import Path

from infra.build.build import build
from infra.importers.blog import Item
from infra.importers.ghost import reader as ghost
from infra.importers.jekyll import reader as jekyll
from infra.importers.output.writer import write
from infra.importers.wordpress import reader as wordpress
from tests.importers import trying
from tests.importers.ghost_export import exported, post
from tests.importers.jekyll_blog import CONFIG, RYE
from tests.importers.moving import NOW
from tests.importers.wxr_samples import cdata, item, written


class Below:
    """A site with comments that was built of what an import wrote."""

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        self.report = write(items, folder / "new", NOW)
        site = folder / "new/site.yaml"
        site.write_text(f"{site.read_text()}comments: {{open: yes}}\n")
        self.folder, self.out = folder / "new", folder / "out"
        self.built = build(self.folder, self.out, now=NOW, cache=folder / "cache")

    def page(self, address: str) -> str:
        found = self.out / address.strip("/")
        return (found / "index.html" if found.is_dir() else found.with_suffix(".html")).read_text(encoding="utf-8")


def wordpress_comment(number: int, text: str, *, parent: int = 0, kind: str = "", gmt: str = "", approved: str = "1") -> str:
    """Return a comment with all the elements that the theme unit test of WordPress has, in their order."""
    date = f"2013-03-{number:02} 10:00:00"
    values = {
        "id": str(number),
        "author": cdata(f"Reader {number}"),
        "author_email": cdata("" if kind else f"reader{number}@example.org"),
        "author_url": cdata("http://reader.example/" if number % 2 else ""),
        "author_IP": cdata("192.0.2.7"),
        "date": cdata(date),
        "date_gmt": cdata(gmt or date),
        "content": cdata(text),
        "approved": cdata(approved),
        "type": cdata(kind),
        "parent": str(parent),
        "user_id": "0",
    }
    return (
        "<wp:comment>"
        + "".join(f"<wp:comment_{name}>{value}</wp:comment_{name}>" for name, value in values.items())
        + "</wp:comment>"
    )


def test_the_comments_of_an_export_as_wordpress_tests_themes_with_it(tmp_path: Path) -> None:
    texts = {
        1: 'Tags: <a href="https://x.example/" title="t">link</a>, <abbr>abbr</abbr>, <b>bold</b>,\n<cite>cite</cite>',
        2: "<blockquote cite='x'>Stay hungry.</blockquote>\n\n<code>word-wrap: break-word;</code>\n<del>struck</del>",
        3: "<ol><li>First</li><li>Second</li></ol>\n<pre>.post {\n\tfloat: left;\n}</pre>",
        4: "<h2>Header</h2><table><tr><th>Name</th><td>Value</td></tr></table><q cite='x'>quoted</q> x<sup>2</sup> <tt>tt</tt>",
        5: "1 &lt; 2 &amp;&amp; 3 &gt; 2, *not* _marked_ &#8230; ünïcödé 日本語",
        6: "[&#8230;] trackback [&#8230;]",
        7: "Without a time of its own.",
        8: "First.\r\n\r\nSecond\r\nline.",
    }
    parts = [
        wordpress_comment(
            number,
            text,
            parent=number - 1 if number in (2, 3, 4) else 0,
            kind="pingback" if number == 6 else "",
            gmt="0000-00-00 00:00:00" if number == 7 else "",
        )
        for number, text in texts.items()
    ]
    waits, spam = wordpress_comment(20, "Waits.", approved="0"), wordpress_comment(21, "Buy.", approved="spam")
    export = written(tmp_path / "old.xml", item(1, "Rye", comments="".join((*parts, waits, spam))))
    site = Below(wordpress.read(export, None), tmp_path)
    page = site.page("/2011/04/28/rye/")

    assert site.built.unused == ()
    assert [f'id="comment-{number}"' in page for number in texts] == [True] * len(texts)
    for shown in (
        '<a href="https://x.example/" rel="nofollow ugc">link</a>',
        "<p>Stay hungry.</p>",
        "<code>word-wrap: break-word;</code>",
        "<li>Second</li>",
        "<pre><code>.post {\n\tfloat: left;\n}\n</code></pre>",
        "<strong>Header</strong>",
        "1 &lt; 2 &amp;&amp; 3 &gt; 2, *not* _marked_ … ünïcödé 日本語",
        "[…] trackback […]",
        "<p>First.</p>\n<p>Second<br>\nline.</p>",
    ):
        assert shown in page
    assert not any(text in page for text in ("Waits.", "Buy.", "@example.org"))
    assert "Waits." in (site.folder / "posts/.2011-04-28-rye.comments.json").read_text()


def ghost_comment(id_: str, member: str | None, html: str, **given: str) -> dict[str, str | None]:
    """Return a row of Ghost's table of comments; its time follows from its id."""
    written = f"2022-09-0{id_[1:]}T10:00:00.000Z"
    row = {"id": id_, "post_id": "5f01", "member_id": member, "parent_id": None, "status": "published", "html": html}
    return {**row, "created_at": written, **given}


def test_the_comments_of_a_ghost_export_that_has_them(tmp_path: Path) -> None:
    path = exported(
        tmp_path,
        [post("5f01", "Salt")],
        members=[{"id": "m1", "name": "Ada", "email": "ada@example.org"}, {"id": "m2", "name": "Bo", "email": "bo@example.org"}],
        comments=[
            ghost_comment("c1", "m1", "<p>Nice <em>salt</em>.</p>"),
            ghost_comment("c2", "m2", "<p>Yes,<br>so it is.</p>", parent_id="c1"),
            ghost_comment("c3", None, "<p>Who?</p>"),
            ghost_comment("c4", "m2", "<p>Rude.</p>", status="hidden"),
        ],
    )
    site = Below(ghost.read(path), tmp_path)
    page = site.page("/salt/")

    assert "Nice <em>salt</em>." in page
    assert "Yes,<br>\nso it is." in page
    assert "Who?" in page
    assert "Rude." not in page
    assert ("1 comment", "they were hidden or deleted") in [(note.what, note.why) for note in site.report.notes]
    rows = json.loads((site.folder / "posts/.2020-01-02-salt.comments.json").read_text())
    assert [(row.get("author", ""), row.get("parent", "")) for row in rows] == [("Ada", ""), ("Bo", "c1"), ("", "")]


STATICMAN = {
    "_config.yml": CONFIG,
    "_posts/2011-04-28-rye.md": RYE,
    "_data/comments/rye/entry1488370445000.yml": (
        "_id: 5a3b0c10-fe94-11e6\nname: Ada\nemail: 0bc83cb571cd1c50ba6f3e8a78ef1346\nurl: 'https://ada.example'\n"
        "message: |-\n  I *like* rye.\n\n  > quoted\ndate: 1488370445\n"
    ),
    "_data/comments/rye/comment-2.yml": (
        "_id: 7c1d\nname: Bo\nreplying_to: '1'\nmessage: So do I.\ndate: '2017-03-02T10:00:00.000Z'\n"
    ),
    "_data/comments/rye/3.json": json.dumps(
        {"name": "Cy", "_parent": "7c1d", "message": "And I.", "date": "2017-03-03T10:00:00Z"}
    ),
    "_data/comments/lost/1.yml": "_id: a\nname: Di\nmessage: Where am I?\ndate: 1488370445\n",
}


def test_the_comments_of_staticman_in_a_jekyll_blog(tmp_path: Path) -> None:
    old = trying.written(tmp_path / "old", STATICMAN)
    site = Below(jekyll.read(old), tmp_path)
    page = site.page("/2011/04/28/rye")

    assert [text in page for text in ("I <em>like</em> rye.", "<p>quoted</p>", "So do I.", "And I.")] == [True] * 4
    assert 'id="comment-5a3b0c10-fe94-11e6"' in page
    rows = json.loads((site.folder / "posts/.2011-04-28-rye.comments.json").read_text())
    assert [(row["id"], row.get("parent", ""), row["date"][:10]) for row in rows] == [
        ("5a3b0c10-fe94-11e6", "", "2017-03-01"),
        ("7c1d", "5a3b0c10-fe94-11e6", "2017-03-02"),
        ("3", "7c1d", "2017-03-03"),
    ]
    assert "no post is called so, which 1 comment would be about" in [note.why for note in site.report.notes]
