"""Shortcodes and Liquid: what each becomes, what is left alone, and what the author is told."""

import re
from time import process_time

import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.content.expanded_text import TAGGED, Expanded
from chalicelib.content.limits import limit
from chalicelib.content.liquid import FILTERS
from chalicelib.content.markdown import render
from chalicelib.content.shortcode_table import ROWS
from chalicelib.content.shortcodes import READER, expand
from chalicelib.content.site import Site, Text
from chalicelib.content.template_tags import WORDPRESS
from chalicelib.content.vocabulary import vocabulary
from chalicelib.errors import Diagnostic
from tests.docs import AUTHORS, coded, table_in

KEY = "posts/2026/a.md"
SITE = Site(url="https://example.org", title=Text({"en": "The *Press*"}))
PARAMS = {"title": "Ink", "image": "/ink.jpg", "author": {"name": "Ada"}, "tags": ["a"]}


def expanded(text: str, key: str = KEY) -> Expanded:
    return expand(text, key=key, site=SITE, params=PARAMS)


FIGURE = '<figure><img src="a.jpg" alt="b"><figcaption>c <em>d</em></figcaption></figure>'
FILM = "https://www.youtube.com/watch?v=x-1"

KNOWN = {
    # ---- Hugo
    "figure": ('{{< figure src="a.jpg" alt="b" caption="c *d*" >}}', FIGURE),
    "figure by position": ("{{< figure a.jpg >}}", '<figure><img src="a.jpg" alt=""></figure>'),
    "figure with percent signs": ('{{% figure src="a.jpg" alt="b" caption="c *d*" %}}', FIGURE),
    "figure over lines": ('{{< figure\n  src="a.jpg"\n  alt="b"\n  caption=`c *d*`\n>}}', FIGURE),
    "figure that closes itself": ('{{< figure src="a.jpg" alt="b" caption="c *d*" />}}', FIGURE),
    "figure with a link": (
        '{{< figure src="a.jpg" link="b.md" title="T" attr="By A" attrlink="https://e.x" class="wide" width="9" >}}',
        '<figure class="wide"><a href="b.md"><img src="a.jpg" alt="T" width="9"></a>'
        '<figcaption><strong>T</strong> <a href="https://e.x">By A</a></figcaption></figure>',
    ),
    "figure with a number for its caption": (
        '{{< figure src="a.jpg" alt="b" caption="1. *d*" >}}',
        '<figure><img src="a.jpg" alt="b"><figcaption>1. <em>d</em></figcaption></figure>',
    ),
    "figure within a line": ('a {{< figure src="a.jpg" alt="b" caption="c" >}} d', 'a <img src="a.jpg" alt="b"> d'),
    "youtube": ("{{< youtube x-1 >}}", FILM),
    "youtube by name": ('{{< youtube id="x-1" start=90 >}}', f"{FILM}&t=90"),
    "youtube within a line": ("a {{< youtube x-1 >}} b", f"a <{FILM}> b"),
    "vimeo": ("{{< vimeo 146022717 >}}", "https://vimeo.com/146022717"),
    "gist": ("{{< gist ada 5f1 >}}", "https://gist.github.com/ada/5f1"),
    "tweet": ('{{< tweet user="ada" id="12" >}}', "https://x.com/ada/status/12"),
    "x": ('{{< x user="ada" id="12" >}}', "https://x.com/ada/status/12"),
    "instagram": ("{{< instagram BW >}}", "https://www.instagram.com/p/BW"),
    "highlight": ("{{< highlight go >}}\nx\n{{< /highlight >}}", "```go\nx\n```"),
    "highlight with lines": (
        '{{< highlight go "linenos=table,hl_lines=3 5-7" >}}\nx\n{{</ highlight >}}',
        '```go hl_lines="3 5-7"\nx\n```',
    ),
    "highlight with fences in it": ("{{< highlight md >}}\n````\nx\n````\n{{< /highlight >}}", "`````md\n````\nx\n````\n`````"),
    "highlight with tags in it": ("{{% highlight md %}}\n{{< foo >}}\n{{% /highlight %}}", "```md\n{{< foo >}}\n```"),
    "highlight within a line": ("a {{< highlight go >}}x{{< /highlight >}} b", "a `x` b"),
    "details": (
        '{{< details summary="A *b*" >}}\n**c**\n{{< /details >}}',
        "<details>\n\n<summary>A <em>b</em></summary>\n\n\n**c**\n\n\n</details>",
    ),
    "details with a shortcode in it": (
        "{{% details S %}}\n{{< youtube x-1 >}}\n{{% /details %}}",
        f"<details>\n\n<summary>S</summary>\n\n\n\n{FILM}\n\n\n\n</details>",
    ),
    "ref": ('[b]({{< ref "b" >}})', "[b](/posts/2026/b.md)"),
    "ref with an ending and a part": ('[b]({{< ref "b.md#c" >}})', "[b](/posts/2026/b.md#c)"),
    "ref to a part of the page": ('[b]({{% relref "#c" %}})', "[b](#c)"),
    "ref from the root": ('[b]({{< ref "/docs/b.md" >}})', "[b](/docs/b.md)"),
    "ref from a folder above": ('[b]({{< ref "posts/b.md" >}})', "[b](/posts/b.md)"),
    "ref to another folder": ('[b]({{< ref "docs/b c" >}})', "[b](/docs/b%20c.md)"),
    "ref upwards": ('[b]({{< relref path="../b.md" >}})', "[b](/posts/b.md)"),
    "ref in a definition": ('[b]: {{< ref "b" >}}', "[b]: /posts/2026/b.md"),
    "ref in an attribute": ('<a href="{{< ref "b" >}}">b</a>', '<a href="/posts/2026/b.md">b</a>'),
    "param": ('By {{< param "author.name" >}}', "By Ada"),
    "escaped": ("{{</* x */>}}", "&#123;&#123;&#60; x &#62;&#125;&#125;"),
    "comment of Hugo": ("a {{/* x */}}b", "a b"),
    # ---- Jekyll and Eleventy
    "highlight of Jekyll": ("{% highlight ruby linenos %}\nx\n{% endhighlight %}", "```ruby\nx\n```"),
    "marked lines of Jekyll": ('{% highlight ruby mark_lines="1 2" %}\nx\n{% endhighlight %}', '```ruby hl_lines="1 2"\nx\n```'),
    "raw": ("{% raw %}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
    "comment": ("a {% comment %}{{ x }}{% endcomment %}b", "a b"),
    "link": ("[b]({% link _posts/2026-11-26-b.md %})", "[b](/_posts/2026-11-26-b.md)"),
    "post_url": ("[b]({% post_url 2026-11-26-b %})", "[b](/posts/2026/2026-11-26-b.md)"),
    "include figure": ('{% include figure.html src="a.jpg" alt="b" caption="c *d*" %}', FIGURE),
    "include figure with image_path": ('{% include figure image_path="a.jpg" alt="b" caption="c *d*" %}', FIGURE),
    "include image": ('{% include image.html url="a.jpg" alt="b" caption="c *d*" %}', FIGURE),
    "include linked-figure": ('{% include "linked-figure.html", image: "a.jpg", alt: "b", caption: "c *d*" %}', FIGURE),
    "include youtube": ('{% include youtube.html id="x-1" %}', FILM),
    "figure of Jekyll": ('{% figure src="a.jpg" alt="b" caption="c *d*" %}', FIGURE),
    "youtube of Jekyll": ("{% youtube x-1 %}", FILM),
    "vimeo of Jekyll": ("{% vimeo 12 %}", "https://vimeo.com/12"),
    "gist of Jekyll": ("{% gist ada/5f1 %}", "https://gist.github.com/ada/5f1"),
    "details of Jekyll": ("{% details S %}\na\n{% enddetails %}", "<details>\n\n<summary>S</summary>\n\n\na\n\n\n</details>"),
    "image": ('{% image "img/a.jpg" "b *c*" %}', '<p><img src="/img/a.jpg" alt="b *c*"></p>'),
    "image_with_class": ('{% image_with_class "a.jpg" "wide" "b" %}', '<p><img src="/a.jpg" alt="b" class="wide"></p>'),
    "site.url in a link": ("[a]({{ site.url }}/b.md)", "[a](/b.md)"),
    "site.url in a text": ("{{ site.url }}", "https://example.org"),
    "site.baseurl": ("![a]({{site.baseurl}}/b.jpg)", "![a](/b.jpg)"),
    "site.title": ("{{- site.title -}}", "The &#42;Press&#42;"),
    "page.title": ("{{ page.title }}", "Ink"),
    "front matter of Eleventy": ("![a]({{ image | url }})", "![a](/ink.jpg)"),
    "relative_url": ("[a]({{ 'b (c).md' | relative_url }})", "[a](/b%20%28c%29.md)"),
    "absolute_url": ('{{ "/b/" | absolute_url }}', "https://example.org/b/"),
    "prepend": ('<img src="{{ "/b.jpg" | prepend: site.baseurl }}">', '<img src="/b.jpg">'),
    "url of Eleventy": ('[a]({{ "/b/#c" | url }})', "[a](/b/#c)"),
    "embed of Eleventy": ('{{ "https://www.youtube-nocookie.com/embed/x-1" | embed: "T" }}', FILM),
    # ---- WordPress
    "caption": (
        '[caption id="i" align="alignleft" width="3"]<a href="b.jpg"><img src="a.jpg" /></a> C[/caption]',
        '<figure class="alignleft"><a href="b.jpg"><img src="a.jpg" /></a><figcaption>C</figcaption></figure>',
    ),
    "caption in Markdown": (
        '[caption width="3"]![b](a.jpg) c *d*[/caption]',
        '<figure><img src="a.jpg" alt="b" /><figcaption>c <em>d</em></figcaption></figure>',
    ),
    "gallery": (
        '[gallery ids="a.jpg,b.jpg"]',
        '<figure><img src="a.jpg" alt=""></figure><figure><img src="b.jpg" alt=""></figure>',
    ),
    "embed": ('[embed width="3"]https://vimeo.com/1[/embed]', "https://vimeo.com/1"),
    "audio": ('[audio mp3="a.mp3"][/audio]', '<audio controls src="a.mp3"></audio>'),
    "audio without an end": ('[audio src="a.mp3"]', '<audio controls src="a.mp3"></audio>'),
    "audio by its address": ("[audio https://e.x/a.mp3]", '<audio controls src="https://e.x/a.mp3"></audio>'),
    "video": (
        '[video width="3" mp4="a.mp4" poster="b.jpg"][/video]',
        '<video controls src="a.mp4" poster="b.jpg" width="3"></video>',
    ),
    "video elsewhere": ('[video src="https://youtu.be/x"]', "https://youtu.be/x"),
}


@pytest.mark.parametrize(("text", "result"), KNOWN.values(), ids=KNOWN)
def test_a_known_shortcode_is_replaced(text: str, result: str) -> None:
    assert expanded(text) == Expanded(result, (), expanded(text).lines)


def test_every_row_has_an_example() -> None:
    assert {(tag.syntax, tag.name) for text, _ in KNOWN.values() for tag in READER.tags_in(text)} >= set(ROWS)


def test_the_docs_show_every_row_and_what_they_show_is_known() -> None:
    cells = [row[0].replace("\\|", "|").replace("` … `", "a") for row in table_in(AUTHORS, "Shortcode")]

    examples = [example for cell in cells for example in coded(cell)]
    assert [example for example in examples if expanded(example).diagnostics or expanded(example).text == example] == []
    assert {(tag.syntax, tag.name) for example in examples for tag in READER.tags_in(example)} >= set(ROWS)


def test_the_docs_name_every_filter() -> None:
    ((_, values),) = (row for row in table_in(AUTHORS, "Shortcode") if "filters" in row[1])
    assert coded(values) == sorted(FILTERS)


CODE = {
    "a span": "`{{< foo >}}` and ``{% raw %} ` {{ x }}``",
    "a fenced block": "```\n{{< youtube x >}}\n{% raw %}\n[embed]https://e.x[/embed]\n```",
    "a fenced block in a list": "- a\n\n  ~~~\n  {{ x }}\n  ~~~",
    "an indented block": "a\n\n    {{ site.url }}\n",
    "raw HTML": "<pre>\n{{ x }}\n\n{{ y }}\n</pre>\n\na <code>{{ z }}</code>",
    "a comment": "<!-- {{< foo >}}\n\n{{ x }} -->",
    "math": "$\\frac{{a}}{{b}}$ and\n\n$$\n{{a}}\n$$",
    "text behind a letter of two bytes": "é `{{ x }}` é",
}


@pytest.mark.parametrize("text", CODE.values(), ids=CODE)
def test_code_is_never_touched(text: str) -> None:
    assert expanded(text) == Expanded(text)


PROSE = {
    "no template": "a { b } [c] {d}",
    "an open tag": "a {{< b and {% c and {{ d",
    "a tag over a paragraph": "{{< a\n\nb >}}",
    "a tag that ends in code": "`{{<` is {{< until `>}}`",
    "a link": "[video](a.mp4) [audio][video] ![gallery](b.jpg)",
    "a link by its name": "[Video] is [video]\n\n[video]: a.mp4",
    "a word in brackets": "Sound [audio] on",
    "a link by a name of two words": "a [video\nrecording]\n\n[video recording]: https://e.x",
    "a longer word": "[videos] [captions x]",
    "a link of a wiki": "[[gallery]]",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_what_is_no_tag_stays_as_it_is(text: str) -> None:
    assert expanded(text) == Expanded(text)


UNKNOWN = {
    "a shortcode": ('{{< foo a="b" >}}', "{{< foo >}}"),
    "a tag of Liquid": ("{% for a in b %}", "{% for %}"),
    "an include": ("{% include share.html %}", "{% include share %}"),
    "a variable": ("{{ page.none }}", "{{ page.none }}"),
    "a variable that is no text": ("{{ page.tags }}", "{{ page.tags }}"),
    "a filter": ('{{ "ada" | team_link }}', "{{ … | team_link }}"),
    "a field that is missing": ("{{< param none >}}", "{{< param >}}"),
    "an id that is none": ("{{< youtube a?b >}}", "{{< youtube >}}"),
    "a begin without an end": ("{{< details >}}", "{{< details >}}"),
    "code without an end": ("{% highlight go %}", "{% highlight %}"),
    "an end without a begin": ("{{< /details >}}", "{{< /details >}}"),
    "an end of Liquid without a begin": ("{% endraw %}", "{% endraw %}"),
    "a gallery of numbers": ('[gallery ids="1,2"]', "[gallery]"),
    "a gallery of what WordPress knows": ("[gallery]", "[gallery]"),
}


@pytest.mark.parametrize(("text", "found"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_tag_is_shown_as_typed_and_told(text: str, found: str) -> None:
    told = expanded(f"a\n\n{text}")

    html = pyromark.html(told.text)
    assert told.diagnostics == (Diagnostic("template", found, 3),)
    assert re.sub(r"&quot;", '"', html).replace("&lt;", "<").replace("&gt;", ">") == (
        f'<p>a</p>\n<p><code class="raw-template">{text}</code></p>\n'
    )


def test_an_unknown_tag_is_told_once_and_so_is_its_end() -> None:
    told = expanded("{{< foo >}}a{{< /foo >}}\n\n{{< foo b >}}\n\n{{< bar >}}")
    assert told.diagnostics == (Diagnostic("template", "{{< foo >}}", 1), Diagnostic("template", "{{< bar >}}", 5))


def test_a_text_has_a_few_warnings_at_most() -> None:
    told = expanded("".join(f"{{{{< a{number} >}}}}\n\n" for number in range(1_000)))
    assert len(told.diagnostics) == limit("template warnings")


@pytest.mark.parametrize(
    "text", ["[a]({{ foo }}/b)", "[a](/b/{% foo %})", '<a href="{{ foo }}">a</a>', "[a]({{< foo >}})", "[a][b]\n\n[b]: {{ foo }}"]
)
def test_a_link_that_holds_an_unknown_tag_leads_nowhere(text: str) -> None:
    told = expanded(text)

    html = render(told.text, key=KEY, lang="en", site=SITE, title="T").html
    assert html == "<p><a>a</a></p>"
    assert [diagnostic.code for diagnostic in told.diagnostics] == ["template-link"]


def test_an_unknown_tag_in_another_attribute_stays_in_it() -> None:
    told = expanded('<img class="a" src="/b.jpg" alt="{{ "c" | foo }}">')
    assert told.text == '<img class="a" src="/b.jpg" alt="{{ &quot;c&quot; | foo }}">'
    assert told.diagnostics == (Diagnostic("template", "{{ … | foo }}", 1),)


@pytest.mark.parametrize("text", ['{{ "a b" | foo: "https://e.x" }}', "{{< foo *a* _b_ `c` [d](e) <b> >}}"])
def test_an_unknown_tag_is_in_no_excerpt_and_not_found(text: str) -> None:
    shown = render(expanded(f"Before {text} after.").text, key=KEY, lang="en", site=SITE, title="T")
    assert (shown.excerpt, vocabulary(shown.html)) == ("Before after.", ("before", "after"))


BLOCKS = {
    "below a line": ('a\n{{< figure src="b.jpg" >}}\nc', 'a\n\n<figure><img src="b.jpg" alt=""></figure>\n\nc'),
    "between blank lines": ("a\n\n{{< vimeo 1 >}}\n\nc", "a\n\nhttps://vimeo.com/1\n\nc"),
    "in a list": ("- a\n  {{< vimeo 1 >}}\n  c", "- a\n  \n  https://vimeo.com/1\n\n  c"),
    "as an item": ("- {{< vimeo 1 >}}\n- b", "- https://vimeo.com/1\n\n- b"),
    "in a quotation": ("> a\n> {{< vimeo 1 >}}\n> c", "> a\n> \n> https://vimeo.com/1\n>\n> c"),
    "code in a list": (
        "1. a\n\n   {% highlight go %}\nx\n  y\n   {% endhighlight %}",
        "1. a\n\n   ```go\n   x\n     y\n   ```",
    ),
    "code on the lines of its tags": ("{% highlight go %}x\ny{% endhighlight %}", "```go\nx\ny\n```"),
    "code behind text": ("a {% highlight go %}\nx\n{% endhighlight %} b", "a \n\n```go\nx\n```\n\n b"),
}


@pytest.mark.parametrize(("text", "result"), BLOCKS.values(), ids=BLOCKS)
def test_a_block_stands_between_blank_lines_where_it_is(text: str, result: str) -> None:
    assert expanded(text).text == result


IN_HTML = {
    "image": ('{% image "a.jpg" "b" %}', '<img src="/a.jpg" alt="b">'),
    "figure": ('{{< figure src="a.jpg" alt="b" caption="c *d*" >}}', FIGURE),
    "youtube": ("{{< youtube x-1 >}}", f'<a href="{FILM}">{FILM}</a>'),
    "highlight": (
        "{% highlight go %}\na < b\n\nc\n{% endhighlight %}",
        '<pre><code class="language-go">a &lt; b\n&#10;c</code></pre>',
    ),
    "details": ('{{< details "S" >}}\na\n{{< /details >}}', "<details><summary>S</summary>\na\n</details>"),
}


@pytest.mark.parametrize(("text", "result"), IN_HTML.values(), ids=IN_HTML)
def test_what_stands_in_raw_html_becomes_html_and_does_not_end_it(text: str, result: str) -> None:
    assert expanded(f"<div>\n    {text}\n  <p>*a*</p>\n</div>").text == f"<div>\n    {result}\n  <p>*a*</p>\n</div>"


DETAILS = '{{< details "S *t*" >}}\n*a*\n\n{{< figure src="b.jpg" >}}\n{{< /details >}}\n*c*'


@pytest.mark.parametrize(
    "html",
    [pyromark.html(expanded(DETAILS).text), render(expanded(DETAILS).text, key=KEY, lang="en", site=SITE, title="T").html],
    ids=["CommonMark", "Python-Markdown"],
)
def test_both_dialects_read_the_text_in_a_block_as_markdown(html: str) -> None:
    assert re.search(r"<details>\s*<summary>S <em>t</em></summary>\s*<p><em>a</em></p>\s*<figure>", html)
    assert re.search(r"</figure>\s*</details>\s*<p><em>c</em></p>", html)


def test_code_within_a_body_hides_no_tag_behind_it() -> None:
    told = expanded("{% highlight sh %}\necho `date\n```\n{% endhighlight %}\n\n{{< vimeo 1 >}} and `{{ x }}`")
    assert told.text == "````sh\necho `date\n```\n````\n\n<https://vimeo.com/1> and `{{ x }}`"


LINES = "a\n{{< vimeo 1 >}}\nc\n\n{{< figure\n  src='b.jpg'\n>}}\n\nd\n{% highlight go %}x\ny{% endhighlight %}\ne"


def test_each_line_of_the_result_knows_its_line_in_the_source() -> None:
    told = expanded(LINES)

    found = {text: told.line(number) for number, text in enumerate(told.text.split("\n"), 1) if text}
    assert {text: line for text, line in found.items() if len(text) == 1} == {"a": 1, "c": 3, "d": 9, "x": 10, "y": 11, "e": 12}
    assert found["https://vimeo.com/1"] == 2
    assert found['<figure><img src="b.jpg" alt=""></figure>'] == 5


@pytest.mark.parametrize("text", ["a\nb\nc", "a\n\n{{< vimeo 1 >}}\n\nb", "```\n{{ x }}\n```\n\n{{ site.url }}\n\nb"])
def test_a_text_that_keeps_its_lines_has_each_where_it_was(text: str) -> None:
    told = expanded(text)
    lines = range(1, text.count("\n") + 2)
    assert [told.line(number) for number in lines] == list(lines)


FRAGMENTS = [
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{{<",
        ">}}",
        "[",
        "]",
        "/",
        "`",
        "```",
        "~~~",
        "<pre>",
        "</pre>",
        "<!--",
        "-->",
        "<div>",
        "$",
        "|",
    ),
    *("\n", "\n\n", "\n    ", "\n> ", "\n- ", "](", ")", '"', "'", " ", "=", "a", "é", "\U0001f4d6", "*", "\\"),
    *("{{< details >}}", "{{< /details >}}", "{% raw %}", "{% endraw %}", "{% highlight go %}", "{% endhighlight %}"),
    *(
        "[caption a=b]",
        "[/caption]",
        "[audio]",
        "[/audio]",
        "{{< youtube x >}}",
        '{{< figure src="a" >}}',
        "{{ site.url }}",
        "{{</* a */>}}",
    ),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_text_is_expanded_and_each_of_its_lines_is_one_of_the_source(text: str) -> None:
    told = expanded(text)

    lines = [told.line(number) for number in range(1, told.text.count("\n") + 2)]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
    assert told.text == text or READER.tags_in(text)


HOSTILE = {
    "begins": "{{",
    "begins of shortcodes": "{{< ",
    "begins of Liquid": "{%",
    "ends": "}}",
    "begins and then ends": "{{%}}",
    "outputs": "{{ x }}",
    "outputs on lines": "{{ x }}\n",
    "pipes": '{{ "a" | append: "b" }}',
    "shortcodes": "{{< foo >}}",
    "figures": '{{< figure src="a" >}}\n',
    "open code": "{% highlight a %}",
    "open and raw": "{% raw %}{{< highlight >}}",
    "closed code": "{% raw %}`{% endraw %}",
    "nested details": "{{< details >}}",
    "nested and ended": "{{< details >}}" * 1_000 + "a" + "{{< /details >}}" * 1_000 + "\n\n",
    "crossed": "{{< details >}}{% details %}{{< /details >}}{% enddetails %}",
    "ends of shortcodes": "{{< /details >}}",
    "captions": '[caption a="b"]',
    "captions with ends": '[caption a="b"]<img src="c">[/caption]',
    "players": "[audio][/audio] ",
    "open brackets": "[video ",
    "links": "[a]({{ b }}",
    "attributes": '<a href="{{ b }}',
    "raw elements": "<pre><code>{{ a }}",
    "definitions": "[a]: {{ b }}\n",
    "backticks": "`{{ a }}``",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_tags_end_soon(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]

    begun = process_time()
    told = expanded(text)

    assert process_time() - begun < 20
    assert len(told.text) < 40 * len(text)


@pytest.mark.parametrize("sign", ['"', "'", "`", "\\", "=", "a=", '"\\" ', " ", "|", ".", "{", "<"])
def test_a_long_tag_ends_soon(sign: str) -> None:
    said = (sign * limit("template tag"))[: limit("template tag") - 20]
    text = (
        f"{{{{< figure {said} >}}}}\n\n{{% include figure {said} %}}\n\n{{{{ {said} }}}}\n\n[caption {said}]a[/caption]\n\n" * 20
    )

    begun = process_time()
    expanded(text)

    assert process_time() - begun < 10


@pytest.mark.parametrize(
    "unit", ["{{ page.x }}\n", "{{< param x >}}\n", "{{ page.x" + " | append: page.x" * 500 + " }}\n", "{{ page.y }}\n"]
)
def test_values_do_not_swell_a_text(unit: str) -> None:
    text = unit * (300_000 // len(unit))

    begun = process_time()
    told = expand(text, key=KEY, site=SITE, params={"x": "*" * limit("text value"), "y": "y" * 60_000})

    assert process_time() - begun < 10
    assert len(told.text) < 10 * len(text) + 10 * limit("room of a text")


def test_a_tag_that_is_too_long_is_text() -> None:
    text = f"{{{{< figure {'a' * limit('template tag')} >}}}}"
    assert expanded(text) == Expanded(text)


def test_a_text_has_a_bounded_number_of_tags() -> None:
    most = limit("template tags")
    assert expanded("{{ x }} " * (most + 5)).text.endswith("</code> {{ x }} {{ x }} {{ x }} {{ x }} {{ x }} ")


def test_pairs_that_lie_too_deep_are_shown_as_typed() -> None:
    depth = limit("template tag depth")
    told = expanded("{{< details >}}" * (depth + 1) + "a" + "{{< /details >}}" * (depth + 1))
    assert told.text.count("<details>") == told.text.count("</details>") == depth


def test_a_text_is_searched_for_every_shortcode_that_is_known() -> None:
    shortcodes = [f"[{name}]" if syntax == WORDPRESS else f"{{{{< {name}" for syntax, name in ROWS]
    assert all(TAGGED.search(text) for text in (*shortcodes, "{% x %}", "{{ x }}", "[/caption]"))
