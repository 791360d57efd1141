"""Each line of an expanded text knows its line in the source, whatever was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.content.shortcodes.shortcodes import READER
from tests.content.shortcodes import expanded

LINES = "a\n{{< vimeo 1 >}}\nc\n\n{{< figure\n  src='b.jpg'\n>}}\n\nd\n{% highlight go %}x\ny{% endhighlight %}\ne"


def test_each_line_of_the_result_knows_its_line_in_the_source() -> None:
    told = expanded(LINES)

    line_of = {text: told.line(number) for number, text in enumerate(told.text.split("\n"), 1) if text}
    assert {text: line for text, line in line_of.items() if len(text) == 1} == {"a": 1, "c": 3, "d": 9, "x": 10, "y": 11, "e": 12}
    assert line_of["https://vimeo.com/1"] == 2
    assert line_of['<figure><img src="b.jpg" alt=""></figure>'] == 5


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
