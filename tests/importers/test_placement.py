"""Where an editor placed texts and images, and what it said of them on hover, readers find here, too."""

import pytest
from lxml.html import fragment_fromstring

from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.html_to_markdown.markdown import markdown_of
from infra.importers.wordpress.text import html_of

TIP = '<img src="/a.png" alt="A" title="Ana">'
SMALL = '<img width="20" src="/a.png" alt="A" title="Ana">'
BESIDE = '<img class="alignleft" src="/a.png" alt="A" title="Ana">'
TIPS = {
    "alone": f"<p>{TIP}</p>",
    "in a link": f'<p><a href="/b.png">{TIP}</a></p>',
    "without a paragraph": f"<div>{TIP}</div><p>x</p>",
    "in emphasis": f"<p><strong>{TIP}</strong></p>",
    "in a line": f"<p>The {TIP} sails</p>",
    "in a row": f"<p>{TIP} {TIP.replace('a.png', 'b.png')}</p>",
    "in a row of small ones": f"<p>{SMALL} {TIP}</p>",
    "in an item": f"<ul><li><p>{TIP}</p></li><li><p>x</p></li></ul>",
    "in a quote": f"<blockquote><p>{TIP}</p></blockquote>",
    "in a table": f"<table><tr><td>{TIP}</td></tr></table>",
    "in a figure": f"<figure>{TIP}</figure>",
    "with a caption": f"<figure>{TIP}<figcaption>Said</figcaption></figure>",
    "at a side": f"<p>{BESIDE}</p>",
}


def shown(html: str) -> str:
    return render(markdown_of(html), key="x.md", lang="en", site=Site(), title="x").html


@pytest.mark.parametrize("place", TIPS)
def test_a_tooltip_stays_a_tooltip(place: str) -> None:
    tree = fragment_fromstring(shown(TIPS[place]), create_parent=True)

    assert [image.get("title") for image in tree.iter("img")] == ["Ana"] * TIPS[place].count("<img")
    assert [caption.text for caption in tree.iter("figcaption")] == (["Said"] if "Said" in TIPS[place] else [])


@pytest.mark.parametrize("said", ["alignleft", "alignright", "aligncenter"])
@pytest.mark.parametrize(
    "html",
    [
        '<p><img class="@ size-medium wp-image-7" src="/a.png" width="300"></p>',
        '<p><img class="@" src="/a.png" width="300">Text flows around it.</p>',
        '<figure class="wp-block-image @"><img src="/a.png" width="300"></figure>',
        '<figure class="wp-block-image @"><img src="/a.png" width="300"><figcaption>Said</figcaption></figure>',
        '<div class="wp-block-image"><figure class="@ size-large"><img src="/a.png" width="300"></figure></div>',
        '<p><a href="/b.png"><img class="@" src="/a.png" width="300"></a></p>',
        '<figure class="@"><a href="/b.png"><img src="/a.png" width="300"></a><figcaption>Said</figcaption></figure>',
    ],
)
def test_an_image_stays_at_its_side(html: str, said: str) -> None:
    assert shown(html.replace("@", said)).count(f'class="{said}"') == 1


@pytest.mark.parametrize(("old", "said"), [("left", "alignleft"), ("right", "alignright")])
def test_an_image_with_the_attribute_of_old_html_stays_at_its_side(old: str, said: str) -> None:
    assert f'class="{said}"' in shown(f'<p><img align="{old}" src="/a.png">Text</p>')


def test_a_caption_of_the_classic_editor_has_the_side_of_its_image() -> None:
    text = '[caption id="attachment_7" align="alignright" width="300"]<img src="/a.png" width="300" /> Said[/caption]'

    assert markdown_of(html_of(text, lambda _: []).html) == '![|300](/a.png "Said"){.alignright}'


def test_an_image_as_wide_as_the_column_is_written_without_a_place() -> None:
    assert markdown_of('<p><img class="aligncenter size-full" src="/a.png"></p>') == "![](/a.png)"


@pytest.mark.parametrize(
    "html",
    [
        '<p class="has-text-align-@">The <b>Ana</b></p>',
        '<p style="color:red;text-align:@">The <b>Ana</b></p>',
        '<div style="text-align: @">The <b>Ana</b></div>',
        '<div style="text-align: @"><p>The <b>Ana</b></p></div>',
    ],
)
@pytest.mark.parametrize("side", ["center", "right"])
def test_a_text_stays_at_its_side(html: str, side: str) -> None:
    assert markdown_of(html.replace("@", side)) == f'<p align="{side}">The <b>Ana</b></p>'


def test_a_heading_stays_in_the_middle() -> None:
    assert '<h2 align="center"' in shown('<h2 class="wp-block-heading has-text-align-center">Ana</h2>')


COLUMNS = """<!-- wp:columns -->
<div class="wp-block-columns"><!-- wp:column -->
<div class="wp-block-column" style="flex-basis:33%"><!-- wp:paragraph --><p>One</p><!-- /wp:paragraph --><ul><li>a</li></ul></div>
<!-- /wp:column --><!-- wp:column -->
<div class="wp-block-column"><figure class="wp-block-gallery"><figure><img src="/a.png"></figure><figure>
<img src="/b.png"></figure></figure></div>
<!-- /wp:column --></div>
<!-- /wp:columns -->"""


def test_columns_stay_beside_each_other_with_markdown_in_them() -> None:
    markdown = markdown_of(html_of(COLUMNS, lambda _: []).html)

    assert markdown == (
        '<div class="columns">\n<div>\n\nOne\n\n- a\n\n</div>\n<div>\n\n![](/a.png) ![](/b.png)\n\n</div>\n</div>'
    )


@pytest.mark.parametrize(("said", "first"), [("", "img"), (" has-media-on-the-right", "p")])
def test_a_picture_stays_on_its_side_of_the_text(said: str, first: str) -> None:
    block = (
        f'<!-- wp:media-text --><div class="wp-block-media-text{said}"><figure class="wp-block-media-text__media">'
        '<img src="/a.png"></figure><div class="wp-block-media-text__content"><p>Text</p></div></div><!-- /wp:media-text -->'
    )

    html = shown(html_of(block, lambda _: []).html)

    tree = fragment_fromstring(html, create_parent=True)
    first_box = tree.find('.//div[@class="columns"]/div')
    assert first_box is not None
    assert [element.tag for element in first_box.iter() if element.tag in ("img",)] == (["img"] if first == "img" else [])
