"""What every implementation of a hub promises, tested in memory and on a real HTTP server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from chalicelib.cloud.memory import MemoryHub
from chalicelib.cloud.ports import Hub, UnheardError
from chalicelib.cloud.websub import HttpHub
from tests.contract.hubs import SOON, Server, listening
from tests.patience import PATIENCE

FEEDS = ("https://press.example/feed/", "https://press.example/category/%C3%B1/feed/atom/?a=1&b=2")


@pytest.fixture
def server() -> Iterator[Server]:
    with listening() as made:
        yield made


@dataclass(frozen=True, slots=True)
class Way:
    """A way to hubs: one that listens, one that refuses for now and one for good, and what the first was told."""

    hub: Hub
    listens: str
    later: str
    never: str
    told: Callable[[], list[tuple[str, ...]]]


def in_memory(_request: pytest.FixtureRequest) -> Way:
    hub = MemoryHub({"https://later.example": True, "https://never.example": False})

    def told() -> list[tuple[str, ...]]:
        return [feeds for address, feeds in hub.told if address == "https://hub.example"]

    return Way(hub, "https://hub.example", "https://later.example", "https://never.example", told)


def by_http(request: pytest.FixtureRequest) -> Way:
    server: Server = request.getfixturevalue("server")

    def told() -> list[tuple[str, ...]]:
        forms = [form for path, _, form in server.asked if path == "/"]
        return [tuple(value for name, value in form if name == "hub.url") for form in forms]

    return Way(HttpHub(PATIENCE), server.url, f"{server.url}/503", f"{server.url}/404", told)


@pytest.fixture(params=[in_memory, by_http], ids=["memory", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    made: Way = request.param(request)
    return made


def fault(hub: Hub, address: str) -> UnheardError:
    with pytest.raises(UnheardError) as caught:
        hub.ping(address, FEEDS)
    return caught.value


def test_a_hub_is_notified_of_all_feeds_in_one_request_and_as_often_as_asked(way: Way) -> None:
    way.hub.ping(way.listens, FEEDS)
    way.hub.ping(way.listens, FEEDS)

    assert way.told() == [FEEDS, FEEDS]


def test_a_refusal_says_whether_to_try_again(way: Way) -> None:
    assert fault(way.hub, way.later).again
    assert not fault(way.hub, way.never).again
    assert way.told() == []


# ---- by HTTP


def test_a_ping_is_a_form_that_says_publish_at_the_hubs_whole_address(server: Server) -> None:
    HttpHub(PATIENCE).ping(f"{server.url}/202?to=us", FEEDS)

    form = [("hub.mode", "publish"), ("hub.url", FEEDS[0]), ("hub.url", FEEDS[1])]
    assert server.asked == [("/202?to=us", "application/x-www-form-urlencoded", form)]


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_success_will_do(server: Server, status: int) -> None:
    HttpHub(PATIENCE).ping(f"{server.url}/{status}", FEEDS)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "again"),
    [(301, False), (308, False), (400, False), (410, False), (408, True), (429, True), (500, True), (504, True)],
)
def test_what_is_the_hubs_own_trouble_is_tried_again_and_a_refusal_is_not(server: Server, status: int, again: bool) -> None:
    error = fault(HttpHub(PATIENCE), f"{server.url}/{status}")

    assert error.again is again
    assert error.found.startswith(f"{status} ")


def test_no_redirect_is_followed_but_its_end_is_told(server: Server) -> None:
    assert fault(HttpHub(PATIENCE), f"{server.url}/307").found == "307 'http://127.0.0.1:1/elsewhere'"


@pytest.mark.parametrize("word", ["drops", "silent"])
def test_nobody_waits_longer_than_the_time_given(server: Server, word: str) -> None:
    error = fault(HttpHub(SOON), f"{server.url}/{word}")

    assert error.again
    assert error.found in (f"no answer within {SOON:g} seconds", "TimeoutError('timed out')")


def test_a_hub_that_is_not_there_or_talks_nonsense_is_tried_again(server: Server) -> None:
    assert fault(HttpHub(PATIENCE), f"{server.url}/nonsense").again
    with listening() as gone:
        url = gone.url
    assert fault(HttpHub(PATIENCE), url).again


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", ""])
def test_only_the_web_is_asked(address: str) -> None:
    assert not fault(HttpHub(), address).again
