"""Addresses and tags in old texts: each is found where Markdown has one, and nothing else changes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infra.importers.folder.link_map import LEFT_OUT, NOWHERE, LinkMap, LinkTarget, Place
from infra.importers.folder.links_in_text import addresses_in, readdressed
from infra.importers.folder.tag_rewrite import retagged
from infra.importers.jekyll.kramdown import as_commonmark

MARKS = [
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "`",
    "{{",
    "}}",
    "{%",
    "%}",
    '"',
    "\n",
    "\n\n",
    "    ",
    "href=",
    "src=",
    ":",
    "!",
    "a",
    "é",
    "\\",
]
texts = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("[a](/x) ![b](<my y.png> 'title') [c](/z_(1).html)", ["/x", "my y.png", "/z_(1).html"]),
        ("[a]: /x 'title'\n[b]: <y z>\n\n[^1]: note", ["/x", "y z"]),
        ("<a href=\"/x\" class='y'>a</a> <img src='/y.png'>", ["/x", "/y.png"]),
        ("`[a](/x)`\n\n```\n[b](/y)\n```\n\n    [c](/z)\n", []),
        ("[a]({{ site.baseurl }}/x) [b]({% link x.md %})", ["{{ site.baseurl }}/x", "{% link x.md %}"]),
        ('{{< figure src="x.png" >}}', ["x.png"]),
        ("[a](#part) [b]() text](", ["#part"]),
    ],
)
def test_addresses_are_found_where_markdown_has_them(text: str, addresses: list[str]) -> None:
    assert [address.written for address in addresses_in(text)] == addresses


def test_a_new_address_is_written_as_its_place_demands() -> None:
    text = '[a](x) [b]: y\n\n<a href="x&amp;y">c</a>\n\n[d](<x>)'

    assert readdressed(text, lambda old, _: f"{old} &").replace("[b]: y", "") == (
        '[a](<x &>) \n\n<a href="x&amp;y &amp;">c</a>\n\n[d](<x &>)'
    )


@given(texts)
def test_a_text_whose_addresses_and_tags_stay_is_the_same(text: str) -> None:
    assert readdressed(text, lambda old, _: old) == text
    assert retagged(text, lambda *_: None) == text


@given(texts)
def test_each_address_is_given_with_its_line(text: str) -> None:
    lines: list[int] = []

    def noted(old: str, line: int) -> str:
        lines.append(line)
        return old

    readdressed(text, noted)

    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


@given(texts)
@example("{{:}}")
def test_what_is_no_notation_of_kramdown_stays(text: str) -> None:
    assert as_commonmark(text) == text


@pytest.mark.parametrize(
    ("written", "led"),
    [
        ("https://oven.example/2011/rye.html", "rye.md"),
        ("http://www.oven.example/2011/rye/#crust", "rye.md#crust"),
        ("//oven.example/blog/2011/rye.html?x", "rye.md?x"),
        ("https://elsewhere.example/2011/rye.html", "https://elsewhere.example/2011/rye.html"),
        ("https://[bad", "https://[bad"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#part", "#part"),
        ("../2011/rye.html", "rye.md"),
        ("rye.html", "rye.md"),
        ("/2011/RYE.html", "rye.md"),
        ("_posts/rye.md", "rye.md"),
        ("/img/a%20b.png", "/img/a%20b.png"),
        ("/blog/img/a b.png", "/img/a%20b.png"),
        ("/tags/x/", "/tag/x/"),
    ],
)
def test_an_old_address_leads_where_the_same_is_now(written: str, led: str) -> None:
    links = LinkMap(
        {"_posts/rye.md": "posts/rye.md"},
        {"2011/rye": "posts/rye.md"},
        {"img/a b.png": "img/a b.png"},
        "https://oven.example",
        "/blog",
        {"tags/x": "/tag/x/"},
    )

    target = links.target(written, Place("_posts/oats.md", "/2011/oats.html", "posts/oats.md"))

    assert target.address == led
    assert not target.lost


def test_a_post_beside_this_one_is_found_although_addresses_end_in_a_slash_now() -> None:
    links = LinkMap({"x.md": "x.md", "y.md": "y.md"}, {"2011/x": "x.md", "2011/y": "y.md"})

    assert links.target("y.html#part", Place("x.md", "/2011/x/", "x.md")) == LinkTarget("y.md#part")


def test_an_address_that_nothing_stands_at_stays_and_is_told() -> None:
    links = LinkMap(host="https://oven.example")
    place = Place("posts/x.md", "/x/", "posts/x.md")

    assert links.target("/gone/", place) == LinkTarget("/gone/", NOWHERE)
    assert links.target("gone.png", place) == LinkTarget("gone.png", NOWHERE)
    assert links.target("../gone/", place) == LinkTarget("/gone/", NOWHERE)


@pytest.mark.parametrize("written", ["old.rst", "/posts/old.rst", "../themes/a/b.png"])
def test_a_link_to_what_was_left_out_is_told_as_such(written: str) -> None:
    links = LinkMap(skipped=frozenset(["posts/old.rst", "themes/"]))

    assert links.target(written, Place("posts/x.md", "/x/", "posts/x.md")).lost == LEFT_OUT
