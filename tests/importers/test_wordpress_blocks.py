"""Blocks and shortcodes of WordPress and Jetpack that stand for something elsewhere in the export."""

from pathlib import Path

import pytest

from chalicelib.html_to_markdown.markdown import markdown_of
from tests.importers.from_wordpress import body, imported, uploads, whys
from tests.importers.wxr_samples import attachment, item


def shared(number: int, content: str) -> str:
    return item(number, f"Shared {number}", content, kind="wp_block")


def test_a_block_that_several_posts_show_is_in_each_of_them(tmp_path: Path) -> None:
    text = '<!-- wp:paragraph --><p>One</p><!-- /wp:paragraph --><!-- wp:block {"ref":5} /-->'

    blog, report = imported(tmp_path, item(1, "Rye", text), shared(5, "<!-- wp:paragraph --><p>Again</p><!-- /wp:paragraph -->"))

    assert body(blog) == "One\n\nAgain"
    assert "Rye" not in whys(report)


def test_shared_blocks_may_be_in_each_other_but_not_for_ever(tmp_path: Path) -> None:
    within = '<!-- wp:block {"ref":6} /-->'
    in_a_circle = '<p>a</p><!-- wp:block {"ref":5} /-->'
    rye = item(1, "Rye", '<p>One</p><!-- wp:block {"ref":5} /-->')

    blog, _ = imported(tmp_path, rye, shared(5, within), shared(6, in_a_circle))

    assert body(blog).startswith("One\n\na")
    assert len(body(blog)) < 100


def test_a_shared_block_that_the_export_does_not_hold_is_told(tmp_path: Path) -> None:
    _, report = imported(tmp_path, item(1, "Rye", '<p>One</p><!-- wp:block {"ref":5} /-->'))

    assert whys(report)["Rye"] == "the block block shows nothing here"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ('[tiled-gallery ids="7,8"]', "![A boat](/wp-content/uploads/a.png) ![](/wp-content/uploads/b.png)"),
        ('[slideshow ids="8"]', "![](/wp-content/uploads/b.png)"),
        ('[playlist ids="9"]', '<p><audio controls="" src="/wp-content/uploads/c.mp3"></audio></p>'),
        (
            '<!-- wp:jetpack/tiled-gallery --><div class="wp-block-jetpack-tiled-gallery">'
            '<figure><img src="/wp-content/uploads/a.png"></figure>'
            '<figure><img src="/wp-content/uploads/b.png"></figure></div><!-- /wp:jetpack/tiled-gallery -->',
            "![](/wp-content/uploads/a.png) ![](/wp-content/uploads/b.png)",
        ),
    ],
)
def test_galleries_and_lists_of_songs_are_shown(tmp_path: Path, text: str, markdown: str) -> None:
    files = (attachment(7, "a.png", alt="A boat"), attachment(8, "b.png"), attachment(9, "c.mp3"))

    blog, _ = imported(tmp_path, item(1, "Rye", text), *files, media=uploads(tmp_path, "a.png", "b.png", "c.mp3"))

    assert body(blog).replace("![b.png]", "![]") == markdown


@pytest.mark.parametrize(("style", "said"), [("width:300px;height:auto", "|300"), ("width:900px", ""), ("max-width:300px", "")])
def test_an_image_has_the_width_that_the_block_editor_gave_it(style: str, said: str) -> None:
    assert markdown_of(f'<figure><img src="/a.png" alt="A" style="{style}"></figure>') == f"![A{said}](/a.png)"


def test_formulas_stay_formulas(tmp_path: Path) -> None:
    text = "So $latex a_b &lt; c&amp;s=2$ and [latex]x^2[/latex]."

    blog, report = imported(tmp_path, item(1, "Rye", text))

    assert body(blog) == "So $a_b < c$ and $x^2$."
    assert "Rye" not in whys(report)
