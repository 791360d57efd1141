"""Whatever tags a text has, it is expanded in bounded time, to a bounded length."""

from time import process_time

import pytest

from chalicelib.content.limits import limit
from chalicelib.content.shortcodes.line_map import ExpandedText
from chalicelib.content.shortcodes.shortcodes import expand
from tests.content.shortcodes import KEY, SITE, expanded

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
    assert expanded(text) == ExpandedText(text)


def test_a_text_has_a_bounded_number_of_tags() -> None:
    most = limit("template tags")
    assert expanded("{{ x }} " * (most + 5)).text.endswith("</code> {{ x }} {{ x }} {{ x }} {{ x }} {{ x }} ")


def test_pairs_that_lie_too_deep_are_shown_as_typed() -> None:
    depth = limit("template tag depth")
    told = expanded("{{< details >}}" * (depth + 1) + "a" + "{{< /details >}}" * (depth + 1))
    assert told.text.count("<details>") == told.text.count("</details>") == depth
