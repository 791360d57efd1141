"""Every operation that a template can name has a cost, and the cost bears what the operation may do."""

import subprocess
import sys

import pytest
from jinja2 import DictLoader

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates import template_costs
from chalicelib.rendering.templates.sandbox import Sandbox, TemplateEnvironment
from chalicelib.rendering.templates.templates import STEPS, TemplateFailed, Templates
from tests.each import each

PLAIN = TemplateEnvironment(DictLoader({}), Phrasebook())
SANDBOX = Sandbox(DictLoader({}), STEPS, Phrasebook())
INTERNAL = {"_stepped", "_passed", "_weighed", "_together", "_table"}


def test_every_filter_test_and_global_has_a_row() -> None:
    assert set(PLAIN.filters) == set(template_costs.FILTERS)
    assert set(PLAIN.tests) == set(template_costs.TESTS)
    assert {name for name, value in PLAIN.globals.items() if value is not None} == set(template_costs.GLOBALS)


def test_a_template_can_name_nothing_without_a_row() -> None:
    assert set(SANDBOX.filters) - INTERNAL == set(template_costs.FILTERS)
    assert set(SANDBOX.tests) == set(template_costs.TESTS)


@pytest.mark.parametrize("kind", template_costs.METHODS)
def test_a_method_without_a_row_is_refused(kind: type) -> None:
    names = [name for name in dir(kind) if not name.startswith("_") and name not in template_costs.METHODS[kind]]
    callable_names = [name for name in names if callable(getattr(kind(), name))]

    for name in callable_names:
        with pytest.raises(TemplateFailed):
            Templates({"a.html": f"{{{{ value.{name}() }}}}"}).render("a.html", "en", value=kind())


def test_a_function_without_a_row_is_refused() -> None:
    with pytest.raises(TemplateFailed, match="can't be called here"):
        Templates({"a.html": "{{ value() }}"}).render("a.html", "en", value=len)


MANY_WORDS = "'a b ' * 400000"
DEAR = {
    "a list of letters": "{{ ('x' * 150000)|listed }}",
    "a list of names": "{{ (['name'] * 60000)|listed }}",
    "a long attribute of many": "{{ range(90000)|map(attribute='a' ~ '.b' * 100000)|list }}",
    "a long attribute, sorted": "{{ ([{}] * 2000)|sort(attribute='a' ~ '.b' * 100000) }}",
    "a large default of many": "{{ range(90000)|map(attribute='x', default='y' * 1000000)|join }}",
    "a large default of many, joined by a text": "{{ ''.join(range(90000)|map(attribute='x', default='y' * 1000000)) }}",
    "values of a table": "{% set d = {'a': 'x' * 999999} %}{% for i in range(999) %}{% set x = d.values()|list %}{% endfor %}",
    "brackets of an address": "{{ (')' * 100000 ~ 'x)')|urlize }}",
    "a word broken into letters": "{{ ('x' * 3000000)|wordwrap(1) }}",
    "an address in many images": "{{ ('<img src=\"a\">' * 100000)|shows('x' * 100000) }}",
    "digits as a number": "{{ ('9' * 3000000)|number }}",
    "numbers of one hash": "{% set s=2**61-1 %}{{ range(0,s*60000,s)|unique|list|length }}",
    "numbers of one hash as keys": "{% set s=2**61-1 %}{{ dict(range(0,s*60000,s)|batch(2)) }}",
    "numbers of one hash in a namespace": "{% set s=2**61-1 %}{{ namespace(range(0,s*60000,s)|batch(2)) }}",
    "letters to strip": "{{ ('a'*1000000).strip('b'*1000000~'a')|length }}",
    "letters to strip on the left": "{{ ('a'*1000000).lstrip('b'*1000000~'a')|length }}",
    "letters to strip on the right": "{{ ('a'*1000000).rstrip('b'*1000000~'a')|length }}",
    "letters to trim": "{{ ('a'*1000000)|trim('b'*1000000~'a')|length }}",
    "a large default of each group": "{{ ('x'*90000)|groupby('a', 'Σ'*1000000) }}",
    "a large filling of each slice": "{{ range(90000)|slice(9999, range(90000)|list) }}",
    "large numbers as text": "{{ ([2**4000]*100000)|join|length }}",
    "blanks before a deep value": "{% set n = namespace(x=1) %}" + "{% set n.x = [n.x] %}" * 90 + "{{ n.x|tojson(9999) }}",
    "a search from the end": "{{ ('a' * 2000000).rfind('b' ~ 'a' * 1000000) }}",
    "a cut from the end": "{{ ('a' * 2000000).rsplit('b' ~ 'a' * 1000000) }}",
    "letters as items": "{{ ('x' * 3000000)|list|length }}",
    "letters in order": "{{ ('x' * 3000000)|sort|length }}",
    "letters in pieces": f"{{{{ ({MANY_WORDS}).split(' ')|length }}}}",
    "words as items": f"{{{{ ({MANY_WORDS}).split()|length }}}}",
    "lines as items": "{{ ('\\n' * 3000000).splitlines()|length }}",
    "a dear encoding": "{{ ('ü' * 3000000).encode('punycode')|length }}",
    "an encoding that grows": "{{ ('ü' * 3000000).encode('ascii', 'namereplace')|length }}",
    "colons in a field": "{{ ('{' ~ ':a' * 1500000)|format }}{{ ('x' * 4000000)|pprint }}",
    "open names in a format": "{{ ('%(' * 1500000)|format }}",
}


@each("text", DEAR.values())
def test_what_would_take_minutes_or_the_memory_is_refused_before_it_runs(text: str) -> None:
    with pytest.raises(TemplateFailed) as caught:
        Templates({"a.html": text}).render("a.html", "en")

    assert any(why in caught.value.found for why in ("too many steps", "too much", "only knows", "a width")), caught.value.found


def test_what_a_filter_yields_is_a_list_of_known_size() -> None:
    text = "{{ [3, 1]|map('string')|length }}{{ [1, 2]|reverse|length }}{{ range(9)|batch(2)|length }}{{ {'a': 1}|items|length }}"

    assert Templates({"a.html": text}).render("a.html", "en") == "2251\n"


@pytest.mark.slow
def test_every_operation_on_every_big_value_ends_within_its_steps() -> None:
    command = [sys.executable, "-m", "tests.rendering.big_values"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own Python

    assert tried.returncode == 0, tried.stdout.splitlines()[-1:] + tried.stderr.splitlines()[-3:]
