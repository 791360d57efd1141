"""The attack on markup: what a hostile text becomes, in each dialect, as Chromium reads it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random

from msgspec.structs import replace

from chalicelib.comments.rules.comment_text import html_of
from chalicelib.content.markdown.dialects import DIALECTS
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.rendering.formats.absolute_urls import absolute
from infra.files.parallel import stretches
from tests.attack import markup
from tests.attack.chromium import Judge, as_case, judging
from tests.attack.running import Result
from tests.browser.attacked import FRAMES
from tests.fuzz.site import KEY, PAGE, SITE, URL

AT_ONCE = 100  # texts in a page
OPEN = replace(SITE, frames=(FRAMES,))


def attack(random: Random, number: int) -> Result:
    """Let the judge look at the body, the lead and the feed's text of each case, first parsed, then shown."""
    result = Result()
    with judging() as judge:
        for cases in stretches(list(enumerate(markup.texts(random, number))), AT_ONCE):
            _judge(judge, dict(cases), result)
    return result


def _judge(judge: Judge, cases: Mapping[int, str], result: Result) -> None:
    for dialect in DIALECTS:
        site = replace(OPEN, markdown=dialect)
        fragments = [(number, part, html) for number, text in cases.items() for part, html in _parts(text, site, result)]
        for (number, part, html), wrong in zip(fragments, judge.parsed([html for *_, html in fragments]), strict=True):
            for why in wrong:
                result.breach(f"{dialect}, {part}: {why}", f"{as_case(cases[number])}\n    → {as_case(html)}")
        _show(judge, cases, dialect, fragments, result)


def _show(
    judge: Judge, cases: Mapping[int, str], dialect: str, fragments: Sequence[tuple[int, str, str]], result: Result
) -> None:
    shown = judge.shown([html for *_, html in fragments])
    for number in shown.hits:
        result.breach(f"{dialect}: it runs", as_case(cases.get(number, "a payload of another text")))
    for what in (*shown.asked, *shown.led):
        result.breach(f"{dialect}: {what}", "\n    ".join(_with(what, fragments)))


def _with(what: str, fragments: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """Yield the fragments that may have led there."""
    address = what.rpartition(" ")[2]
    yield from (as_case(html) for *_, html in fragments if address in html)


def _parts(text: str, site: Site, result: Result) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text that are shown: as a comment, and unless it is refused, as a post."""
    yield "comment", html_of(text)
    try:
        rendered = render(text, key=KEY, lang="en", site=site, title="A title")
    except Refusal as refusal:
        result.end(f"refused ({refusal.code})")
        return
    result.end("published")
    yield "body", rendered.html
    if rendered.lead is not None:
        yield "lead", rendered.lead
    yield "feed", absolute(rendered.html, URL, PAGE)
