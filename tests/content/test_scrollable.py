"""Code and tables on pages: each scrolls by itself, by keyboard too, and code names its language and the words of its button."""

from time import process_time

import pytest

from chalicelib.content.html_stages import LISTED, PageSetting, run_stages
from chalicelib.content.presentation.scrollable import Words, language
from chalicelib.content.site.stylesheet_parts import parts_in

SETTING = PageSetting(Words("Code", 'A "table"', "Copy", "Copied"))
FIGURE = '<figure class="code" data-code="Copy" data-copied="Copied">'
REACHED = ' tabindex="0" role="group" aria-label="Code"'
BOX = '<div class="scroll" tabindex="0" role="group" aria-label="A &quot;table&quot;">'
SHOWN = {
    "code of a known language": (
        '<pre><code class="highlight language-py">x = 1</code></pre>',
        f"{FIGURE}<figcaption><b>Python</b></figcaption><pre{REACHED}>"
        '<code class="highlight language-py">x = 1</code></pre></figure>',
    ),
    "code with a title": (
        '<figure class="code"><figcaption>x.js</figcaption><pre><code class="highlight language-js">1</code></pre></figure>a',
        f"{FIGURE}<figcaption><span>x.js</span> <b>JavaScript</b></figcaption><pre{REACHED}>"
        '<code class="highlight language-js">1</code></pre></figure>a',
    ),
    "code with a title alone": (
        '<figure class="code"><figcaption>a &lt;b&gt;</figcaption><pre><code>1</code></pre></figure>',
        f"{FIGURE}<figcaption><span>a &lt;b&gt;</span></figcaption><pre{REACHED}><code>1</code></pre></figure>",
    ),
    "code without a language": ("<pre><code>a</code></pre>", f"{FIGURE}<pre{REACHED}><code>a</code></pre></figure>"),
    "text that is no code": ('<pre dir="ltr">a</pre>', f'{FIGURE}<pre dir="ltr"{REACHED}>a</pre></figure>'),
    "code in the author's own figure": (
        "<figure><pre><code>a</code></pre></figure>",
        f"<figure>{FIGURE}<pre{REACHED}><code>a</code></pre></figure></figure>",
    ),
    "code within code": ("<pre>a<pre>b</pre></pre>", f"<pre>a{FIGURE}<pre{REACHED}>b</pre></figure></pre>"),
    "a table": ("<table><tr><td>a</td></tr></table>b", f"{BOX}<table><tr><td>a</td></tr></table></div>b"),
    "a table within a table": (
        '<table align="left"><tr><td><table></table></td></tr></table><table></table>',
        f'{BOX}<table align="left"><tr><td><table></table></td></tr></table></div>{BOX}<table></table></div>',
    ),
    "neither": ("<p>a <code>b</code></p>", "<p>a <code>b</code></p>"),
}


@pytest.mark.parametrize(("html", "shown"), SHOWN.values(), ids=SHOWN)
def test_code_and_tables_can_be_reached_and_have_a_name(html: str, shown: str) -> None:
    assert run_stages(LISTED, html, SETTING) == shown


LANGUAGES = {"py": "Python", "C++": "C++", "sh": "Shell", "console": "Console", "r": "R", "text": "", "nosuch": "nosuch"}


@pytest.mark.parametrize(("written", "name"), LANGUAGES.items())
def test_a_language_has_the_name_that_readers_know(written: str, name: str) -> None:
    assert language(written) == name


@pytest.mark.parametrize("html", ["<p>a <code>b</code></p>", '<p tabindex="1">a</p>'])
def test_a_text_without_code_and_tables_needs_none_of_their_styles(html: str) -> None:
    assert not parts_in([run_stages(LISTED, html, SETTING)])
    assert parts_in([run_stages(LISTED, "<pre>a</pre>", SETTING)]) == {"boxes"}
    assert parts_in([run_stages(LISTED, "<table></table>", SETTING)]) == {"boxes", "tables"}


HOSTILE = ["<pre>" * 20_000, '<figure class="code"><figcaption>' * 5_000, "<table>" * 20_000, "</table>" * 20_000]


@pytest.mark.parametrize("html", HOSTILE, ids=[html[:8] for html in HOSTILE])
def test_many_begins_of_code_and_tables_cost_little(html: str) -> None:
    begun = process_time()

    run_stages(LISTED, html, SETTING)

    assert process_time() - begun < 1
