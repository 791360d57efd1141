"""The CDN's functions answer as the edge rule does, in Node and in the engine that the CDN's runtime is built from.

Both engines get the same program: a function as it is deployed, and a line that hands it events and prints what it gives
back. Node runs it with only what the runtime has; njs has its own ideas of text and patterns, which Node would hide.
"""

import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

import pytest

from chalicelib.discovery import LINK
from chalicelib.edge.api_proxy import VISITOR
from chalicelib.edge.rule import FILES, LONGEST_KEY, MISSING_KEY, respond, robots, route
from infra.edge.functions import LARGEST, Name, source
from tests.edge.cases import CASES, plain
from tests.patience import PATIENCE

Given: TypeAlias = dict[str, Any]
"""A request or a response, as the CDN's events have it."""

ROOT = Path(__file__).parents[2]
NAMES: tuple[Name, ...] = ("request", "response")


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that runs JavaScript from its standard input; where CI could install it, it must be there."""

    name: str
    arguments: tuple[str, ...]

    def command(self) -> list[str]:
        """How it is started; a test that asks is skipped where it is missing and may be."""
        path = shutil.which(self.name)
        if path is None:
            missing = pytest.fail if os.environ.get(f"PRESSWORK_{self.name.upper()}") else pytest.skip
            missing(f"the CDN's functions don't run in {self.name}, which isn't installed; `tests/bring.sh {self.name}` does it")
        return [path, *self.arguments]

    def run(self, name: Name, events: Sequence[Given], *, desk: bool = False) -> list[Given]:
        """What this function gives back for each event."""
        program = f"{source(name, desk=desk)}\n{GIVE}\ngive({json.dumps(events, ensure_ascii=False)});\n"
        ran = subprocess.run(  # noqa: S603 - our own text
            self.command(), input=program, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        back: list[Given] = json.loads(ran.stdout)
        return back


GIVE = """
function give(events) {
  console.log(JSON.stringify(events.map((event) => {
    if ("raw" in event) {
      event.request.rawQueryString = () => (event.raw === null ? undefined : event.raw);
    }
    return handler(event);
  })));
}
"""

ENGINES = (
    Engine("node", (str(Path(__file__).with_name("run.mjs")),)),
    Engine("njs", ("-",)),
)


@pytest.mark.parametrize("engine", ENGINES, ids=[engine.name for engine in ENGINES])
def test_ci_installs_each_engine_and_then_skips_nothing(engine: Engine) -> None:
    installs = f"if tests/bring.sh {engine.name}; then export PRESSWORK_{engine.name.upper()}=required; fi"

    assert installs in (ROOT / ".ci" / "run").read_text().splitlines()
    assert re.search(rf"^\t{engine.name}\) echo ", (ROOT / "tests" / "bring.sh").read_text(), re.MULTILINE)


@pytest.fixture(params=ENGINES, ids=[engine.name for engine in ENGINES])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


# ---- events, and what comes back


def fields(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in values.items()}


def asked(method: str, path: str) -> Given:
    """The event of a request before the cache."""
    written, mark, query = path.partition("?")
    request = {"method": method, "uri": written, "querystring": {}, "headers": fields({"host": "site.example"}), "cookies": {}}
    context, viewer = {"eventType": "viewer-request"}, {"ip": "192.0.2.7"}
    return {"version": "1.0", "context": context, "viewer": viewer, "request": request, "raw": query if mark else None}


def answered(headers: Mapping[str, str], status: int = 200, uri: str = "/") -> Given:
    """The event of a response behind the cache."""
    response = {"statusCode": status, "statusDescription": "OK", "headers": fields(headers), "cookies": {}}
    return {"version": "1.0", "context": {"eventType": "viewer-response"}, "request": {"uri": uri}, "response": response}


def answer_of(path: str, back: Given) -> list[Any]:
    """What a request's function gave back, in the words of the table."""
    written, mark, query = path.partition("?")
    if "statusCode" in back:
        to = back["headers"].get("location")
        return ["redirect", back["statusCode"], to["value"]] if to else ["refuse", back["statusCode"]]
    if back["uri"] == written and unquote(written).startswith("/api/"):
        return ["forward", back["uri"] + mark + query]
    return ["serve", key_in_bucket(back["uri"])]


def key_in_bucket(uri: str) -> str:
    """The key that the bucket reads in a path: a plus is a space to it."""
    return unquote(uri.removeprefix("/").replace("+", " "), errors="strict")


def routed(engine: Engine, requests: Iterable[tuple[str, str]]) -> list[list[Any]]:
    """Requests with what the function makes of them, as rows of the table."""
    rows = list(requests)
    backs = engine.run("request", [asked(method, path) for method, path in rows])
    return [[method, path, answer_of(path, back)] for (method, path), back in zip(rows, backs, strict=True)]


# ---- the rule


def test_an_address_is_answered_as_the_table_says(engine: Engine) -> None:
    assert routed(engine, [(method, path) for method, path, _ in CASES["route"]]) == CASES["route"]


def test_the_same_extensions_make_a_file(engine: Engine) -> None:
    paths = [f"/x/y.{extension}" for known in FILES for extension in (known, known.upper(), known + "x")]

    assert routed(engine, [("GET", path) for path in paths]) == [["GET", path, plain(route("GET", path))] for path in paths]


@pytest.mark.parametrize("part", ["x", "标", "🦀"])
def test_a_key_longer_than_the_bucket_takes_is_not_found(engine: Engine, part: str) -> None:
    longest = part * ((LONGEST_KEY - len("/index.html")) // len(part.encode()))

    found, missing = routed(engine, [("GET", f"/{longest}/"), ("GET", f"/{longest}{part}/")])

    assert found[2] == ["serve", f"{longest}/index.html"]
    assert missing[2] == ["serve", MISSING_KEY]


def test_thousands_of_odd_addresses_are_answered_as_by_the_rule(engine: Engine) -> None:
    choose = random.Random(4)  # noqa: S311 - nothing is kept secret by it
    parts = [*"aZ09/.\\%?#+~!'() \t\n\x7f", "%2e", "%2F", "%20", "%C3%A9", "%FF", "é", "标", "🦀", "İ", "ſ", "K"]
    parts += ["/feed/", "Feed", "atom/", "/index.html", ".gif", ".GİF", "/api/"]
    requests = [
        (choose.choice(("GET", "GET", "HEAD", "POST")), "/" + "".join(choose.choices(parts, k=choose.randrange(9))))
        for _ in range(5000)
    ]

    assert routed(engine, requests) == [[method, path, plain(route(method, path))] for method, path in requests]


def test_an_object_that_has_moved_sends_its_reader_on_but_never_off_the_site(engine: Engine) -> None:
    metas = [meta for meta, _ in CASES["respond"]]
    odd = [{"location": begins + rest} for begins in ("/", "//", "") for rest in ("a\n", "é", "[\\]", "~!", "a\u2028", "\x7f")]

    backs = engine.run("response", [answered({f"x-amz-meta-{k}": v for k, v in meta.items()}) for meta in metas + odd])

    moved = [["redirect", b["statusCode"], b["headers"]["location"]["value"]] if b["statusCode"] != 200 else None for b in backs]
    assert moved == [*(expected for _, expected in CASES["respond"]), *(plain(respond(meta)) for meta in odd)]


# ---- what the rule doesn't say, and the CDN asks


def test_every_spelling_of_an_address_asks_for_one_object_by_the_name_a_signature_wants(engine: Engine) -> None:
    spellings = ["/a+b!/~'(x)*,%E6%A0%87/", "/a%2bb%21/%7e%27%28x%29%2a%2C%e6%a0%87/", "/a+b!/~'(x)*,标/"]

    backs = engine.run("request", [asked("GET", path) for path in spellings])

    assert {back["uri"] for back in backs} == {"/a%2Bb%21/~%27%28x%29%2A%2C%E6%A0%87/index.html"}


def test_a_request_that_is_let_through_is_otherwise_as_it_came(engine: Engine) -> None:
    events = [asked("POST", "/api/follow?x=1"), asked("GET", "/about/?x=1")]

    api, page = engine.run("request", events)

    assert {**api, "headers": fields({"host": "site.example"})} == events[0]["request"]
    assert page == {**events[1]["request"], "uri": "/about/index.html"}


def test_the_api_learns_the_address_of_its_visitor_whatever_the_visitor_claims(engine: Engine) -> None:
    event = asked("POST", "/api/follow")
    event["request"]["headers"] |= fields({VISITOR: "198.51.100.1"})

    (api,) = engine.run("request", [event])

    assert api["headers"] == fields({"host": "site.example", VISITOR: "192.0.2.7"})


def test_all_addresses_that_one_visitor_of_ipv6_has_are_one_to_the_api(engine: Engine) -> None:
    choose = random.Random(6)  # noqa: S311 - nothing is kept secret by it
    several = [
        IPv6Address(choose.choice((0, 0x20010DB8 << 96)) + choose.getrandbits(choose.choice((8, 64, 90)))) for _ in range(99)
    ]
    written = ["::", "::1", "2001:db8::", *(form for one in several for form in (one.compressed, one.exploded))]
    events = [{**asked("POST", "/api/follow"), "viewer": {"ip": ip}} for ip in written]

    backs = [back["headers"][VISITOR]["value"] for back in engine.run("request", events)]

    assert [ip_address(one) for one in backs] == [ip_network(f"{ip}/64", strict=False).network_address for ip in written]


def test_a_redirect_keeps_the_query_even_of_an_event_made_for_a_test(engine: Engine) -> None:
    event = asked("GET", "/about")
    del event["raw"]
    values = [{"value": "1"}, {"value": "%2F"}]
    event["request"]["querystring"] = {"a": {"value": "1", "multiValue": values}, "b": {"value": ""}}

    (back,) = engine.run("request", [event])

    assert back["headers"]["location"]["value"] == "/about/?a=1&a=%2F&b"


def test_a_refusal_says_in_plain_words_what_is_wrong_and_which_methods_would_do(engine: Engine) -> None:
    (back,) = engine.run("request", [asked("POST", "/")])

    assert back == {
        "statusCode": 405,
        "statusDescription": "Method Not Allowed",
        "headers": fields({"cache-control": "no-cache", "content-type": "text/plain; charset=utf-8", "allow": "GET, HEAD"}),
        "body": {"encoding": "text", "data": "405 Method Not Allowed\n"},
    }


def test_an_answer_tells_nothing_of_the_bucket_and_all_of_the_page(engine: Engine) -> None:
    page = {"content-type": "text/html", "etag": '"1"', "cache-control": "max-age=60", "strict-transport-security": "max-age=1"}
    bucket = {"x-amz-meta-source": "1", "x-amz-version-id": "2", "x-amz-server-side-encryption": "AES256"}

    served, unchanged = engine.run("response", [answered({**page, **bucket}), answered({**page, **bucket}, 304)])

    assert (served["statusCode"], served["headers"]) == (200, fields(page))
    assert (unchanged["statusCode"], unchanged["headers"]) == (304, fields(page))


def test_a_redirect_keeps_the_page_but_not_what_a_browser_would_ask_for_it_by(engine: Engine) -> None:
    kept = {"content-type": "text/html", "cache-control": "max-age=60"}
    dropped = {"etag": '"1"', "last-modified": "x", "accept-ranges": "bytes", "content-range": "bytes 0-0/9"}

    (back,) = engine.run("response", [answered({**kept, **dropped, "x-amz-meta-location": "/new/"}, 206)])

    assert back["statusDescription"] == "Moved Permanently"
    assert back["headers"] == fields({**kept, "location": "/new/"})


@pytest.mark.parametrize("path", ["/_/preview/0f/", "/_/preview/0f/letter/index.html", "/", "/2026/_/preview/", "/_/site.js"])
def test_what_stands_at_a_secret_address_asks_search_engines_to_keep_nothing(engine: Engine, path: str) -> None:
    page, moved = engine.run("response", [answered({}, uri=path), answered({"x-amz-meta-location": "/new/"}, uri=path)])

    said = [back["headers"].get("x-robots-tag", {}).get("value", "") for back in (page, moved)]
    assert said == [robots(path)] * 2


def test_the_home_page_leads_apps_to_the_authoring_api_where_there_is_a_desk(engine: Engine) -> None:
    events = [answered({}, uri=path) for path, _ in CASES["links"]]

    said = [back["headers"].get("link", {}).get("value", "") for back in engine.run("response", events, desk=True)]

    assert said == [LINK if leads else "" for _, leads in CASES["links"]]
    assert [back["headers"] for back in engine.run("response", events)] == [{}] * len(events)


# ---- what the runtime takes

TOO_NEW = {
    "optional chaining": r"\?\.(?!\d)",
    "a default for null": r"\?\?",
    "spread": r"\.\.\.",
    "a pattern in place of a name": r"\b(?:const|let|var)\s*[\[{]|\(\s*[\[{][\w\s,]*[\]}]\s*\)\s*=>",
    "a default for an argument": r"\bfunction\b[^(]*\([^)]*=|\(\w+\s*=[^=>][^)]*\)\s*=>",
    "`for … of`": r"\bfor\b[^;{]*\bof\b",
    "a class": r"\bclass\b",
    "a module": r"\b(?:import|export)\b",
    "a generator": r"\bfunction\s*\*|\byield\b",
    "code from text": r"\beval\b|\bnew Function\b",
    "a look behind": r"\(\?<[=!]",
    "a flag of patterns": r"/[a-z]*[dsuvy][a-z]*[.,)\]]",
    "a big integer": r"\b\d+n\b",
}
"""What JavaScript has and cloudfront-js-2.0 does not, as it would stand in a line of code."""


@pytest.mark.parametrize("name", NAMES)
def test_a_function_keeps_to_the_language_of_the_runtime(name: Name) -> None:
    code = re.sub(r"(?m)(?:^|\s)//.*$", "", source(name))

    assert [what for what, pattern in TOO_NEW.items() if re.search(pattern, code)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_function_is_small_enough_for_the_cdn(name: Name) -> None:
    assert len(source(name).encode()) < LARGEST
