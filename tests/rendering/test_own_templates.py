"""A site's own templates: what they may do, when they are refused, and the built-in templates as fallback."""

from collections.abc import Mapping

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.errors import Refusal
from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.templates import BUILT_IN, TemplateFailed, Templates
from tests.each import each
from tests.rendering.pages import PAGE, POST, SITE, post_page, words


def refused(name: str, text: str, overrides: Mapping[str, str] | None = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        Templates(overrides).check(name, text)
    assert caught.value.code == "template"
    return caught.value


def test_a_site_may_replace_a_template() -> None:
    assert post_page(Templates({"post.html": "{{ post.title }}!"}), POST) == "A title!\n"


def test_an_own_template_may_extend_the_one_that_it_replaces() -> None:
    own = {"post.html": '{% extends "presswork/post.html" %}{% block comments %}Write to us.{% endblock %}'}

    page = post_page(Templates(own), replace(POST, comments_closed=True))

    assert "Write to us." in page
    assert "Comments are closed." not in page
    assert "April 28, 2011" in words(page)


def test_built_in_pages_extend_a_sites_own_base() -> None:
    own = {"base.html": '{% extends "presswork/base.html" %}{% block footer %}Made by hand{% endblock %}'}

    assert "Made by hand" in post_page(Templates(own), POST)


FRAMED = tuple(page for page in SAMPLES if page.endswith(".html") and "presswork/frame.html" in Templates().reached(page))


def test_a_head_of_a_sites_own_is_in_every_page_and_those_of_visitors_have_one_of_their_own() -> None:
    """Each of our templates with a block that a page before it in the chain has, too, keeps what the site has put there."""
    mark = '<meta name="generator" content="by hand">'
    bases = ("base.html", "visitor/base.html")
    own = Templates({name: f"{{% extends 'presswork/{name}' %}}{{% block head %}}{mark}{{% endblock %}}" for name in bases})

    without = [page for page in SAMPLES if any(mark not in own.render(page, lang, **has) for lang, has in SAMPLES[page])]

    assert len(FRAMED) > 10
    assert [page for page in without if not page.startswith("mail/")] == ["listed.html", "sidebar.html", "moved.html"]


@pytest.mark.parametrize("block", ["head", "footer"])
def test_what_a_site_puts_into_a_block_of_the_base_is_in_every_page(block: str) -> None:
    own = Templates({"base.html": f"{{% extends 'presswork/base.html' %}}{{% block {block} %}}<i>by hand</i>{{% endblock %}}"})

    without = [page for page in FRAMED if not all("by hand" in own.render(page, lang, **has) for lang, has in SAMPLES[page])]

    assert without == []


def test_the_authors_own_front_matter_may_be_missing() -> None:
    text = "{{ post.extra.mood }}{{ post.extra.nope }}{{ post.extra.nope.deeper }}{% if post.extra.nope %}no{% endif %}."
    Templates().check("post.html", text)

    assert post_page(Templates({"post.html": text}), replace(POST, extra={"mood": "<fair>"})) == "&lt;fair&gt;.\n"


def test_a_built_in_phrase_is_in_the_language_of_the_page() -> None:
    own = {"post.html": "{{ _('Home') }} {% trans %}Home{% endtrans %}"}

    assert post_page(Templates(own), POST, replace(SITE, lang="es")) == "Inicio Inicio\n"


@pytest.mark.parametrize(
    ("text", "found", "line"),
    [
        ("a\n\n{% if %}", "Expected an expression", 3),
        ("a\n{{ post.title | shout }}", "No filter named 'shout'", 2),
        ("a\n{{ post.titel }}", "ShownPost has no 'titel', but title", 2),
        ("\n{{ pots.title }}", "'pots' is undefined", 2),
        ('\n\n{% include "nope.html" %}', "no template 'nope.html'", 3),
        ("{{ post.title.__class__.__mro__ }}", "unsafe", 1),
        ("{% for x in range(10**9) %}x{% endfor %}", "Range too big", 1),
        ("\n{% for x in range(90000) %}{% for y in range(90000) %}x{% endfor %}{% endfor %}", "too many steps", 2),
        ("{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}", "too many steps", 1),
        ("{{ 'x' * 10**9 }}", "too much", 1),
        ("{{ 2 ** 99999999 }}", "too much", 1),
        ('{% include "post.html" %}{% include "post.html" %}', "recursion", 1),
        ("{{ 1 / 0 }}", "division by zero", 1),
        ("{{ post.title | random }}", "No filter named 'random'", 1),
    ],
)
def test_a_template_that_fails_is_refused_with_its_line(text: str, found: str, line: int) -> None:
    refusal = refused("post.html", text)

    assert found in refusal.found
    assert refusal.line == line


@pytest.mark.parametrize("text", ["{{ " + "(" * 5000, "{% for x in [1] %}" * 25 + "{% endfor %}" * 25])
def test_a_template_that_is_absurdly_nested_is_refused(text: str) -> None:
    assert refused("post.html", text).found


def test_a_template_is_tried_with_all_values_and_with_none() -> None:
    assert "'None' has no attribute" in refused("post.html", "{{ post.older.text }}").found


BUILT_IN_NAMES = {str(path.relative_to(BUILT_IN)) for where in ("*.html", "mail/*", "visitor/*") for path in BUILT_IN.glob(where)}


@each("name", sorted(BUILT_IN_NAMES))
def test_a_built_in_template_is_accepted_as_a_sites_own(name: str) -> None:
    Templates().check(name, (BUILT_IN / name).read_text("utf-8"))


def test_a_base_is_tried_with_the_pages_that_extend_it() -> None:
    refusal = refused("base.html", "<title>\n{{ self.heading() }}{{ page.nope }}</title>")

    assert refusal.line == 2


def test_a_template_that_no_page_uses_need_only_parse() -> None:
    Templates().check("card.html", "{{ whatever.it.holds }}")

    assert refused("card.html", "{{ whatever.").line == 1


def test_a_template_that_a_page_uses_is_tried_with_it() -> None:
    assert refused("card.html", "\n{{ post.nope }}", {"post.html": '{% include "card.html" %}'}).line == 2
    assert refused("card.html", "\n{{ post.nope }}", {"post.html": '{% set x = "card" %}{% include x ~ ".html" %}'}).line == 2


def test_a_template_is_not_refused_for_the_fault_of_another() -> None:
    Templates({"post.html": "{{ post.nope }}"}).check("year.html", "{{ year.year }}")


def test_only_a_failure_of_a_sites_own_template_raises_template_failed() -> None:
    templates = Templates({"post.html": "\n{{ post.extra.series.parts[0] + 1 }}"})

    with pytest.raises(TemplateFailed) as caught:
        post_page(templates, replace(POST, extra={"series": {"parts": ["one"]}}))

    assert (caught.value.template, caught.value.line) == ("post.html", 2)
    with pytest.raises(TypeError):
        Templates().render("post.html", "en", site=SITE, page=PAGE, post=replace(POST, authors=7))


def test_a_page_that_grows_too_long_is_stopped() -> None:
    own = {"post.html": "{% for x in range(99999) %}{{ post.html }}{% endfor %}"}

    with pytest.raises(TemplateFailed, match="too long"):
        post_page(Templates(own), replace(POST, html=Markup("<p>A long text</p>") * 100))


def test_a_site_can_not_replace_a_built_in_template_under_presswork() -> None:
    own = {"presswork/base.html": "mine", "post.html": '{% extends "presswork/base.html" %}'}

    assert "mine" not in post_page(Templates(own), POST)


def test_every_built_in_page_has_its_samples() -> None:
    parts = {"base.html", "head.html", "parts.html", "mail/base.html", "mail/base.txt", "mail/parts.html", "mail/parts.txt"}
    parts |= {
        "below.html",
        "boxes.html",
        "classic.html",
        "dress.html",
        "colophon.html",
        "comments.html",
        "fields.html",
        "followers.html",
        "frame.html",
        "fronts.html",
        "latest_letter.html",
        "logo.html",
        "menu.html",
        "policy.html",
        "preview.html",
        "scheme.html",
        "post_base.html",
        "post_parts.html",
        "words.html",
        "related.html",
        "series_parts.html",
        "visitor/base.html",
        "visitor/forms.html",
    }

    assert SAMPLES.keys() | parts == BUILT_IN_NAMES


def test_a_plain_template_is_not_escaped_and_a_page_always_is() -> None:
    own = {"mail/letter.txt": "{{ post.title }}, {{ ['<a>', 'b'] | listed }}", "post.html": "{{ post.title }}"}
    post = replace(POST, title="Salt & <pepper>")

    assert post_page(Templates(own), post) == "Salt &amp; &lt;pepper&gt;\n"
    assert Templates(own).render("mail/letter.txt", "en", site=SITE, post=post) == "Salt & <pepper>, <a> and b\n"
