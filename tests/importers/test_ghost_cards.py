"""Ghost's cards: the same in HTML, Lexical and Mobiledoc, and nothing that they say is lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.importers.blog import Entry
from infra.importers.ghost import reader
from tests.importers.ghost_export import exported, lexical, node, post, run
from tests.importers.moving import Live, Moved, live, moved

FILM = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
CARDS: dict[str, tuple[dict[str, Any], str]] = {
    "image": (
        {"src": "https://x.example/boat.jpg", "alt": "A boat", "caption": "At <em>dusk</em>", "cardWidth": "wide"},
        '<figure class="kg-card kg-image-card kg-width-wide"><img src="https://x.example/boat.jpg" class="kg-image" alt="A boat" '
        'srcset="https://x.example/w600/boat.jpg 600w"><figcaption>At <em>dusk</em></figcaption></figure>',
    ),
    "gallery": (
        {"images": [{"src": "https://x.example/a.jpg", "alt": "A"}, {"src": "https://x.example/b.jpg"}], "caption": "Two"},
        '<figure class="kg-card kg-gallery-card"><div class="kg-gallery-container"><div class="kg-gallery-row">'
        '<div class="kg-gallery-image"><img src="https://x.example/a.jpg" alt="A"></div>'
        '<div class="kg-gallery-image"><img src="https://x.example/b.jpg"></div></div></div><figcaption>Two</figcaption></figure>',
    ),
    "bookmark": (
        {"url": "https://press.example/x", "metadata": {"title": "On <presses>", "description": "Heavy"}},
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://press.example/x">'
        '<div class="kg-bookmark-content"><div class="kg-bookmark-title">On &lt;presses&gt;</div>'
        '<div class="kg-bookmark-description">Heavy</div></div></a></figure>',
    ),
    "embed": (
        {"url": FILM, "html": '<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ?feature=oembed"></iframe>'},
        '<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ?feature=oembed"></iframe></figure>',
    ),
    "callout": (
        {"calloutText": "Mind the <strong>ink</strong>", "calloutEmoji": "💡"},
        '<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>'
        '<div class="kg-callout-text">Mind the <strong>ink</strong></div></div>',
    ),
    "toggle": (
        {"heading": "Why?", "content": "<p>It <em>stood</em> below.</p>"},
        '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why?</h4>'
        '<button><svg></svg></button></div><div class="kg-toggle-content"><p>It <em>stood</em> below.</p></div></div>',
    ),
    "codeblock": (
        {"code": "if x < 2:\n\n    stop()", "language": "python", "caption": "Enough"},
        '<figure class="kg-card kg-code-card"><pre><code class="language-python">if x &lt; 2:\n\n    stop()</code></pre>'
        "<figcaption>Enough</figcaption></figure>",
    ),
    "video": (
        {"src": "https://x.example/a.mp4", "caption": "A film"},
        '<figure class="kg-card kg-video-card"><div class="kg-video-container"><video src="https://x.example/a.mp4"></video>'
        '<div class="kg-video-overlay"><button>Play</button></div></div><figcaption>A film</figcaption></figure>',
    ),
    "audio": (
        {"src": "https://x.example/a.mp3", "title": "A talk"},
        '<div class="kg-card kg-audio-card"><div class="kg-audio-player-container"><audio src="https://x.example/a.mp3"></audio>'
        '<div class="kg-audio-title">A talk</div><div class="kg-audio-player"><span>0:00</span></div></div></div>',
    ),
    "file": (
        {"src": "https://x.example/a.pdf", "fileTitle": "A map", "fileCaption": "Of the quay"},
        '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="https://x.example/a.pdf">'
        '<div class="kg-file-card-title">A map</div><div class="kg-file-card-caption">Of the quay</div>'
        '<div class="kg-file-card-filesize">2 KB</div></a></div>',
    ),
    "button": (
        {"buttonText": "Buy ink", "buttonUrl": "https://shop.example/"},
        '<div class="kg-card kg-button-card"><a href="https://shop.example/" class="kg-btn">Buy ink</a></div>',
    ),
    "product": (
        {
            "productImageSrc": "https://x.example/p.jpg",
            "productTitle": "A press",
            "productDescription": "<p>Heavy</p>",
            "productButton": "Buy",
            "productUrl": "https://shop.example/p",
        },
        '<div class="kg-card kg-product-card"><img class="kg-product-card-image" src="https://x.example/p.jpg">'
        '<h4 class="kg-product-card-title">A press</h4><div class="kg-product-card-rating"><svg></svg></div>'
        '<div class="kg-product-card-description"><p>Heavy</p></div>'
        '<a class="kg-product-card-button" href="https://shop.example/p"><span>Buy</span></a></div>',
    ),
    "header": (
        {"header": "The quay", "subheader": "At night", "buttonText": "Go", "buttonUrl": "https://x.example/go"},
        '<div class="kg-card kg-header-card"><h2 class="kg-header-card-header">The quay</h2>'
        '<h3 class="kg-header-card-subheader">At night</h3><a class="kg-header-card-button" href="https://x.example/go">Go</a></div>',
    ),
}
OF_OLD = {"codeblock": "code"}  # what Mobiledoc called it


def one(tmp_path: Path, name: str, **given: Any) -> tuple[Moved, Live]:
    """Return the blog and the site of one post."""
    (tmp_path / name).mkdir()
    blog = moved(reader.read(exported(tmp_path / name, [post("1", "Salt", **given)])), tmp_path / name / "blog")
    return blog, live(blog)


def mobiledoc(*cards: list[Any], sections: list[Any] | None = None, **given: Any) -> str:
    document = {"version": "0.3.1", "atoms": [], "markups": [], "cards": cards}
    return json.dumps({**document, "sections": sections or [[10, number] for number in range(len(cards))], **given})


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_the_same_however_ghost_stored_it(tmp_path: Path, card: str) -> None:
    payload, html = CARDS[card]

    _, by_html = one(tmp_path, "html", html=html)
    _, by_lexical = one(tmp_path, "lexical", html=None, lexical=lexical({"type": card, "version": 1, **payload}))
    _, by_mobiledoc = one(tmp_path, "mobiledoc", html=None, mobiledoc=mobiledoc([OF_OLD.get(card, card), payload]))

    assert by_html.words("/salt/") == by_lexical.words("/salt/") == by_mobiledoc.words("/salt/")
    assert by_html.article("/salt/").count("<img") == by_lexical.article("/salt/").count("<img")
    assert "kg-" not in by_html.article("/salt/").replace("kg-width-wide", "")


@pytest.mark.parametrize(
    ("card", "shown"),
    [
        ("image", "At <em>dusk</em>"),
        ("bookmark", '<a href="https://press.example/x">On &lt;presses&gt;</a>'),
        ("embed", 'class="embed youtube"'),
        ("callout", "<blockquote>"),
        ("toggle", "<summary>Why?</summary>"),
        ("video", '<video controls="" src="https://x.example/a.mp4"'),
        ("audio", '<audio controls="" src="https://x.example/a.mp3"'),
        ("file", '<a href="https://x.example/a.pdf">A map</a>'),
        ("button", '<a href="https://shop.example/">Buy ink</a>'),
        ("product", "<p>Heavy</p>"),
        ("header", ">The quay</h2>"),
    ],
)
def test_a_card_is_what_readers_expect(tmp_path: Path, card: str, shown: str) -> None:
    _, site = one(tmp_path, "html", html=CARDS[card][1])

    assert shown in site.article("/salt/")


def test_code_is_a_fence_with_its_language(tmp_path: Path) -> None:
    blog, _ = one(tmp_path, "html", html=CARDS["codeblock"][1])

    assert "```python\nif x < 2:\n\n    stop()\n```" in blog.text("posts/2020-01-02-salt.md")


def test_lexical_text_keeps_its_marks_lists_and_links(tmp_path: Path) -> None:
    document = lexical(
        node("extended-heading", run("Ink"), tag="h2"),
        node(
            "paragraph", run("Salt ", 0), run("and", 3), {"type": "linebreak"}, node("link", run("a < b"), url="__GHOST_URL__/x/")
        ),
        node(
            "list",
            node("listitem", run("one")),
            node("listitem", node("list", node("listitem", run("in it")))),
            listType="number",
        ),
        node("extended-quote", run("A promise")),
        node("aside", run("Aside")),
        {"type": "horizontalrule"},
        {"type": "markdown", "markdown": "*Card* of [Markdown](https://x.example/)"},
        {"type": "html", "html": "<dl><dt>Sort</dt><dd>One piece</dd></dl>"},
    )

    _, site = one(tmp_path, "lexical", html=None, lexical=document)
    article = site.article("/salt/")

    for shown in (
        ">Ink</h2>",
        "<strong>and</strong>",
        "a &lt; b",
        "<li>one",
        "<li>in it",
        "A promise",
        "Aside",
        "<hr",
        "<em>Card</em>",
        '<a href="https://x.example/">Markdown</a>',
        "<dt>Sort</dt>",
    ):
        assert shown in article


def test_mobiledoc_text_keeps_its_marks_lists_and_links(tmp_path: Path) -> None:
    document = mobiledoc(
        ["hr", {}],
        markups=[["strong"], ["a", ["href", "https://x.example/"]], ["em"]],
        atoms=[["soft-return", "", {}]],
        sections=[
            [1, "h2", [[0, [], 0, "Ink"]]],
            [1, "p", [[0, [], 0, "Salt "], [0, [0, 2], 1, "and"], [0, [], 1, " more"], [1, [], 0, 0], [0, [1], 1, "a < b"]]],
            [3, "ul", [[[0, [], 0, "one"]], [[0, [], 0, "two"]]]],
            [1, "blockquote", [[0, [], 0, "A promise"]]],
            [10, 0],
        ],
    )

    _, site = one(tmp_path, "mobiledoc", html=None, mobiledoc=document)
    article = site.article("/salt/")

    for shown in (">Ink</h2>", "and</em>", '<a href="https://x.example/">a &lt; b</a>', "<li>two", "A promise", "<hr", "<br"):
        assert shown in article


def test_a_post_that_was_written_in_markdown_stays_as_it_was_written(tmp_path: Path) -> None:
    written = "# Ink\n\n* salt  \n* [ink](__GHOST_URL__/ink/) ![](/content/images/size/w100/a.png)"

    blog, _ = one(tmp_path, "old", html="<p>rendered</p>", mobiledoc=mobiledoc(["card-markdown", {"markdown": written}]))

    assert "* salt  \n* [ink](/ink/) ![](/content/images/a.png)" in blog.text("posts/2020-01-02-salt.md")


def test_footnotes_of_a_card_of_markdown_are_footnotes(tmp_path: Path) -> None:
    html = (
        '<p>Salt<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup> keeps.</p><hr class="footnotes-sep">'
        '<section class="footnotes"><ol class="footnotes-list"><li id="fn1" class="footnote-item"><p>From the <em>sea</em>. '
        '<a href="#fnref1" class="footnote-backref">↩︎</a></p></li></ol></section>'
    )

    blog, site = one(tmp_path, "html", html=html)

    assert "Salt[^1] keeps." in blog.text("posts/2020-01-02-salt.md")
    assert "[^1]: From the *sea*." in blog.text("posts/2020-01-02-salt.md")
    assert "From the <em>sea</em>." in site.article("/salt/")


def test_what_only_ghost_can_do_is_left_out_and_reported(tmp_path: Path) -> None:
    text = {"type": "paragraph", "children": [{"type": "text", "text": "Salt.", "format": 0}]}
    cards = ({"type": kind, "html": "<p>Hush</p>"} for kind in ("signup", "email", "email-cta", "paywall"))
    document = lexical(text, *cards, node("tk"))

    blog, site = one(tmp_path, "lexical", html=None, lexical=document)

    assert "Hush" not in site.article("/salt/")
    assert [why.split(":")[0] for why in blog.whys()["Salt"]] == ["the card `signup`", "the card `email`", "the card `email-cta`"]


def test_a_card_that_nobody_knows_leaves_its_text_and_is_reported(tmp_path: Path) -> None:
    blog, site = one(tmp_path, "lexical", html=None, lexical=lexical({"type": "hologram", "title": "A ship <3"}))

    assert "A ship &lt;3" in site.article("/salt/")
    assert "the card `hologram`: Presswork doesn't know it" in blog.whys()["Salt"][0]


@pytest.mark.parametrize(
    "html",
    [
        "<iframe " * 200_000,
        "<script>" * 50_000,
        '<sup class="footnote-ref"><a href="#fn1">1</a></sup>' * 5_000,
        '<figure class="kg-card kg-embed-card">' * 200,
        "/content/images/size/" * 100_000,
    ],
)
def test_a_text_that_is_made_to_take_long_is_read_to_its_end(tmp_path: Path, html: str) -> None:
    for body in ({"html": None, "lexical": lexical({"type": "embed", "html": html})}, {"html": html}):
        items = reader.read(exported(tmp_path, [post("1", "Salt", **body)]))

        assert [item.title for item in items if isinstance(item, Entry)] == ["Salt"]


def test_a_link_to_sign_up_leaves_its_words(tmp_path: Path) -> None:
    _, site = one(tmp_path, "html", html='<p><a href="#/portal/signup">Join us</a></p>')

    assert "Join us" in site.article("/salt/")
    assert "#/portal" not in site.article("/salt/")
