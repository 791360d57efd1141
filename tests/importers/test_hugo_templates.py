"""Shortcodes that a Hugo site defines itself: what a simple template shows is written into the text; others are told."""

from contextlib import suppress
from pathlib import Path

import pytest

from infra.importers.hugo.reader import read
from infra.importers.shortcodes.go_functions import FUNCTIONS
from infra.importers.shortcodes.go_template import OptionalValues, render
from infra.importers.shortcodes.tera import NotSimpleError
from tests.each import each
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.trying import PIXEL, Files, Moved, moved

PARAMS = """\
owner = "Ines & Co"
version = "v1_2_3"
repo = "https://code.example/a_b_c"
flag = true
[params.social]
mail = "a@b.example"
"""


def with_text(tmp_path: Path, text: str, template: str = "", name: str = "t") -> Moved:
    """Import a blog with this text, and this template of a shortcode."""
    files: Files = {
        "hugo.toml": CONFIG + PARAMS,
        "content/posts/rye/index.md": f"{RYE}\n{text}",
        "content/posts/rye/loaf.png": PIXEL,
        "static/oven.png": PIXEL,
        "assets/img/salt.png": PIXEL,
    }
    return moved(read, tmp_path, {**files, **({f"layouts/shortcodes/{name}.html": template} if template else {})})


SHOWN: dict[str, tuple[str, str, str]] = {
    "a parameter by its place": ('{{< t "a & b" >}}', "<b>{{ .Get 0 }}</b>", "<b>a &amp; b</b>"),
    "a parameter by its name": ('{{< t x="a" >}}', '<b>{{ .Get "x" }}</b>', "<b>a</b>"),
    "a default": ("{{< t >}}", '<b>{{ .Get "x" | default "c" }}</b>', "<b>c</b>"),
    "with and else": ("{{< t >}}", '<b>{{ with .Get "x" }}{{ . }}{{ else }}c{{ end }}</b>', "<b>c</b>"),
    "conditions": (
        '{{< t "a" >}}',
        '{{ if eq (.Get 0) "b" }}x{{ else if in (slice "a") (.Get 0) }}<b>y</b>{{ end }}',
        "<b>y</b>",
    ),
    "variables": (
        '{{< t "a" >}}',
        '{{ $x := "" }}{{ if .Get 0 }}{{ $x = printf "%s-%d" "a" 3 }}{{ end }}<b>{{ $x }}</b>',
        "<b>a-3</b>",
    ),
    "named or placed": ('{{< t "a" >}}', "<b>{{ if .IsNamedParams }}n{{ else }}{{ index .Params 0 }}{{ end }}</b>", "<b>a</b>"),
    "a loop": ('{{< t "a,b" >}}', '<b>{{ range $i, $e := split (.Get 0) "," }}{{ $i }}{{ $e }}{{ end }}</b>', "<b>0a1b</b>"),
    "Markdown": ("{{< t >}}\n*Rye*\n\n- a\n{{< /t >}}", "<div>\n{{ .Inner | markdownify }}\n</div>", "<li>a</li>"),
    "Markdown in a line": ('{{< t "*rye*" >}}', "<b>{{ .Get 0 | markdownify }}</b>", "<b><em>rye</em></b>"),
    "Markdown of a page": ("{{< t >}}*rye*{{< /t >}}", "<b>{{ .Inner | .Page.RenderString }}</b>", "<b><em>rye</em></b>"),
    "the older notation": ("{{% t %}}\n*Rye*\n{{% /t %}}", "<div>\n\n{{ .Inner }}\n\n</div>", "<em>Rye</em>"),
    "HTML that it calls safe": ('{{< t "<i>a</i>" >}}', "<b>{{ .Get 0 | safeHTML }}</b>", "<b><i>a</i></b>"),
    "a setting": ("{{< t >}}", "<b>{{ .Site.Params.owner }}{{ site.Title }}</b>", "<b>Ines &amp; CoThe Oven</b>"),
    "the page": ("{{< t >}}", "<b>{{ .Page.Title }}{{ $.Page.RelPermalink }}</b>", "<b>Rye &amp; salt/posts/rye/</b>"),
    "a comment": ("{{< t >}}", "{{/* a {{ b */}}<b>a</b>{{- /* c */ -}}", "<b>a</b>"),
    "another shortcode within": ("{{< t >}}{{< t >}}a{{< /t >}}{{< /t >}}", "<b>{{ .Inner }}</b>", "<b><b>a</b></b>"),
}


@pytest.mark.parametrize(("text", "template", "html"), SHOWN.values(), ids=SHOWN)
def test_what_a_simple_template_shows_is_written_into_the_text(tmp_path: Path, text: str, template: str, html: str) -> None:
    blog = with_text(tmp_path, f"Before.\n\n{text}\n\nBehind.\n", template)

    article = blog.article("/posts/rye/")
    assert html in article
    assert "<p>Before.</p>" in article
    assert "<p>Behind.</p>" in article
    assert blog.whys("changed") == []
    assert "{" not in blog.words("/posts/rye/")


SHOW = '<img src="{{ .RelPermalink }}" width="{{ .Width }}">{{ end }}'
PICTURES: dict[str, tuple[str, str, str]] = {
    "from the root": ('{{< t "oven.png" >}}', '<img src="{{ .Get 0 | relURL }}">', "oven.png"),
    "with the host": ('{{< t "oven.png" >}}', '<img src="{{ .Get 0 | absURL }}">', "oven.png"),
    "a file of the bundle": ('{{< t "loaf.png" >}}', "{{ with .Page.Resources.GetMatch (.Get 0) }}" + SHOW, "loaf.png"),
    "another size": ("{{< t >}}", '{{ $a := .Page.Resources.Get "loaf.png" }}{{ with $a.Resize "9x" }}' + SHOW, "loaf.png"),
    "all of the bundle": ("{{< t >}}", '{{ range .Page.Resources.ByType "image" }}' + SHOW, "loaf.png"),
    "an asset": ('{{< t "img/salt.png" >}}', "{{ with resources.Get (.Get 0) }}" + SHOW, "salt.png"),
}


@pytest.mark.parametrize(("text", "template", "name"), PICTURES.values(), ids=PICTURES)
def test_a_picture_that_a_template_shows_is_imported_and_shown(tmp_path: Path, text: str, template: str, name: str) -> None:
    blog = with_text(tmp_path, f"{text}\n", f"<figure>{template}</figure>")

    assert "<img" in blog.article("/posts/rye/")
    assert blog.built.missing == ()
    assert [key.rpartition("/")[2] for key in blog.all_keys() if key.endswith(".png")] == [name]


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ('{{ partial "x.html" . }}', "it uses the partial `x.html`"),
        ('{{ getJSON "x" }}', "it uses `getJSON`"),
        ("{{ .Page.Scratch }}", "it asks for `.Scratch`"),
        ("{{ .Parent.Get 0 }}", "it asks for `.Parent`"),
        ("{{ if .Get 0 }}x", "its `if` has no end"),
        ("{{ range seq 9999 }}{{ range seq 9999 }}x{{ end }}{{ end }}", "it takes too many steps"),
        ('{{ errorf "no %s" "rye" }}', "it says: no rye"),
        ("{{ define `x` }}{{ end }}", "it uses `define`"),
        ("{{ $x }}", "it uses `$x` before it has a value"),
        ("{{ )( }}", "can't be read here"),
    ],
)
def test_a_template_that_is_not_simple_is_told_with_its_line_and_the_tag_stays(tmp_path: Path, template: str, why: str) -> None:
    blog = with_text(tmp_path, 'Rye.\n\n{{< t "a" >}}\n', template)

    told = [said for said in blog.whys("changed") if "its template isn't simple" in said]
    assert len(told) == 1
    assert told[0].startswith("content/posts/rye/index.md:11: the shortcode `t`")
    assert why in told[0]
    assert '{{< t "a" >}}' in blog.text("posts/rye/index.md")


@each("name", sorted({name for name in FUNCTIONS if "." not in name}))
def test_no_function_breaks_an_import_whatever_it_is_given(name: str) -> None:
    for given in ("", ".", ". .", '"" ""', "1 0", "nil nil nil", '(slice "a") 99999999999'):
        with suppress(NotSimpleError):
            assert isinstance(render(f"{{{{ {name} {given} }}}}", OptionalValues(x=1), {}), str)


PARAMETERS: dict[str, tuple[str, str]] = {
    "in a text": ("It is {{< param version >}} now.", "<p>It is v1_2_3 now.</p>"),
    "in quotes": ('{{< param "owner" >}}', "<p>Ines &amp; Co</p>"),
    "in a table": ('{{< param "social.mail" >}}', "a@b.example"),
    "in an address": ('[x]({{< param "repo" >}}/d_e_f)', 'href="https://code.example/a_b_c/d_e_f"'),
    "as Markdown": ("{{% param version %}}", "<p>v1_2_3</p>"),
    "a yes": ("{{< param flag >}}", "<p>true</p>"),
    "in other letters": ("{{< param Owner >}}", "<p>Ines &amp; Co</p>"),
}


@pytest.mark.parametrize(("text", "html"), PARAMETERS.values(), ids=PARAMETERS)
def test_a_parameter_of_the_site_has_its_value(tmp_path: Path, text: str, html: str) -> None:
    blog = with_text(tmp_path, f"{text}\n")

    assert html in blog.article("/posts/rye/")
    assert blog.whys("changed") == []


def test_a_parameter_of_the_page_comes_before_that_of_the_site(tmp_path: Path) -> None:
    text = RYE.replace("tags", 'owner = "Ana"\ntags') + "\nBy {{< param owner >}}.\n"

    blog = moved(read, tmp_path, {"hugo.toml": CONFIG + PARAMS, "content/posts/rye.md": text})

    assert "By Ana." in blog.words("/posts/rye/")


def test_a_pair_that_nobody_knows_loses_its_marks_and_keeps_its_text(tmp_path: Path) -> None:
    blog = with_text(tmp_path, '{{< unheard n="2" >}}\n\n*Rye*\n\n{{< youtube w7Ft2ymGmfc >}}\n\n{{< /unheard >}}\n')

    assert "<p><em>Rye</em></p>" in blog.article("/posts/rye/")
    assert "watch?v=w7Ft2ymGmfc" in blog.article("/posts/rye/")
    assert "{{" not in blog.text("posts/rye/index.md").replace("{{< youtube", "")
    assert blog.whys("changed") == [
        "content/posts/rye/index.md:9: {{< unheard >}}: Presswork doesn't know this pair, so only the text in it was kept"
    ]


def test_braces_that_hugo_does_not_read_are_only_text(tmp_path: Path) -> None:
    blog = with_text(tmp_path, "Write {{ .Title }} or {% if %} here, `{{ .Title }}` there.\n\n```\n{{ .Title }}\n```\n")

    assert "Write {{ .Title }} or {% if %} here," in blog.words("/posts/rye/")
    assert "<code>{{ .Title }}</code>" in blog.article("/posts/rye/")
    assert blog.whys("changed") == []


def test_templates_of_the_theme_are_read_unless_the_site_has_its_own(tmp_path: Path) -> None:
    files: Files = {
        "hugo.toml": f'theme = "plain"\n{CONFIG}',
        "content/posts/rye.md": f"{RYE}\n{{{{< one >}}}} {{{{< two >}}}} {{{{< deep/three >}}}}\n",
        "layouts/_shortcodes/one.html": "<b>own</b>",
        "themes/plain/layouts/shortcodes/one.html": "<b>its</b>",
        "themes/plain/layouts/shortcodes/two.html": "<i>its</i>",
        "themes/plain/layouts/shortcodes/deep/three.html": "<u>3</u>",
    }

    blog = moved(read, tmp_path, files)

    assert "<b>own</b> <i>its</i> <u>3</u>" in blog.article("/posts/rye/")


THEMES: dict[str, tuple[str, str]] = {
    "a button": ('{{< button href="/about/" >}}*Us*{{< /button >}}', '<a href="/about/"><em>Us</em></a>'),
    "a button without a text in it": ('{{< btn url="/about/" text="Us" >}}', '<a href="/about/">Us</a>'),
    "tabs": ('{{< tabs >}}\n{{< tab "Rye" >}}\n- a\n{{< /tab >}}\n{{< /tabs >}}', "<p><strong>Rye</strong></p>"),
    "what is folded": ('{{< expand "More" >}}\n*Rye*\n{{< /expand >}}', "<summary>More</summary>"),
    "a quotation": ('{{< quote author="Ines" >}}\nBread.\n{{< /quote >}}', "<p>— Ines</p>"),
    "a formula": ("{{< katex >}}x^2{{< /katex >}}", "<math"),
    "a film of the blog": ('{{< video src="/a.mp4" caption="Oven" >}}', "<figcaption>Oven</figcaption>"),
    "a film of another": ("{{< youtubeLite w7Ft2ymGmfc >}}", "youtube.com/watch?v=w7Ft2ymGmfc"),
    "an icon": ('{{< icon "github" >}} Code', "<p>Code</p>"),
    "letters from right to left": ("{{< rtl >}}\n*Rye*\n{{< /rtl >}}", '<div dir="rtl">'),
    "a gallery of the files beside it": ('{{< gallery match="*" >}}', '<div class="gallery">'),
    "a carousel of a pattern": ('{{< carousel images="loa*" >}}', '<div class="gallery">'),
}


@pytest.mark.parametrize(("text", "html"), THEMES.values(), ids=THEMES)
def test_shortcodes_of_themes_that_are_not_in_the_folder_show_what_they_showed(tmp_path: Path, text: str, html: str) -> None:
    blog = with_text(tmp_path, f"{text}\n")

    assert html in blog.article("/posts/rye/")
    assert "{{" not in blog.words("/posts/rye/")
    assert not [why for why in blog.whys("changed") if "doesn't know" in why]
