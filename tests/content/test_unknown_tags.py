"""An unknown tag is shown as typed and reported, and leads nowhere."""

import re

import pyromark
import pytest

from chalicelib.content.limits import limit
from chalicelib.content.markdown_to_html import render
from chalicelib.content.text.search_words import vocabulary
from chalicelib.diagnostics import Diagnostic
from tests.content.shortcodes import KEY, SITE, expanded

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
    "a gallery of a folder": ('{{< gallery dir="/img/" >}}', "{{< gallery >}}"),
    "a gallery that front matter does not list": ('{% include gallery id="none" %}', "{% include gallery %}"),
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
