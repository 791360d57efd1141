"""CommonMark, and the notations of GitHub, Obsidian and others that authors mix with it."""

import pytest

from chalicelib.content.markdown_to_html import Rendered, render
from chalicelib.content.site.site import Site


def rendered(text: str, title: str = "Known", lang: str = "en") -> Rendered:
    return render(text, key="posts/a.md", lang=lang, site=Site(), title=title)


BLOCKS = {
    "a list nested by two spaces": ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    "a list right below a line": ("a\n- b", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>"),
    "a list with parentheses": ("3) a\n4) b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    "code in a list": ("- a\n  ```\n  b\n  ```", "<ul>\n<li>a\n<pre><code>b</code></pre>\n</li>\n</ul>"),
    "a fence with a title": ('```python title="x.py"\nx\n```\n\nb', "</code></pre>"),
    "a table right below a line": ("| a |\n|---|\n| b \\| c |", "<td>b | c</td>"),
    "a table of a head": ("a|b\n-|-", "<th>b</th>\n</tr>\n</thead>\n</table>"),
    "columns with alignment": (
        "a|b|c\n:-|:-:|-:\n1|2|3",
        '<td align="left">1</td>\n<td align="center">2</td>\n<td align="right">3</td>',
    ),
    "no heading without a space": ("#hashtag", "<p>#hashtag</p>"),
    "two quotes": ("> a\n\n> b", "<blockquote>\n<p>a</p>\n</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>"),
    "definitions": ("Term\n: one\n: two", "<dl>\n<dt>Term</dt>\n<dd>one</dd>\n<dd>two</dd>\n</dl>"),
    "an emoji that begins a line": ("a\n\n:tada: b\n:rocket: c", "<p>a</p>\n<p>🎉 b\n🚀 c</p>"),
    "colons that begin a line": ("a\n::: b\n:::\n> c\n> :d", "<p>a\n::: b\n:::</p>\n<blockquote>\n<p>c\n:d</p>\n</blockquote>"),
    "colons in code": ("```\na\n:b\n```", "<pre><code>a\n:b</code></pre>"),
    "columns with colons first": ("a|b\n:-:|:-\n1|2", '<td align="center">1</td>'),
    "a task with paragraphs": ("- [ ] a\n\n  b", '<p><label><input type="checkbox" disabled=""> a</label></p>\n<p>b</p>'),
    "a task with a list": ("- [x] a\n  - b", 'checked=""> a</label><ul>\n<li>b</li>\n</ul>'),
    "braces in a heading": ("## The set {1, 2}", '<h2 id="the-set-1-2">The set {1, 2}</h2>'),
    "names in a heading": ("## A {#b .c .d}", '<h2 id="b" class="c d">A</h2>'),
    "a name with vowel signs": ("## A {#قائمة-تحقّق}", '<h2 id="قائمة-تحقّق">A</h2>'),
    "a long heading": (f"## {'word ' * 50}", f'<h2 id="{"-".join(["word"] * 50)}">'),
    "notes side by side": ("a[^1][^2]\n\n[^1]: b\n[^2]: c", '">1</a></sup>\u2009<sup id="'),
    "a bar of progress": ('<progress value="5" max="34"></progress>', '<progress value="5" max="34"></progress>'),
    "equal headings": ("## A\n\n## A", '<h2 id="a_1">A</h2>'),
    "a last line in braces": ("a\n{placeholder}", "<p>a\n{placeholder}</p>"),
    "headings below a known title": ("# A\n\n## B", '<h2 id="a">A</h2>\n<h3 id="b">B</h3>'),
}


@pytest.mark.parametrize(("text", "part"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_are_read_as_commonmark_and_github_read_them(text: str, part: str) -> None:
    assert part in rendered(text).html


INLINES = {
    "strikethrough": ("~~a *b*~~ ~c~", "<del>a <em>b</em></del> <del>c</del>"),
    "subscript": ("H~2~O", "H<sub>2</sub>O"),
    "superscript": ("x^2^ 2^10", "x<sup>2</sup> 2^10"),
    "marked text": ("a ==b *c* d== e", "a <mark>b <em>c</em> d</mark> e"),
    "a comparison": ("a == b, c==", "a == b, c=="),
    "marks that don't nest": ("*==a* b==", "<em>==a</em> b=="),
    "a hard break": ("a\\\nb", "a<br>\nb"),
    "code with braces": ("`a`{y}", "<code>a</code>{y}"),
    "emoji": (":rocket: 10:30:00 :nothing:", "🚀 10:30:00 :nothing:"),
    "prices": ("from $5 to $10", "from $5 to $10"),
    "prices in quotes": ('from "$5" to "$10", (**$20**)', "from “$5” to “$10”, (<strong>$20</strong>)"),
    "prices with their sign behind": ("0.09$/GB and (0.04$/month)", "0.09$/GB and (0.04$/month)"),
    "very many prices": ('"$1" ' * 400, ("“$1” " * 400).strip()),
    "an emoji that begins a line": ("a\n:rocket: b", "a\n🚀 b"),
    "a line that begins with a colon": ("a\n:b c", "a\n:b c"),
    "an escaped quote": ('\\"a\\" "b"', '"a" “b”'),
    "an entity": ("&quot;a&quot; &lt;b&gt;", '"a" &lt;b&gt;'),
}


@pytest.mark.parametrize(("text", "part"), INLINES.values(), ids=INLINES)
def test_inline_notations_are_understood(text: str, part: str) -> None:
    assert f"<p>{part}</p>" == rendered(text).html


ADDRESSES = [
    ("https://a.example/b_c_d.", '<a href="https://a.example/b_c_d">https://a.example/b_c_d</a>.'),
    ("(https://a.example/b_(c))", '(<a href="https://a.example/b_(c)">https://a.example/b_(c)</a>)'),
    ("https://a.example/?b=1&amp;c=2", '<a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>'),
    ("https://a.example/b--c", '<a href="https://a.example/b--c">https://a.example/b--c</a>'),
    ("“https://a.example/b”", '“<a href="https://a.example/b">https://a.example/b</a>”'),
    ("www.a.example!", '<a href="http://www.a.example">www.a.example</a>!'),
    ("见https://a.example/b。好", '见<a href="https://a.example/b">https://a.example/b</a>。好'),
    ("me+x@a.example, ok", '<a href="mailto:me+x@a.example">me+x@a.example</a>, ok'),
    (
        '<a href="/b">https://a.example</a> www.a.example',
        '<a href="/b">https://a.example</a> <a href="http://www.a.example">www.a.example</a>',
    ),
    ("[https://a.example](/b)", '<a href="/b">https://a.example</a>'),
    ("`https://a.example`", "<code>https://a.example</code>"),
    ("https://localhost x@y", "https://localhost x@y"),
    ("mailto:me@a.example/b", '<a href="mailto:me@a.example">mailto:me@a.example</a>/b'),
    ("me@a.example- me@a.example_", "me@a.example- me@a.example_"),
    ("www.a.b_c www.a_b.c.d", 'www.a.b_c <a href="http://www.a_b.c.d">www.a_b.c.d</a>'),
    ("见https://a.example。好", '见<a href="https://a.example">https://a.example</a>。好'),
]


@pytest.mark.parametrize(("text", "html"), ADDRESSES)
def test_bare_addresses_become_links(text: str, html: str) -> None:
    assert rendered(text).html == f"<p>{html}</p>"


WIKI = [
    ("[[b]]", '<a href="source:posts/b.md">b</a>'),
    ("[[b|the *text*]]", '<a href="source:posts/b.md">the <em>text</em></a>'),
    ("[[My Post#Some Part]]", '<a href="source:posts/My%20Post.md#some-part">My Post#Some Part</a>'),
    ("[[/about]]", '<a href="source:about.md">/about</a>'),
    ("[[#Part]]", '<a href="#part">#Part</a>'),
    ("[[a.pdf]]", '<a href="/posts/a.pdf">a.pdf</a>'),
    ("[[ -f x ]]", "[[ -f x ]]"),
    ("[[Feature #1]]\n\n[feature  #1]: https://a.example", '[<a href="https://a.example">Feature #1</a>]'),
    ("![[a b.png|300]]", '<img alt="a b" src="/posts/a%20b.png" width="300">'),
    ("![[a.png|300x200]]", '<img alt="a" src="/posts/a.png" width="300" height="200">'),
    ("![[a.png|Some text|300]]", '<img alt="Some text" src="/posts/a.png" width="300">'),
    ("![Left | right 12](a.png)", '<img alt="Left | right 12" src="/posts/a.png">'),
    ("![[a.png|Some text]]", '<img alt="Some text" src="/posts/a.png">'),
    ("![[b]]", '<a href="source:posts/b.md">b</a>'),
    ("![300](a.png)", '<img alt="" src="/posts/a.png" width="300">'),
    ("![a|b 30000](a.png)", '<img alt="a|b 30000" src="/posts/a.png">'),
    ("![text|300x200](a.png)", '<img alt="text" src="/posts/a.png" width="300" height="200">'),
]


@pytest.mark.parametrize(("text", "html"), WIKI)
def test_links_of_obsidian_lead_to_the_source_of_that_name(text: str, html: str) -> None:
    assert rendered(text).html == f"<p>{html}</p>"


CALLOUTS = [
    (
        "> [!NOTE]\n> a",
        "en",
        '<div class="admonition note">\n<p class="admonition-title"><strong>Note</strong></p>\n<p>a</p>\n</div>',
    ),
    (
        "> [!warning]\n> a",
        "de",
        '<div class="admonition warning">\n<p class="admonition-title"><strong>Warnung</strong></p>\n<p>a</p>\n</div>',
    ),
    (
        "> [!tip] *b*\n>\n> - a",
        "en",
        '<p class="admonition-title"><strong><em>b</em></strong></p>\n<ul>\n<li>a</li>\n</ul>\n</div>',
    ),
    (
        "> [!bug]- b\n> a",
        "en",
        '<details class="admonition bug caution">\n<summary class="admonition-title"><strong>b</strong></summary>\n<p>a</p>',
    ),
    ("> [!faq]+\n> a", "en", '<details class="admonition faq important" open="">'),
    ("> [!unknown] b\n> a", "en", "<blockquote>\n<p>[!unknown] b\na</p>\n</blockquote>"),
]


@pytest.mark.parametrize(("text", "lang", "part"), CALLOUTS)
def test_quotes_with_a_kind_are_callouts(text: str, lang: str, part: str) -> None:
    assert part in rendered(text, lang=lang).html


def test_a_footnote_is_numbered_by_its_first_reference_and_shown_only_with_one() -> None:
    html = rendered("a[^x] b[^y] c[^x]\n\n[^y]: two\n[^x]: one\n[^z]: none").html

    assert html.index(">1</a></sup> b") < html.index(">2</a></sup> c")
    assert html.index("<p>one") < html.index("<p>two")
    assert "none" not in html


def test_a_table_of_contents_follows_the_levels() -> None:
    html = rendered("[TOC]\n\n## A\n\n#### B\n\n### C\n\n## D").html
    inner = '<ul>\n<li><a href="#b">B</a></li>\n<li><a href="#c">C</a></li>\n</ul>'
    assert f'<ul>\n<li><a href="#a">A</a>{inner}\n</li>\n<li><a href="#d">D</a></li>\n</ul>' in html
