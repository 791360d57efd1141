"""Zola's shortcodes: what a simple template shows is written into the text; the table of shortcodes knows the others."""

from pathlib import Path

import pytest

from infra.importers.zola.notation import Call, EscapedCall, calls_in
from infra.importers.zola.reader import read
from tests.importers.trying import PIXEL, Files, Moved, moved

CONFIG = 'base_url = "https://oven.example"\ntitle = "The Oven"\n[extra]\nowner = "Ines"\n'
FRONT = '+++\ntitle = "Rye"\ndate = 2011-04-28\n+++\n\n'
FOLDER = "templates/shortcodes"


def with_text(tmp_path: Path, text: str, **templates: str) -> Moved:
    """Import a blog with this text and these templates of shortcodes; `_md` at the end of a name is its ending."""
    own: Files = {
        f"{FOLDER}/{name.removesuffix('_md')}.{'md' if name.endswith('_md') else 'html'}": template
        for name, template in templates.items()
    }
    files: Files = {
        "config.toml": CONFIG,
        "content/rye/index.md": FRONT + text,
        "content/rye/loaf.png": PIXEL,
        "static/oven.png": PIXEL,
    }
    return moved(read, tmp_path, {**files, **own})


@pytest.mark.parametrize(
    ("text", "name", "arguments", "body"),
    [
        ("{{ a() }}", "a", {}, None),
        ("{{a(x=1,y=-2.5)}}", "a", {"x": 1, "y": -2.5}, None),
        ("{{ a(x='one', y=`two`, z=\"three\",) }}", "a", {"x": "one", "y": "two", "z": "three"}, None),
        ("{{ a(\n  x=true,\n  y=[\"1\", '2', 3]\n) }}", "a", {"x": True, "y": ["1", "2", 3]}, None),
        ('{{ a(x="{{ }} %}") }}', "a", {"x": "{{ }} %}"}, None),
        ("{% a(x=false) %}\nText.\n{% end %}", "a", {"x": False}, "Text."),
        ("{% a() %}{{ b() }}{% end %}", "a", {}, "{{ b() }}"),
    ],
)
def test_calls_are_read_as_the_grammar_of_zola_has_them(
    text: str, name: str, arguments: dict[str, object], body: str | None
) -> None:
    (call,) = calls_in(f"Before {text} behind")

    assert isinstance(call, Call)
    assert (call.name, call.arguments, call.body, call.end) == (name, arguments, body, 7 + len(text))


@pytest.mark.parametrize(
    "text", ["{{ a }}", "{{ a.b() }}", "{{ a(x) }}", "{{ a(x=b) }}", "{% if a %}x{% endif %}", "{% a() %}x", "{{ a("]
)
def test_what_is_no_call_is_only_text(text: str) -> None:
    assert list(calls_in(text)) == []


def test_escaped_calls_are_shown_as_they_are_typed_without_their_escapes() -> None:
    single, pair = calls_in("{{/* a(x=1) */}} and {%/* b() */%}x{%/* end */%}")

    assert isinstance(single, EscapedCall)
    assert isinstance(pair, EscapedCall)
    assert (single.text, pair.text) == ("{{ a(x=1) }}", "{% b() %}x{% end %}")


ASSETS = (
    '{% for one in page.assets %}{% if one is matching("[.]png$") %}<img src="{{ get_url(path=one) }}">{% endif %}{% endfor %}'
)
SHOWN: dict[str, tuple[str, str, str]] = {
    "a variable": ('{{ t(x="Salt & *rye*") }}', "<p>{{ x }}</p>", "<p>Salt &amp; *rye*</p>"),
    "a condition": ('{{ t(x="a") }}', '<div {% if y %}class="b"{% else %}id="c"{% endif %}>{{ x }}</div>', '<div id="c">a</div>'),
    "a default": ("{{ t() }}", '<p>{{ x | default(value="salt") }}</p>', "<p>salt</p>"),
    "Markdown in its body": (
        "{% t() %}\nSome *rye*.\n\n- a\n- b\n{% end %}",
        "<div>{{ body | markdown | safe }}</div>",
        "<li>b</li>",
    ),
    "Markdown in a line": (
        '{{ t(c="Some *rye*") }}',
        '<figure><img src="/oven.png"><figcaption>{{ c | markdown(inline=true) | safe }}</figcaption></figure>',
        "<figcaption>Some <em>rye</em></figcaption>",
    ),
    "a setting": ("{{ t() }}", "<p>{{ config.extra.owner }}</p>", "<p>Ines</p>"),
    "the page": ("{{ t() }}", "<p>{{ page.title }}</p>", "<p>Rye</p>"),
    "a loop": ('{{ t(x=["a", "b"]) }}', "<ul>{% for one in x %}<li>{{ one }}</li>{% endfor %}</ul>", "<li>b</li>"),
    "a macro": ("{{ t() }}", '{% macro m(x) %}<b>{{ x }}</b>{% endmacro m %}<p>{{ self::m(x="a") }}</p>', "<p><b>a</b></p>"),
    "a whole text": ("{% t() %}\nSome *rye*.\n{% end %}", "> {{ body }}", "<blockquote>"),
}


@pytest.mark.parametrize(("text", "template", "html"), SHOWN.values(), ids=SHOWN)
def test_what_a_simple_template_shows_is_written_into_the_text(tmp_path: Path, text: str, template: str, html: str) -> None:
    name = "t_md" if template.startswith(">") else "t"

    blog = with_text(tmp_path, f"Before.\n\n{text}\n\nBehind.\n", **{name: template})

    article = blog.article("/rye/")
    assert html in article
    assert "<p>Before.</p>" in article
    assert "<p>Behind.</p>" in article
    assert blog.whys("changed") == []
    assert "{" not in blog.words("/rye/")


PICTURES: dict[str, tuple[str, str]] = {
    "an address from the root": ('{{ t(src="/oven.png") }}', '<img src="{{ src }}">'),
    "an address of the site": ('{{ t(src="oven.png") }}', '<img src="{{ get_url(path=src) }}">'),
    "the host before it": ('{{ t(src="oven.png") }}', '<img src="{{ config.base_url | safe }}/{{ src }}">'),
    "a picture beside the text": ('{{ t(src="loaf.png") }}', '<img src="{{ src }}">'),
    "the folder of the page": ('{{ t(src="loaf.png") }}', '<img src="/{{ page.colocated_path }}{{ src }}">'),
    "another size": (
        '{{ t(src="loaf.png") }}',
        '{% set small = resize_image(path=src, width=9, op="fit_width") %}<img src="{{ small.url }}">',
    ),
    "another size of old": (
        '{{ t(src="rye/loaf.png") }}',
        '<img src="{{ resize_image(path=src, width=9, height=9, op="fill") }}">',
    ),
    "its size": (
        '{{ t(src="oven.png") }}',
        '{% set has = get_image_metadata(path=src) %}<img src="/{{ src }}" width="{{ has.width }}">',
    ),
    "all beside the text": ("{{ t() }}", ASSETS),
}


@pytest.mark.parametrize(("text", "template"), PICTURES.values(), ids=PICTURES)
def test_a_picture_that_a_template_shows_is_imported_and_shown(tmp_path: Path, text: str, template: str) -> None:
    blog = with_text(tmp_path, f"{text}\n", t=f'<div class="wide">{template}</div>')

    assert "<img" in blog.article("/rye/")
    assert blog.built.missing == ()
    assert [key for key in blog.all_keys() if key.endswith(".png")] == ["oven.png" if "oven" in text else "rye/loaf.png"]


TABLED: dict[str, tuple[str, str]] = {
    "a film": ('{{ youtube(id="w7Ft2ymGmfc", autoplay=true) }}', "youtube.com/watch?v=w7Ft2ymGmfc"),
    "another film": ('{{ vimeo(id="124313553") }}', "https://vimeo.com/124313553"),
    "a gist": (
        '{{ gist(url="https://gist.github.com/Keats/e5fb6aad409f28721c0ba14161644c57") }}',
        "gist.github.com/Keats/e5fb6aad",
    ),
    "a figure": ('{{ figure(src="/oven.png", alt="oven", caption="The *oven*") }}', "<figcaption>The <em>oven</em></figcaption>"),
    "a box": ("{% note() %}\nSome *rye*.\n{% end %}", '<div class="admonition note">'),
}


@pytest.mark.parametrize(("text", "html"), TABLED.values(), ids=TABLED)
def test_a_shortcode_without_a_template_is_in_the_table_of_shortcodes(tmp_path: Path, text: str, html: str) -> None:
    blog = with_text(tmp_path, f"{text}\n")

    assert html in blog.article("/rye/")
    assert blog.whys("changed") == []


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ('{{ load_data(path="x.csv") }}', "'load_data' is undefined"),
        ("{{ unknown }}", "it shows `unknown`, which isn't known here"),
        ('{% import "macros.html" as m %}{{ m::x() }}', "it uses the template `macros.html`, which isn't there"),
        (
            "{% for a in range(end=100000) %}{% for b in range(end=100000) %}x{% endfor %}{% endfor %}",
            "the template takes too many steps",
        ),
        ("{{ x.__class__.__mro__ }}", ""),
        ("{% if %}", ""),
    ],
)
def test_a_template_that_is_not_simple_is_told_with_its_line_and_the_call_stays(tmp_path: Path, template: str, why: str) -> None:
    blog = with_text(tmp_path, 'Rye.\n\n{{ t(x="a") }}\n', t=template)

    told = [said for said in blog.whys("changed") if "its template isn't simple" in said]
    assert len(told) == 1
    assert told[0].startswith("content/rye/index.md:8: the shortcode `t`")
    assert why in told[0]
    assert '{{ t(x="a") }}' in blog.text("rye/index.md")


@pytest.mark.parametrize("call", ["{{ unknown(a=1) }}", '{{ unknown(a=["b", 2], c=true) }}', "{{unknown()}}"])
def test_a_shortcode_that_nobody_knows_stays_as_it_is_typed_and_is_told_so(tmp_path: Path, call: str) -> None:
    blog = with_text(tmp_path, f"Rye {call} and salt.\n")

    assert f"Rye {call} and salt.\n" in blog.text("rye/index.md")
    assert f"Rye {call} and salt." in blog.words("/rye/").replace("“", '"').replace("”", '"')
    told = [why for why in blog.whys("changed") if "readers see it as it is typed" in why]
    assert len(told) == 1
    assert told[0].startswith("content/rye/index.md:6: {{")


def test_code_keeps_what_it_says_and_loses_only_its_escapes(tmp_path: Path) -> None:
    code = '```\n{%/* t(x="1") */%}\nText.\n{%/* end */%}\n{{ config.title }}\n```'
    text = f"Write `{{{{/* t() */}}}}`.\n\n{code}\n\nOr {{{{/* t() */}}}} here.\n"

    blog = with_text(tmp_path, text, t="<p>x</p>")

    assert "<code>{{ t() }}</code>" in blog.article("/rye/")
    assert "Or {{ t() }} here." in blog.words("/rye/")
    assert '{% t(x="1") %} Text. {% end %} {{ config.title }}' in blog.words("/rye/")
    assert blog.whys("changed") == []


def test_a_shortcode_in_a_list_stays_in_its_item(tmp_path: Path) -> None:
    blog = with_text(
        tmp_path, "- One\n\n  {% t() %}\n  *Two*\n  {% end %}\n\n- Three\n", t="<div>\n{{ body | markdown | safe }}\n</div>"
    )

    article = blog.article("/rye/")
    assert article.count("<ul>") == 1
    assert "<em>Two</em>" in article[article.index("<li>") : article.index("Three")]


@pytest.mark.parametrize("of", ["page", "section"])
def test_the_pictures_that_the_template_of_a_page_showed_become_a_gallery(tmp_path: Path, of: str) -> None:
    front = FRONT.replace("date", 'template = "photos.html"\ndate') if of == "page" else FRONT
    section = "+++\n+++\n" if of == "page" else '+++\npage_template = "photos.html"\n+++\n'
    files: Files = {
        "config.toml": CONFIG,
        "templates/photos.html": f"{{% block content %}}{{{{ page.content | safe }}}}{ASSETS}{{% endblock %}}",
        "content/trips/_index.md": section,
        "content/trips/rye/index.md": f"{front}![first](a.png)\n",
        **{f"content/trips/rye/{name}": PIXEL for name in ("a.png", "b.png", "c.png", "notes.txt")},
    }

    blog = moved(read, tmp_path, files)

    assert blog.text("trips/rye/index.md").endswith(
        "![first](a.png)\n\n{{< gallery >}}\n![](b.png)\n![](c.png)\n{{< /gallery >}}\n"
    )
    assert blog.article("/trips/rye/").count("<img") == 3
    assert blog.built.missing == ()


def test_the_pictures_that_front_matter_lists_for_a_template_become_a_gallery(tmp_path: Path) -> None:
    front = FRONT.replace("+++\n\n", '[extra]\nphotos = [{src = "b.png", caption = "Oats"}, {src = "a.png"}]\n+++\n', 1)
    files: Files = {
        "config.toml": CONFIG,
        "templates/photos.html": "{% for one in page.extra.photos %}<img src={{ one.src }}>{% endfor %}",
        "content/rye/index.md": front.replace("date", 'template = "photos.html"\ndate'),
        **{f"content/rye/{name}": PIXEL for name in ("a.png", "b.png", "c.png")},
    }

    blog = moved(read, tmp_path, files)

    assert "{{< gallery >}}\n![Oats](b.png)\n![](a.png)\n{{< /gallery >}}" in blog.text("rye/index.md")
    assert "rye/c.png" not in blog.all_keys()
