"""Shortcodes and Liquid: what each becomes, and what is left alone."""

import re

import pyromark
import pytest

from chalicelib.content.markdown_to_html import render
from chalicelib.content.shortcodes.line_map import TAGGED, ExpandedText
from chalicelib.content.shortcodes.liquid import FILTERS
from chalicelib.content.shortcodes.shortcode_table import SHORTCODES
from chalicelib.content.shortcodes.shortcodes import READER
from chalicelib.content.shortcodes.template_tags import WORDPRESS
from tests.content.shortcodes import KEY, SITE, expanded
from tests.docs import AUTHORS, coded, table_in
from tests.each import each

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
    "gallery of Hugo": (
        '{{< gallery >}}\n    {{< figure src="a.jpg" alt="b" caption="c *d*" >}}\n\t![e](f.jpg)\n{{< /gallery >}}',
        f'<div class="gallery">\n\n\n\n{FIGURE}\n\n![e](f.jpg)\n\n\n</div>',
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
    "gallery of Jekyll": (
        "{% gallery %}\n![b](a.jpg)\n{% endgallery %}",
        '<div class="gallery">\n\n\n![b](a.jpg)\n\n\n</div>',
    ),
    "include gallery": (
        "{% include gallery %}",
        '<div class="gallery"><a href="/a.jpg"><img src="/a-small.jpg" alt="b" title="c"></a><img src="/d.jpg" alt=""></div>',
    ),
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
        '<div class="gallery"><img src="a.jpg" alt=""><img src="b.jpg" alt=""></div>',
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


@each(("text", "result"), KNOWN.values())
def test_a_known_shortcode_is_replaced(text: str, result: str) -> None:
    assert expanded(text) == ExpandedText(result, (), expanded(text).anchors)


def test_every_row_has_an_example() -> None:
    assert {(tag.syntax, tag.name) for text, _ in KNOWN.values() for tag in READER.tags_in(text)} >= set(SHORTCODES)


def test_the_docs_show_every_row_and_what_they_show_is_known() -> None:
    cells = [row[0].replace("\\|", "|").replace("` … `", "a") for row in table_in(AUTHORS, "Shortcode")]

    examples = [example for cell in cells for example in coded(cell)]
    assert [example for example in examples if expanded(example).diagnostics or expanded(example).text == example] == []
    assert {(tag.syntax, tag.name) for example in examples for tag in READER.tags_in(example)} >= set(SHORTCODES)


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
    assert expanded(text) == ExpandedText(text)


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
    assert expanded(text) == ExpandedText(text)


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


def test_a_text_is_searched_for_every_shortcode_that_is_known() -> None:
    shortcodes = [f"[{name}]" if syntax == WORDPRESS else f"{{{{< {name}" for syntax, name in SHORTCODES]
    assert all(TAGGED.search(text) for text in (*shortcodes, "{% x %}", "{{ x }}", "[/caption]"))
