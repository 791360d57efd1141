"""What stands behind the fence of a code block."""

import re
from html import unescape
from time import process_time

import pytest
from msgspec.structs import replace

from chalicelib.content.markdown.code_blocks import INFO, LAST_LINE, TITLE, Fence, fence_of
from chalicelib.content.markdown.dialects import COMMONMARK, PYTHON_MARKDOWN
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from tests.each import each

FENCES = [
    ("", Fence()),
    ("python", Fence("python")),
    ("c++", Fence("c++")),
    ("{.python}", Fence("python")),
    ("rust,ignore", Fence("rust")),
    ("rust,no_run edition=2021", Fence("rust")),
    ("{r, echo=FALSE}", Fence("r")),
    ('title="x.py"', Fence(title="x.py")),
    ('python title="x.py"', Fence("python", "x.py")),
    ("js:title=x.js", Fence("js", "x.js")),
    ("ts filename=x.ts", Fence("ts", "x.ts")),
    ("jsx title='a b.jsx' highlight", Fence("jsx", "a b.jsx")),
    ('python hl_lines="3 5"', Fence("python", marked=((3, 3), (5, 5)))),
    ('python hl_lines="3-5 4 9"', Fence("python", marked=((3, 5), (9, 9)))),
    ('go {hl_lines=[3,"5-7"]}', Fence("go", marked=((3, 3), (5, 7)))),
    ("go {hl_lines=8 15-17,linenos=table}", Fence("go", marked=((8, 8), (15, 17)), first=1)),
    ("go hl_lines=8 title=x", Fence("go", "x", marked=((8, 8),))),
    ('ruby linenos mark_lines="1 2"', Fence("ruby", marked=((1, 1), (2, 2)), first=1)),
    ("js {3,5-7}", Fence("js", marked=((3, 3), (5, 7)))),
    ("js{3}", Fence("js", marked=((3, 3),))),
    ("js mark={3-5}", Fence("js", marked=((3, 5),))),
    ('python linenums="1"', Fence("python", first=1)),
    ('python linenums="42"', Fence("python", first=42)),
    ("go {linenos=true}", Fence("go", first=1)),
    ("go {linenos=false}", Fence("go")),
    ("go {linenos=table,linenostart=199}", Fence("go", first=199)),
    ("js showLineNumbers", Fence("js", first=1)),
    ("js lineNumbers", Fence("js", first=1)),
    ('{.python .numberLines startFrom="10"}', Fence("python", first=10)),
    ("python linenostart=5", Fence("python")),
    ("python nothing=known {x}", Fence("python")),
]


@each(("info", "fence"), FENCES)
def test_a_fence_is_read_as_its_author_meant_it(info: str, fence: Fence) -> None:
    assert fence_of(info) == fence


HOSTILE = [
    "a" * 10**6,
    "{" * 10**6,
    '"' * 10**6,
    " " * 10**6,
    "a=" * 10**6,
    "js " + "{1-" * 10**5,
    'js hl_lines="' + "1-9999 " * 10**5,
]


@pytest.mark.parametrize("info", HOSTILE, ids=[info[:20] for info in HOSTILE])
def test_a_hostile_fence_costs_little(info: str) -> None:
    begun = process_time()

    fence = fence_of(info)

    assert process_time() - begun < 2  # a thousandth is usual; where time grows with the square, it is hours
    assert len(fence.lang) <= INFO


def test_the_lengths_of_what_a_fence_says_are_limited() -> None:
    assert len(fence_of(f'python title="{"x" * 500}"').title) == TITLE
    assert fence_of(f'python hl_lines="3-5 7-{LAST_LINE + 1} 5-2"').marked == ((3, 5),)


def shown(info: str, code: str, markdown: str = COMMONMARK) -> str:
    text = f"a\n\n```{info}\n{code}\n```\n"
    return render(text, key="posts/a.md", lang="en", site=replace(Site(), markdown=markdown), title="Known").html


@pytest.mark.parametrize("markdown", [COMMONMARK, PYTHON_MARKDOWN])
def test_a_title_stands_above_its_code_as_it_is_typed(markdown: str) -> None:
    html = shown('''python title="it's--x.py"''', "x", markdown)

    assert '<figure class="code"><figcaption>it\'s--x.py</figcaption><pre><code class="highlight language-python">' in html


@pytest.mark.parametrize("markdown", [COMMONMARK, PYTHON_MARKDOWN])
@pytest.mark.parametrize("lang", ["text", "nosuch"])
def test_lines_are_marked_in_any_language(lang: str, markdown: str) -> None:
    html = shown(f'{lang} hl_lines="2-3"', "a\nb &\nc\nd", markdown)

    assert f'language-{lang}">a\n<span class="hll">b &amp;\n</span><span class="hll">c\n</span>d</code>' in html


@pytest.mark.parametrize("markdown", [COMMONMARK, PYTHON_MARKDOWN])
def test_lines_are_numbered_from_the_first(markdown: str) -> None:
    html = shown('text linenums="9"', "a\nb", markdown)

    assert '<span class="linenos"> 9 </span>a\n<span class="linenos">10 </span>b</code>' in html


def test_code_without_a_language_is_marked_too() -> None:
    assert '<pre><code class="highlight lines"><span class="hll">a</span></code>' in shown("{1}", "a")


def test_wishes_do_not_change_the_code() -> None:
    code = 'x = """a\nb\n\n"""  # <&>\ny'

    plain, wished = shown("python", code), shown("python {1-3,9} showLineNumbers", code)

    without = re.sub(r'<span class="linenos">[^<]*</span>', "", wished)
    assert unescape(re.sub("<[^>]*>", "", without)) == unescape(re.sub("<[^>]*>", "", plain)) == f"a\n{code}"


def test_an_author_may_write_the_wishes_in_html_and_they_are_bounded() -> None:
    marked = "1-9999 " * 1000
    text = f'<pre data-first="{"9" * 5000}" data-marked="{marked}"><code>a\nb</code></pre>'

    html = render(text, key="posts/a.md", lang="en", site=Site(), title="Known").html

    assert "data-" not in html
    assert '<span class="linenos"> 999999 </span>a' in html


def test_a_diagram_is_shown_as_code_and_its_author_is_told() -> None:
    result = render("a\n\n```mermaid\ngraph LR\n```\n", key="posts/a.md", lang="en", site=Site(), title="Known")

    assert '<pre><code class="language-mermaid">graph LR</code></pre>' in result.html.replace("highlight ", "")
    assert [(diagnostic.code, diagnostic.found, diagnostic.line) for diagnostic in result.diagnostics] == [
        ("diagram", "mermaid", 3)
    ]
