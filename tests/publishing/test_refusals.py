"""Promise 6: a bad upload breaks nothing, and its author finds the file, the line, the reason and the remedy beside it.

Each row is an upload that gives one of the reasons of `chalicelib.errors`.
"""

import copy
import random
from typing import NamedTuple

import pytest

from chalicelib.content.markdown.dialects import PYTHON_MARKDOWN
from chalicelib.errors import REASONS
from tests.content.place_files import box, page
from tests.pictures import flat_jpeg as jpeg
from tests.pictures import flat_png as png
from tests.publishing.blog import Blog, MemoryBlog, as_new, objects_in, post, report_of


class Bad(NamedTuple):
    """An upload that is refused: the reason, the key, the bytes, and where and what the report says was found."""

    code: str
    key: str
    source: str | bytes
    line: int
    found: str
    good: str | bytes | None = post(title="Good at last")
    """What may be uploaded there instead; None where only a deletion helps."""


X = "posts/x.md"
NOISE = random.Random(1).randbytes(500_000).hex()  # noqa: S311 - it must be the same each time
PARAGRAPHS = "\n\n".join(NOISE[n : n + 90] for n in range(0, 900_000, 90))
SWELLING = "[a][x]" * 2_000 + f"\n\n[x]: /{'A' * 20_000}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">\n{}\n</svg>'
RECORDINGS = page(1, b"\x03vorbis") + page(1, b"a", 9) + page(2, b"\x03vorbis") + page(2, b"a", 9)
VIDEO = box(b"ftyp", b"isom") + box(b"moov", box(b"udta", box(b"\xa9xyz", b"+51.4778-000.0014/")))
BAD = (
    Bad("encoding", X, b"---\ntitle: \xe9\n---\n", 2, "byte 0xE9 at offset 11"),
    Bad("encoding", X, "# Título\n".encode("utf-16"), 1, "byte 0xFF at offset 0"),
    Bad("too-big", X, "a" * 1_050_000, 0, "1,050,000 bytes"),
    Bad("body-too-big", X, post(PARAGRAPHS), 0, "535,892 bytes compressed"),
    Bad("swollen", X, post(SWELLING, markdown=PYTHON_MARKDOWN), 8, f"`/{'A' * 39}…`, 17 times and more"),
    Bad(
        *("too-many", X, post("".join(f"[a]({n:040}.md)\n\n" for n in range(1_500))), 0),
        "79,789 bytes about itself, 132,384 bytes it leads to",
    ),
    Bad("front-matter", X, "---\ntitle: X\ntags: [a\n---\n", 3, "tags: [a"),
    Bad("front-matter-quotes", X, "---\ntitle: Bread: the first year\n---\n", 2, "title: Bread: the first year"),
    Bad("front-matter-tab", X, "---\ntags:\n\t- a\n---\n", 3, "- a"),
    Bad("front-matter", X, '+++\ntitle = "X\n+++\n', 2, 'title = "X'),
    Bad("front-matter", X, "title: X\ntitle: Y\n\nText.", 2, "a second `title`"),
    Bad("front-matter-open", X, "---\ntitle: X\n\nText.", 1, "---"),
    Bad("value", X, post(draft="perhaps"), 4, 'draft: "perhaps" (write, for example, `draft: yes`)'),
    Bad("value", X, post(tags={"a": "b"}), 4, 'tags: {"a": "b"} (write, for example, `tags: platen press, ink`)'),
    Bad("empty", X, post(""), 0, "A post"),
    Bad("no-date", X, "# A heading\n\nText.", 0, X),
    Bad("bad-date", X, post(date="2026-02-30"), 3, "2026-02-30"),
    Bad("bad-date", X, post(date="yesterday"), 3, "yesterday"),
    Bad("bad-date", "posts/2026-13-01-x.md", "# X", 0, "2026-13-01"),
    Bad("bad-date", X, post(expires="soon"), 4, "soon"),
    Bad("language", X, post(lang="tlh"), 4, "tlh"),
    Bad("language-name", "posts/bonjour.fr.md", post(title="Bonjour"), 0, "fr", post(title="Bonjour", lang="en")),
    Bad("language-name", "zh_cn/hello.md", post(), 0, "zh_cn", post(lang="en")),
    Bad("reserved", X, post(path="/api/mine/"), 4, "/api/mine/"),
    Bad("reserved", X, post(path="/_hidden/"), 4, "/_hidden/"),
    Bad("reserved", X, post(path="/category/ink/"), 4, "/category/ink/"),
    Bad("reserved", X, post(path="/"), 4, "/"),
    Bad("reserved", X, post(aliases=["/es/feed/"]), 4, "/es/feed/"),
    Bad("reserved", "api/x.png", b"png", 0, "api/x.png", None),
    Bad("reserved", "_/search.js", b"js", 0, "_/search.js", None),
    Bad("long-title", "long.md", f"# {'a' * 1100}\n\nText.".encode(), 1, "a" * 79 + "…"),
    Bad("file-like", X, post(path="/posts/pic.png/"), 4, "/posts/pic.png/"),
    Bad("file-like", X, post(aliases=["/o.html/x/"]), 4, "/o.html/x/"),
    Bad("climbs-out", X, post(path="/../../etc/"), 4, "/../../etc/"),
    Bad("climbs-out", X, post(slug=".."), 4, ".."),
    Bad("climbs-out", X, post(path="/%2e%2e/x/"), 4, "/%2e%2e/x/"),
    Bad("climbs-out", "posts/%2e%2e/x.png", b"png", 0, "posts/%2e%2e/x.png", None),
    Bad("taken", X, post(path="/2026/11/20/stands/"), 0, "/2026/11/20/stands/"),
    Bad("taken-id", X, post(id="theirs"), 0, "theirs"),
    Bad("long-key", f"posts/{'a/' * 450}x.md", post(), 0, "910 bytes", None),
    Bad("long-address", X, post(path=f"/{'ж' * 120}" * 3), 4, f"2,164 bytes percent-encoded: /{'ж' * 49}…"),
    Bad("too-deep", X, post("> " * 150 + "deep"), 5, "> " * 39 + ">…"),
    Bad("too-slow", X, post("[" * 200_000, markdown=PYTHON_MARKDOWN), 0, "very many marks in one paragraph"),
    Bad("kind", "posts/page.html", b"<p>", 0, "page.html", None),
    Bad("kind", "posts/program.js", b"x", 0, "program.js", None),
    Bad("kind", "templates/static/mine.js", "x", 0, "static/mine.js", None),
    Bad("image-unknown", "posts/i.png", b"no image", 0, "it begins with “no image”", png(3, 2)),
    Bad("image-broken", "posts/i.png", png(30, 20)[:-20], 0, "the file ends too soon", png(3, 2)),
    Bad("misnamed", "posts/i.ico", jpeg(8, 8), 0, "a JPEG named .ico", png(3, 2)),
    Bad("misnamed", "posts/i.pdf", jpeg(8, 8), 0, "a JPEG named .pdf", b"%PDF"),
    Bad("misnamed", "posts/v.mp4", b"film", 0, "a file of an unknown kind named .mp4", None),
    Bad("too-many-parts", "posts/s.ogg", RECORDINGS, 0, "several recordings in one file", None),
    Bad("place", "posts/v.mp4", VIDEO, 0, "moov/udta/©xyz", None),
    Bad("script", "posts/d.svg", SVG.format("<script/>"), 2, "<script>", SVG.format("<path/>")),
    Bad("script", "posts/d.svg", SVG.format('<path onclick="x()"/>'), 2, 'onclick="x()"', SVG.format("<path/>")),
    Bad("script", "posts/d.svg", "no drawing", 1, "not valid XML: syntax error: line 1, column 0", SVG.format("<path/>")),
    Bad(
        "site", "site.yaml", "title: A\nlandin: 3\n", 2, "Unknown key `landin`. Did you mean `landing`?", "languages: [en, es]\n"
    ),
    Bad("site", "site.yaml", "languages: [en, es]\nlanding: ten\n", 2, 'landing: "ten"', "languages: [en, es]\n"),
    Bad("site", "site.yaml", "title: [\n", 2, "did not find expected node content", "languages: [en, es]\n"),
    Bad(
        *("contrast", "site.yaml", "languages: [en, es]\ntheme:\n  light:\n    shade: '#eee'\n", 4),
        "light: code #836c28 on shade #eeeeee has a contrast of 4.37, but needs 4.5 (nearest that passes: shade #f5f5f5)",
        "languages: [en, es]\n",
    ),
    Bad("template", "templates/post.html", "<p>\n{% if %}", 2, "Expected an expression, got 'end of statement block'", None),
    Bad("sheet", "templates/extra.css", "p {}\n}", 2, "EOF reached before {} block for a qualified rule.", None),
    Bad("phrases", "templates/phrases/es.po", "", 0, "no translations: every msgstr is empty or fuzzy", None),
    Bad("phrases-name", "templates/phrases/Spanish.po", "", 0, "phrases/Spanish.po", None),
)
STANDS: dict[str, str | bytes | None] = {
    "site.yaml": "languages: [en, es]\n",
    "posts/stands.md": post(title="It stands", categories=["Ink"], tags=["zinc"], author="Ann", id="theirs"),
    "posts/and.md": post(title="This too", date="2026-10-20", lang="es"),
    "posts/p.png": png(2, 3),
    "about.md": "# About",
}


@pytest.fixture(scope="module")
def before() -> MemoryBlog:
    """A house in which something stands already."""
    blog = MemoryBlog()
    blog.publish(STANDS)
    return blog


def test_every_reason_to_refuse_an_upload_is_tried() -> None:
    ours = {"broken", "letter-too-big"}  # a fault of our own, see test_broken; no upload but a letter, see tests.letters
    ours |= {"file-too-big", "image-too-large"}  # two gigabytes, see test_files; 200 million pixels, see tests.images
    ours |= {"file-name"}  # no key is like that: only names in a folder, see tests.authoring
    ours |= {"no-encoder"}  # only of a machine without the extra `images`, see tests.package.test_wheel
    assert {bad.code for bad in BAD} | ours == {code for code, reason in REASONS.items() if reason.reader == "author"}


@pytest.mark.parametrize("bad", BAD, ids=[f"{bad.code}-{number}" for number, bad in enumerate(BAD)])
def test_a_bad_upload_is_told_of_and_touches_nothing_else(before: MemoryBlog, bad: Bad) -> None:
    blog = copy.deepcopy(before)

    blog.publish({bad.key: bad.source})

    where = f"{bad.key}, line {bad.line}" if bad.line else bad.key
    assert blog.report(bad.key) == report_of(bad.code, where, bad.found)
    assert blog.objects() == before.objects()
    content, content_before = objects_in(blog.cloud.content), objects_in(before.cloud.content)
    assert {key for key in content if content[key] != content_before.get(key)} == {bad.key, f"{bad.key}.error.txt"}


@pytest.mark.parametrize("bad", BAD, ids=[f"{bad.code}-{number}" for number, bad in enumerate(BAD)])
def test_the_next_good_upload_or_a_deletion_removes_the_report(before: MemoryBlog, bad: Bad) -> None:
    blog = copy.deepcopy(before)
    blog.publish({bad.key: bad.source})

    blog.publish({bad.key: bad.good})
    assert blog.report(bad.key) is None

    blog.publish({bad.key: STANDS.get(bad.key)})
    assert blog.objects() == before.objects()
    assert objects_in(blog.cloud.content) == objects_in(before.cloud.content)


@pytest.mark.parametrize("bad", BAD, ids=[f"{bad.code}-{number}" for number, bad in enumerate(BAD)])
def test_a_bad_edit_keeps_the_last_good_version(before: MemoryBlog, bad: Bad) -> None:
    blog = copy.deepcopy(before)
    blog.publish({bad.key: bad.good})
    good = blog.objects()

    blog.publish({bad.key: bad.source})

    assert blog.objects() == good
    assert blog.report(bad.key)


@pytest.mark.slow
def test_a_post_that_becomes_private_goes_even_if_it_is_refused(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({X: post("Open.", date="2026-11-20")})

    memory_blog.publish({X: post("Secret.", private=True, date="2026-02-31")})

    assert memory_blog.page("/2026/11/20/x/") is None
    assert "this isn't a valid date" in (memory_blog.report(X) or "")
    assert memory_blog.objects() == as_new({X: post("Secret.", private=True, date="2026-02-31")})


@pytest.mark.on_aws_too
def test_a_crowd_of_bad_uploads_among_good_ones_breaks_nothing(blog: Blog) -> None:
    blog.publish(STANDS)
    before = blog.objects()
    crowd = {bad.key.replace("x.md", f"x{number}.md"): bad for number, bad in enumerate(BAD)}

    for key, bad in crowd.items():
        blog.upload(key, bad.source)
    blog.upload("posts/good.md", post(title="A good one"))
    blog.settle()
    assert [key for key in crowd if not blog.report(key)] == []
    assert "A good one" in (blog.page("/2026/11/20/good/") or "")

    blog.publish({**dict.fromkeys(crowd), "posts/good.md": None, "site.yaml": STANDS["site.yaml"]})
    assert blog.objects() == before
    assert [key for key in crowd if blog.report(key)] == []
