"""What of a site's own template or stylesheet does nothing in a page is known, with its line; all else is left alone."""

import pytest

from chalicelib.errors import Refusal
from chalicelib.rendering.templates.template_markup import doubts, doubts_of_sheet

STOPPED = {
    "<script>let a = 1</script>": ("inline-script", "<script>"),
    '<script type="module">a()</script>': ("inline-script", "<script>"),
    "<SCRIPT\nasync>a()</SCRIPT>": ("inline-script", "<script>"),
    '<script src="https://a.example/x.js"></script>': ("elsewhere", "https://a.example/x.js"),
    "<script async src=//a.example/x.js></script>": ("elsewhere", "//a.example/x.js"),
    "<link rel='stylesheet' href='https://a.example/x.css'>": ("elsewhere", "https://a.example/x.css"),
    "<style>p { color: red }</style>": ("inline-style", "<style>"),
    '<p style="color: red">': ("inline-style", 'style="…"'),
    '<a href="/" onclick="a()">': ("inline-script", 'onclick="…"'),
    '{% if a > "b" %}<style>{{ x }}</style>{% endif %}': ("inline-style", "<style>"),
}
TAKEN = (
    '<script src="/own.js" defer></script>',
    '<script type="application/ld+json">{"a": {{ b }} }</script>',
    '<link rel="stylesheet" href="/own.css">',
    '<meta name="x" content="{{ "<style>" }}">',
    "{# <script>a()</script> #}",
    "{{ super() }}<link rel=icon href=https://a.example/i.png>",
)


@pytest.mark.parametrize("text", STOPPED)
def test_what_the_policy_stops_is_known(text: str) -> None:
    (found,) = doubts("base.html", f"{{# one\ntwo #}}\n{text}")

    assert (found.code, found.found) == STOPPED[text]
    assert found.line == 3


@pytest.mark.parametrize("text", TAKEN)
def test_what_the_policy_lets_pass_is_left_alone(text: str) -> None:
    assert doubts("base.html", text) == ()


def test_a_mail_may_have_styles() -> None:
    assert doubts("mail/base.html", "<style>p { color: red }</style>") == ()


@pytest.mark.parametrize("css", ["@import 'https://a.example/x.css';", "@font-face { src: url(//a.example/x.woff2) }"])
def test_what_a_sheet_would_load_from_elsewhere_is_known(css: str) -> None:
    (found,) = doubts_of_sheet(f"p {{ color: red }}\n{css}")

    assert (found.code, found.line) == ("elsewhere", 2)


@pytest.mark.parametrize(
    "css", ["", "/* */", "p { background: url(/a.png) }", "@font-face { src: url(/f.woff2) }", "@media print {}"]
)
def test_a_sheet_that_works_is_left_alone(css: str) -> None:
    assert doubts_of_sheet(css) == ()


@pytest.mark.parametrize(("css", "line"), [("p { color: red }\n}", 2), ("\n\np", 3), ("p { color: red }\n)", 2)])
def test_a_sheet_that_cannot_be_read_is_refused_with_its_line(css: str, line: int) -> None:
    with pytest.raises(Refusal) as caught:
        doubts_of_sheet(css)

    assert (caught.value.code, caught.value.line) == ("sheet", line)
