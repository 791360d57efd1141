"""A sample of each attack is withstood; the seed is fixed. `make attack` tries thousands of cases, with new seeds."""

import logging
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from tests.attack import drawings, markup
from tests.attack.attacks import ATTACKS
from tests.attack.chromium import Judge, judging
from tests.attack.running import Attack, Result, launch
from tests.thorough import is_thorough

pytestmark = pytest.mark.slow
SEED = 1


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
def test_a_sample_of_each_attack_is_withstood(attack: Attack) -> None:
    number = attack.sample if is_thorough("attack") else attack.sample // 3

    result = launch(attack, SEED, number)

    assert result.breaches == []
    assert result.cases >= number
    assert len(result.ended) > 1 or attack.name == "markup", "all cases ended alike, so they try nothing"


# ---- the attacks themselves


def test_the_same_seed_makes_the_same_cases() -> None:
    one, again, other = (list(markup.texts(Random(seed), 50)) for seed in (1, 1, 2))  # noqa: S311 - for tests

    assert one == again != other


def test_what_broke_is_printed_with_its_case() -> None:
    result = Result(Counter(accepted=2), [("it runs", "<svg onload=x>")] * 7)

    assert str(result) == "2 cases: 2 accepted" + "\n  it runs\n    <svg onload=x>" * 5 + "\n  and 2 more"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with judging() as judge:
        yield judge


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<object></object>", "the element <object>"),
        ("<p onclick=x>a</p>", "the attribute onclick of <p>"),
        ("<p style=x>a</p>", "the attribute style of <p>"),
        ('<a href=" java&#10;script:x">a</a>', "the address  java\nscript:x of <a>"),
        ('<img srcset="/a.png 1x, data:text/html,x 2x" alt="">', "the address data:text/html,x of <img>"),
        ("a</div><p>b</p>", "it leaves its container"),
        ('<p>a</p><img alt="', "it leaves its container"),
        ("<table><td><form><p></form></td></table>", "the element <form>"),
        ("<a href=/x><table><a href=/y></table></a>", "the browser reads something else in what it has written"),
    ],
)
def test_the_browser_names_what_is_wrong_with_a_fragment(judge: Judge, html: str, why: str) -> None:
    assert why in judge.parsed(["<p>good</p>", html])[1]


def test_the_browser_finds_nothing_wrong_with_plain_html(judge: Judge) -> None:
    plain = '<h2 id="a">A</h2><p class="b">a <a href="/x">b</a> <img src="/a.png" srcset="/a.png 1x, /b.png 2x" alt="c"></p>'

    assert judge.parsed([plain, "", "a &lt; b"]) == [[], [], []]


def test_the_browser_notes_what_runs_in_a_fragment_and_what_it_fetches(judge: Judge) -> None:
    shown = judge.shown(
        ["<img src=/x onerror=__hit(7)>", "<script src=//evil.example/x></script>", "<a href='javascript:x'>a</a>"]
    )

    assert shown.hits == {7}
    assert shown.asked == ["script https://evil.example/x"]
    assert shown.led == ["a javascript:x"]


@pytest.mark.parametrize(
    "inner",
    [
        "<script>__hit(0)</script>",
        "<rect onclick='__hit(0)'/>",
        "<style>:root{--u:'//evil.example/x'}*{background:image-set(var(--u) 1x)}</style>",
        "<image href='//evil.example/x'/>",
        "<a href='javascript:x'/>",
    ],
)
def test_the_browser_notes_what_a_drawing_does(judge: Judge, inner: str) -> None:
    svg = f"<svg xmlns='{drawings.SVG}' width='9' height='9'>{inner}<rect width='9' height='9'/></svg>"

    shown = judge.opened(svg.encode(), "image/svg+xml")

    assert shown.hits or shown.asked or shown.led
