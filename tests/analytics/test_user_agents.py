"""People and programs, by the user agent alone."""

from typing import Any

import crawleruseragents
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.analytics.log_lines import EACH, Learned
from chalicelib.analytics.user_agents import LONGEST, certain, is_person, programs
from tests.analytics.lines import FIREFOX, GOOGLEBOT, SAFARI


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        SAFARI,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Instagram 300",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
        "Lynx/2.8.9rel.1 libwww-FM/2.14",
    ],
)
def test_a_browser_is_a_person(agent: str) -> None:
    assert is_person(agent.encode())
    assert is_person(agent.replace(" ", "%20").encode())
    assert is_person(agent.replace(" ", "%2520").encode())


@pytest.mark.parametrize(
    "agent",
    [
        GOOGLEBOT,
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
        "curl/8.4.0",
        "Wget/1.21.4",
        "python-requests/2.31.0",
        "Go-http-client/2.0",
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html)",
    ],
)
def test_a_program_of_the_maintained_list_is_none(agent: str) -> None:
    assert not is_person(agent.encode())
    assert not is_person(agent.replace(" ", "%2520").encode())


@pytest.mark.parametrize(
    "agent",
    [
        "Amazon CloudFront",
        "Amazon-Route53-Health-Check-Service (ref 1; report http://amzn.to/1vsZADi)",
        "ELB-HealthChecker/2.0",
        "kube-probe/1.29",
        "Chrome Privacy Preserving Prefetch Proxy",
    ],
)
def test_whoever_only_looks_whether_the_site_is_up_is_none(agent: str) -> None:
    assert not is_person(agent.replace(" ", "%20").encode())


@pytest.mark.parametrize("written", [b"", b"-", b"%2D", FIREFOX.encode() + b"x" * LONGEST])
def test_without_a_user_agent_or_with_an_endless_one_it_is_none(written: bytes) -> None:
    assert not is_person(written)


@pytest.mark.parametrize("written", [b"\xff\xfe", b"%FF%FE Firefox", b"%", b"%zz", bytes(10)])
def test_any_bytes_have_an_answer(written: bytes) -> None:
    assert is_person(written) in (True, False)


# ---- the same answers as the list's own library


ROWS: list[dict[str, Any]] = crawleruseragents.CRAWLER_USER_AGENTS_DATA
PATTERNS = [row["pattern"] for row in ROWS]
BROWSERS = (
    FIREFOX,
    SAFARI,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Edg/131.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 OPR/116.0.0.0",
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0",
    "Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0",
    "Mozilla/5.0 (iPad; CPU OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.50 Mobile/15E148",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
    "Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16",
    "Mozilla/5.0 (Linux; U; Android 9; zh-CN) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 UCBrowser/15.6 Mobile",
)
EXAMPLES = [agent for row in ROWS for agent in row.get("instances", ())]
KNOWN = programs(PATTERNS)


def test_every_user_agent_that_the_list_gives_as_an_example_is_known() -> None:
    assert len(EXAMPLES) > 1_000
    assert [agent for agent in EXAMPLES if KNOWN.has(agent) != crawleruseragents.is_crawler(agent)] == []


def test_browsers_fit_no_pattern_of_the_list() -> None:
    assert [agent for agent in BROWSERS if KNOWN.has(agent) or crawleruseragents.is_crawler(agent)] == []


@given(st.data())
def test_whatever_a_pattern_fits_is_known(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    agent = data.draw(st.from_regex(pattern))
    assert KNOWN.has(agent)


@given(st.lists(st.sampled_from([*BROWSERS, *EXAMPLES]), min_size=2, max_size=3), st.data())
def test_user_agents_cut_and_joined_anyhow_have_the_librarys_answer(agents: list[str], data: st.DataObject) -> None:
    cuts = [data.draw(st.integers(0, len(agent))) for agent in agents]
    agent = "".join(one[:cut] if number % 2 else one[cut:] for number, (one, cut) in enumerate(zip(agents, cuts, strict=True)))
    assert KNOWN.has(agent) == crawleruseragents.is_crawler(agent)


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("Feed-Fetcher", ["Feed-Fetcher"]),
        (r"BW\/", ["BW/"]),
        (r"a\.pr-cy\.ru", ["a.pr-cy.ru"]),
        ("[wW]get", ["get"]),
        ("Ahrefs(Bot|SiteAudit)", ["Ahrefs"]),
        ("Chirp|gotosocial", ["Chirp", "gotosocial"]),
        (r"Current[\s\S]*RSS Reader", ["RSS Reader"]),
        ("colou?rs", ["colo"]),
        ("ab{2}c", [""]),
        ("(?i)crawler", [""]),
        ("((one)|two)three", [""]),
        ("ab", [""]),
    ],
)
def test_of_a_pattern_the_text_is_known_that_must_be_there(pattern: str, pieces: list[str]) -> None:
    assert certain(pattern) == pieces


@pytest.mark.parametrize("pattern", ["(?i)CRAWLER", "((one)|two)three", "ab", "x{3}y", ""])
def test_a_pattern_of_which_nothing_is_sure_is_asked_always(pattern: str) -> None:
    known = programs([pattern])
    assert len(known.always) == 1
    assert known.has("crawler twothree ab xxxy")


# ---- what it takes


def test_what_was_found_out_is_not_asked_again() -> None:
    asked: list[bytes] = []

    def find(agent: bytes) -> int:
        asked.append(agent)
        return len(asked)

    people = Learned(find, otherwise=0)
    assert [people[agent] for agent in (b"a", b"b", b"a", b"b")] == [1, 2, 1, 2]
    assert asked == [b"a", b"b"]


def test_beyond_its_room_a_file_asks_nothing_and_whoever_is_unknown_is_none() -> None:
    people = Learned(is_person, otherwise=False, room=3 * (len(FIREFOX) + EACH))
    agents = [FIREFOX.replace("120", str(version)).encode() for version in range(120, 130)]
    assert [people[agent] for agent in agents] == [True] * 3 + [False] * 7
    assert people[agents[0]]
    assert len(people) == 3
