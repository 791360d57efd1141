"""The size of a result in a template is estimated before the result is made."""

from typing import Any

import pytest
from jinja2.exceptions import SecurityError
from jinja2.utils import Namespace
from markupsafe import Markup

from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.template_weights import weight
from chalicelib.rendering.templates.templates import BUILT_IN, TRIAL_IN_ALL, Templates


@pytest.mark.parametrize(
    "text",
    [
        "{{ 'Title'|center(40) }}{{ 'a'.center(9) }}{{ 'a'|default(99999999) }}",
        "{{ '%s and %05.2f' % ('a', 1) }}{{ '{:>8}'.format('x') }}{{ '%s'|format('a') }}",
        "{% for row in range(20)|batch(3, '-') %}{{ row|join(', ') }}{% endfor %}",
        "{{ (post.title ~ ' ' ~ site.title)|truncate(30)|upper }}{{ post.title[:3] }}{{ 'a' in post.title }}",
        "{{ {'a': [1, 2]}|tojson }}{{ {'a': 1}.get('b', 10**6) }}{{ 'a b'.split()|length }}",
        "{{ 'https://example.com/'|urlize }}{{ '<b>x</b>'|striptags }}{{ 3.14159|round(2) }}{{ 'a\nb'|indent(4) }}",
        "{% set n = namespace(x=0) %}{% for i in range(100) %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}",
        "{% set said %}{{ post.html }}{% endset %}{{ said }}{{ post.title|replace('a', 'b')|wordwrap(20) }}",
    ],
)
def test_ordinary_operations_are_accepted(text: str) -> None:
    Templates().check("post.html", text)


def test_joined_texts_are_escaped_as_in_plain_jinja() -> None:
    page = Templates({"a.html": "{{ '<' ~ x ~ '<b>'|safe }}"}).render("a.html", "en", x="&")

    assert page == "&lt;&amp;<b>\n"


@pytest.mark.parametrize(
    ("value", "weighs"),
    [("abc", 3), (Markup("abc"), 3), (1, 1), (["a", ["b", "c"]], 8), ({"a": "b"}, 5), (range(10), 11), (Namespace(x="ab"), 4)],
)
def test_the_weight_of_a_value_includes_its_nested_values(value: Any, weighs: int) -> None:
    assert weight(value) == weighs


def test_a_value_that_doubles_at_each_level_is_too_heavy() -> None:
    value: Any = ["x"]
    for _ in range(100):
        value = [value, value]

    with pytest.raises(SecurityError):
        weight(value)


@pytest.mark.parametrize("name", ["base.html", "post.html", "parts.html", "mail/base.html"])
def test_the_trial_of_a_built_in_template_takes_a_small_part_of_its_steps(name: str) -> None:
    text, steps = (BUILT_IN / name).read_text("utf-8"), 0.0
    trial = Templates({name: text}, TRIAL_IN_ALL)
    for page, samples in SAMPLES.items():
        for lang, context in samples:
            trial.render(page, "en" if lang else lang, **context)
            steps += TRIAL_IN_ALL - trial._sandbox.left

    assert steps < TRIAL_IN_ALL / 4
