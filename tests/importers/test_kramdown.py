"""kramdown's Markdown means the same in CommonMark: each row was compared with what Jekyll 4.3.4 shows."""

from pathlib import Path

import pytest

from infra.importers.jekyll.kramdown import as_commonmark
from infra.importers.jekyll.reader import read
from tests.importers.jekyll_blog import CONFIG
from tests.importers.trying import PIXEL, moved

LISTS = [
    ("Text *a*.\n{: .note #here}\n\nNext.", "Text *a*.\n{: .note #here}\n\nNext."),
    ("Text.\n{:.x}\nmore\n", "Text.\n{: .x}\n\nmore\n"),
    ("{: .note}\nText.\n\nNext.", "Text.\n{: .note}\n\nNext."),
    ('Text.\n{: style="text-align: center" class="a b"}\n', "Text.\n{: .a .b}\n"),
    ("* a\n* b\n{: .wide}\n\nNext.", "* a\n* b\n\nNext."),
    ("* {: .x} a\n* b\n", "* a\n* b\n"),
    ("```\ncode\n\nmore\n```\n{: .wide}\n\nNext.", "```\ncode\n\nmore\n```\n\nNext."),
    ("| a |\n|---|\n| 1 |\n{: .wide}\n\nNext.", "| a |\n|---|\n| 1 |\n\nNext."),
    ('![a](/a.png){: style="x" width="300px"}{:.b}', "![a](/a.png){: width=300 .b}"),
    ("*a*{: .red} and `x`{:.language-ruby}", "*a* and `x`"),
    ("{:note: .note}\n\nText.\n{: note}\n", "\nText.\n"),
    ('## H\n{: .x style="y"}\n', "## H {: .x}\n\n"),
    ("```\n{: .kept}\n```\n\n`*a*{: .kept}`", "```\n{: .kept}\n```\n\n`*a*{: .kept}`"),
]
HTML = [
    ('<div class="x">\n\n    <p>In</p>\n\n</div>\nText', '<div class="x">\n\n<p>In</p>\n\n</div>\n\nText'),
    ("<div>\n\n    <p>On markdown</p>\n\n</div>\n", "<div>\n\n<p>On markdown</p>\n\n</div>\n"),
    ("<p>Text *a*</p>\nText *b*\n", "<p>Text *a*</p>\n\nText *b*\n"),
    ("<div><pre>\na\n\n*b*\n</pre></div>\n", "<div>\n\n<pre>\na\n\n*b*\n</pre></div>\n"),
    ("<hr>\n*a*\n", "<hr>\n\n*a*\n"),
    ('<img src="/a.png">\n*A caption.*\n', '<img src="/a.png"> *A caption.*\n'),
    ("Text\n\n<br/>\n## Head\n", "Text\n\n<br/>\n\n## Head\n"),
    ('<a id="x"/>\nText *a*\n', '<a id="x"></a>\nText *a*\n'),
    ('<aside markdown = "1">\n*a*\n</aside>', "<aside>\n\n*a*\n\n</aside>\n"),
    ('<div markdown="1">\n  <img src="/a.png">\n    Text *a*\n</div>', '<div>\n\n<img src="/a.png">\n\nText *a*\n\n</div>\n'),
    ('<div markdown="1">\n<i>\n  Text *a*\n</i>\n</div>', "<div>\n\n<i> Text *a*\n</i>\n\n</div>\n"),
    ('<p markdown="1" class="by">\n- Inês\n</p>', "\n\\- Inês\n{: .by}\n"),
    ("```\n<div>\n\n    a\n</div>\nb\n```\n", "```\n<div>\n\n    a\n</div>\nb\n```\n"),
    ("<div>\n\n    never closed", "<div>\n\n    never closed"),
]
BLOCKS = [
    ("| a | b |\n| c | d |\n", "|   |   |\n| --- | --- |\n| a | b |\n| c | d |\n"),
    ("|:-|-:|\n| a | b |\n", "|   |   |\n| :--- | ---: |\n| a | b |\n"),
    ("| a | b |\n|---\n| 1 | 2 |\n|===\n| f | g |\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n| f | g |\n"),
    ("| a | b |\n|:--|---|\n| 1 | 2 |\n", "| a | b |\n|:--|---|\n| 1 | 2 |\n"),
    ("1. a\n  * b\n    * c\n2. d\n", "1. a\n   * b\n     * c\n2. d\n"),
    ("1. a\n\n  words\n", "1. a\n\n  words\n"),
    ("```\n| a |\n1. a\n  * b\n```\n", "```\n| a |\n1. a\n  * b\n```\n"),
]
SPANS = [
    ("これは**「強調」**です", "これは<strong>「強調」</strong>です"),
    ("fit*.* and **x:**y", "fit<em>.</em> and <strong>x:</strong>y"),
    ("**a**b, a*b*c, 2 * 3 * 4, *.txt", "**a**b, a*b*c, 2 * 3 * 4, *.txt"),
    ("It is $$a + b$$ here.\n\n$$c$$\n", "It is $a + b$ here.\n\n$$c$$\n"),
    ("`$$a$$` costs $5", "`$$a$$` costs $5"),
    ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n```\n", "```\n{{ x }}\n```\n"),
    ("`{%raw%}{{ y }}{%endraw%}`", "`{{ y }}`"),
    ("{% raw %}{{ z }}{% endraw %}", "{% raw %}{{ z }}{% endraw %}"),
    (
        'HTML, `HTML`, [HTML](/HTML) <http://HTML> XHTML\n\n*[HTML]: Hyper "Text"\n',
        "{0}, `HTML`, [{0}](/HTML) <http://HTML> XHTML\n\n".format('<abbr title="Hyper &quot;Text&quot;">HTML</abbr>'),
    ),
]


@pytest.mark.parametrize(("old", "new"), LISTS)
def test_attribute_lists_stand_where_they_are_read_or_not_at_all(old: str, new: str) -> None:
    assert as_commonmark(old) == new


@pytest.mark.parametrize(("old", "new"), HTML)
def test_elements_end_and_begin_where_they_did(old: str, new: str) -> None:
    assert as_commonmark(old) == new


@pytest.mark.parametrize(("old", "new"), BLOCKS)
def test_tables_have_heads_and_items_hold_what_they_held(old: str, new: str) -> None:
    assert as_commonmark(old) == new


@pytest.mark.parametrize(("old", "new"), SPANS)
def test_emphasis_formulas_and_raw_liquid_are_shown_as_before(old: str, new: str) -> None:
    assert as_commonmark(old) == new


def test_an_address_with_spaces_leads_to_its_file(tmp_path: Path) -> None:
    text = '---\ntitle: Rye\n---\n\n![a](/my pic.png "A title") [b]({{ site.baseurl }}/my pic.png)\n'

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "my pic.png": PIXEL, "_posts/2011-04-28-rye.md": text})

    assert '![a](/my%20pic.png "A title") [b](/my%20pic.png)' in blog.text("posts/2011-04-28-rye.md")
    assert blog.built.missing == ()


@pytest.mark.parametrize(
    "text", ["$$a" * 50_000, "1. a\n" * 20_000, "<div>\n\n" * 20_000, "a\n{: .a}\n" * 20_000, "{%raw%}" * 40_000]
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    assert as_commonmark(text)
