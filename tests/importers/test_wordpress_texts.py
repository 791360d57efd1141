"""Texts of WordPress become Markdown: those of the classic editor, those of blocks, galleries and footnotes."""

import json
from pathlib import Path

import pytest

from infra.build.build import build
from tests.importers.from_wordpress import body, imported, uploads, whys
from tests.importers.moving import NOW
from tests.importers.wxr_samples import attachment, item

CLASSIC = (
    ("One\ntwo\n\nthree", "One\\\ntwo\n\nthree"),
    ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nafter", "- a\n- b\n\nafter"),
    ("<h2>H</h2>\ntext", "## H\n\ntext"),
    ("<pre>a\n\nb</pre>", "```\na\n\nb\n```"),
    ("<blockquote>a\n\nb</blockquote>", "> a\n>\n> b"),
    ("a<!--nextpage-->b", "a\n\nb"),
    ("&nbsp;\n\na", "a"),
    (
        '[caption id="x" width="300"]<img src="https://else.example/a.png" alt="A" /> The <em>Ana</em>[/caption]',
        '<figure><img src="https://else.example/a.png" alt="A"><figcaption>The <em>Ana</em></figcaption></figure>',
    ),
    (
        '[caption width="9" caption="The Ana"]<img src="https://else.example/a.png" alt="A" />[/caption]',
        '![A](https://else.example/a.png "The Ana")',
    ),
    ("[embed]https://vimeo.com/76979871[/embed]", "https://vimeo.com/76979871"),
    ("[youtube aqz-KE-bpKQ]", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
    ("[youtube=https://www.youtube.com/watch?v=aqz-KE-bpKQ]", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
    ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
    ('[audio mp3="https://else.example/a.mp3"][/audio]', '<p><audio controls="" src="https://else.example/a.mp3"></audio></p>'),
    ('[sourcecode language="python"]\nif a &lt; b:\n\n    pass\n[/sourcecode]', "```python\nif a < b:\n\n    pass\n```"),
    ("[php]<?php echo 1; ?>[/php]", "```php\n<?php echo 1; ?>\n```"),
    ("[[gallery]] is a shortcode, [sic]", "\\[gallery] is a shortcode, [sic]"),
)


@pytest.mark.parametrize(("text", "markdown"), CLASSIC)
def test_a_classic_text_becomes_markdown(tmp_path: Path, text: str, markdown: str) -> None:
    blog, _ = imported(tmp_path, item(1, "Rye", text))
    assert body(blog) == markdown


def block(name: str, html: str, has: str = "") -> str:
    return f"<!-- wp:{name} {has}-->\n{html}\n<!-- /wp:{name} -->\n"


PICTURE = '<figure class="wp-block-image"><img src="https://else.example/{}.png" alt="A"/>{}</figure>'
FILM = '<div class="wp-block-embed__wrapper">\nhttps://vimeo.com/76979871\n</div><figcaption>A film</figcaption>'
TWO = PICTURE.format("a", "<figcaption>Ana</figcaption>") + PICTURE.format("b", "")
LISTED = f'<li class="blocks-gallery-item">{PICTURE.format("a", "")}</li>'
TABLE = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
LINKS = (
    '<a href="https://else.example/a.pdf">A</a><a href="https://else.example/a.pdf" class="wp-block-file__button">Download</a>'
)
BLOCKS = (
    (block("paragraph", "<p>a</p>"), "a"),
    (block("heading", '<h3 class="wp-block-heading">H</h3>', '{"level":3} '), "### H"),
    (block("image", PICTURE.format("a", ""), '{"id":7} '), "![A](https://else.example/a.png)"),
    (block("embed", f'<figure class="wp-block-embed">{FILM}</figure>'), "https://vimeo.com/76979871\n\nA film"),
    (
        block("gallery", f'<figure class="wp-block-gallery">{TWO}</figure>'),
        '![A](https://else.example/a.png "Ana") ![A](https://else.example/b.png)',
    ),
    (block("gallery", f'<ul class="wp-block-gallery">{LISTED}</ul>'), "![A](https://else.example/a.png)"),
    (block("code", '<pre class="wp-block-code"><code>a &lt; b</code></pre>'), "```\na < b\n```"),
    (block("table", f'<figure class="wp-block-table">{TABLE}</figure>'), "| a |\n| --- |\n| b |"),
    (block("columns", block("column", '<div class="wp-block-column"><p>a</p></div>')), "a"),
    (block("file", f'<div class="wp-block-file">{LINKS}</div>'), "[A](https://else.example/a.pdf)"),
    (block("more", "<!--more-->") + block("paragraph", "<p>a</p>"), "<!--more-->\n\na"),
    (block("spacer", '<div style="height:9px" class="wp-block-spacer"></div>') + block("paragraph", "<p>a</p>"), "a"),
)


@pytest.mark.parametrize(("text", "markdown"), BLOCKS)
def test_a_text_of_blocks_becomes_markdown(tmp_path: Path, text: str, markdown: str) -> None:
    blog, _ = imported(tmp_path, item(1, "Rye", text))
    assert body(blog) == markdown


@pytest.mark.parametrize("shortcode", ['[gallery ids="8,7"]', "[gallery]"])
def test_a_gallery_shows_its_attachments(tmp_path: Path, shortcode: str) -> None:
    parts = (attachment(7, "b.png", parent=1, alt="B"), attachment(8, "a.png", parent=1, caption="Ana"))
    blog, _ = imported(tmp_path, item(1, "Rye", f"Look: {shortcode}"), *parts, media=uploads(tmp_path, "a.png", "b.png"))
    images = ['![a.png](/wp-content/uploads/a.png "Ana")', "![B](/wp-content/uploads/b.png)"]
    assert body(blog) == "Look:\n\n" + " ".join(images if "ids" in shortcode else images[::-1])


def test_what_shows_nothing_here_is_reported(tmp_path: Path) -> None:
    text = (
        '[contact-form-7 id="12" title="Write"] [ngg src="1"]x[/ngg] [gallery ids="99"]'
        '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->'
    )
    blog, report = imported(
        tmp_path, item(1, "Rye", text), item(2, "CSS", "x", kind="custom_css"), item(3, "Boat", "Old.", kind="portfolio")
    )
    said = [note.why for note in report.notes if note.what == "Rye" and note.outcome == "changed"]
    assert said == [
        "the block latest-posts shows nothing here",
        "the shortcode [contact-form-7] is unknown, and is kept as text",
        "the shortcode [ngg] is unknown, and is kept as text",
        'the shortcode [gallery ids="99"] shows nothing that was imported',
    ]
    assert '[contact-form-7 id="12" title="Write"]' in body(blog).replace("\\", "")
    assert "1 of the type custom_css" in whys(report)
    assert whys(report)["1 of the type portfolio"] == "imported as pages, since there are only posts and pages here"
    assert (blog / "boat.md").exists()


def test_footnotes_of_the_block_editor_come_along(tmp_path: Path) -> None:
    def reference(own: str) -> str:
        return f'<sup data-fn="{own}" class="fn"><a href="#{own}" id="{own}-link">1</a></sup>'

    text = (
        f"<!-- wp:paragraph --><p>Rye{reference('b-2')} and salt{reference('a-1')}, rye{reference('b-2')}, "
        f"ink{reference('x')}.</p><!-- /wp:paragraph --><!-- wp:footnotes /-->"
    )
    notes = [
        {"content": 'Of the <a href="https://oven.example/?p=2">sea</a>.', "id": "a-1"},
        *({"content": "A <em>grain</em>.", "id": "b-2"}, {"content": "Nowhere.", "id": "c-3"}),
    ]
    blog, report = imported(tmp_path, item(1, "Rye", text, meta={"footnotes": json.dumps(notes)}), item(2, "Sea", "Blue."))
    written_text = body(blog)
    assert written_text.startswith("Rye[^1] and salt[^2], rye[^1], ink")
    assert written_text.endswith("[^1]: A *grain*.\n\n[^2]: Of the [sea](/2011/04/28/sea/).")
    assert [note.why for note in report.notes if note.what == "Rye" and note.outcome == "changed"] == [
        "1 reference to footnotes whose text isn't in the export",
        "1 footnote that its text doesn't refer to, left out",
    ]
    assert build(blog, tmp_path / "out", now=NOW).posts == 2


@pytest.mark.parametrize("kept", ["", "no JSON", "[" * 100_000, '{"a": 1}', '[1, {"id": null}]'])
def test_footnotes_that_cannot_be_read_cost_nothing_else(tmp_path: Path, kept: str) -> None:
    blog, report = imported(tmp_path, item(1, "Rye", 'Rye<sup data-fn="a" class="fn">1</sup>', meta={"footnotes": kept}))
    assert body(blog).startswith("Rye<sup>1</sup>")
    assert "1 reference to footnotes whose text isn't in the export" in [note.why for note in report.notes]
