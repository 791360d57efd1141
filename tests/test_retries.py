"""A failure that passes costs seconds: after one error of any service a page is live and a mail is sent, in virtual time."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from bench.watching import Around
from chalicelib.batch import Bodies, handled
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.ports import Message, OwnQueue
from chalicelib.model import Page
from chalicelib.newsletter.jobs import SignUp, to_letters
from chalicelib.publishing import consumers as publishing
from chalicelib.publishing.messages import to_press
from chalicelib.times import in_utc
from tests.letters.blog import KEY, NEWS
from tests.publishing.blog import post
from tests.virtual_site import URL_OF, VirtualSite

HELLO, ADDRESS = "posts/hello.md", "/2026/11/20/hello/"
SECONDS = 10  # that one failure may cost: the first wait is of five


@dataclass
class Fault:
    """One call of one service fails: the call with this number, counted from 0, or none."""

    port: str = ""
    number: int = -1
    calls: Counter[str] = field(default_factory=Counter)

    def __call__(self, port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        self.calls[port] += 1
        if (port, self.calls[port] - 1) == (self.port, self.number):
            raise OSError(f"500 of {port}")
        return act()


def page_is_live(fault: Fault) -> float:
    """Upload a post while this call fails; return the seconds until its page is live and nothing is left to do."""
    site = VirtualSite(fault)
    site.upload(HELLO, post(title="Hello"))
    seconds = site.seconds_until(lambda: site.page(ADDRESS) and site.page("/") and not site.waiting())
    assert site.put_away() == []
    return seconds


def confirmation_is_sent(fault: Fault) -> float:
    site = VirtualSite(fault)
    site.cloud.letters.send([to_letters(SignUp("ada@example.org", in_utc(site.clock.now()), "one"))])
    return site.seconds_until(lambda: site.mail.sent)


def letter_is_sent(fault: Fault) -> float:
    """Publish a post, and let this call fail from then on; return the seconds until its letter has reached both subscribers."""
    site = VirtualSite()
    site.follow("ada@example.org", "bob@example.org")
    site.publish({KEY: NEWS})
    site.go_around(fault)
    return site.seconds_until(lambda: len(set(site.readers())) == 2)


ENDS: dict[str, Callable[[Fault], float]] = {
    "a page is live": page_is_live,
    "a confirmation is sent": confirmation_is_sent,
    "a letter is sent": letter_is_sent,
}
SERVICES = {
    "a page is live": ("table", "content", "public", "press"),
    "a confirmation is sent": ("table", "mail"),
    "a letter is sent": ("table", "letters"),
}


def failing_once(port: str, method: str) -> Around:
    """Around each call: the first of this port and method fails."""
    failed: list[str] = []

    def around(name: str, called: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (name, called) == (port, method) and not failed:
            failed.append(name)
            raise OSError(f"500 of {port}")
        return act()

    return around


def each_call(end: str, port: str) -> Iterator[float]:
    """The seconds until this end, for each call of the service, while that fails."""
    for number in count():
        fault = Fault(port, number)
        seconds = ENDS[end](fault)
        if fault.calls[port] <= number:  # there was no such call
            return
        yield seconds


@pytest.mark.parametrize(("end", "port"), [(end, port) for end, ports in SERVICES.items() for port in ports])
def test_one_error_of_any_service_costs_seconds(end: str, port: str) -> None:
    seconds = list(each_call(end, port))

    assert seconds
    assert max(seconds) <= ENDS[end](Fault()) + SECONDS


def test_a_mail_of_which_nobody_knows_whether_it_was_sent_holds_up_no_other() -> None:
    """It isn't tried again in seconds, as it may have been sent: the mail service's event says so, or that none comes."""
    site = VirtualSite()
    addresses = [f"reader-{number}@example.org" for number in range(5)]
    site.follow(*addresses)
    site.publish({KEY: NEWS})
    site.go_around(failing_once("mail", "send"))

    seconds = site.seconds_until(lambda: len(set(site.readers())) == 4)
    later = site.seconds_until(lambda: site.readers() == addresses)

    assert seconds <= 60 + SECONDS
    assert later > 60


# ---- what fails again and again


def test_what_fails_again_and_again_is_tried_ever_later_and_then_put_away() -> None:
    site, tries = VirtualSite(), list[float]()
    began = site.clock.now()
    site.tell("no JSON")

    def tried() -> bool:
        [line] = [line for url, line in site.sqs.lines.items() if url == URL_OF["ingest"]]
        if line and line[0].times > len(tries):
            tries.append((site.clock.now() - began).total_seconds())
        return bool(site.put_away())

    site.seconds_until(tried)

    hidden = 720.0
    assert [later - before for before, later in pairwise(tries)] == [5, 20, 80, 320, *[hidden] * (len(tries) - 5)]
    assert site.put_away() == ["no JSON"]


def test_a_function_that_dies_says_nothing_and_its_message_comes_as_the_queue_says() -> None:
    def dies_once(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if not deaths:
            deaths.append(site.clock.now())
            raise DiedError
        return act()

    deaths: list[datetime] = []
    site = VirtualSite(dies_once)
    site.upload(HELLO, post(title="Hello"))
    with pytest.raises(DiedError):
        site.settle()

    assert site.seconds_until(lambda: site.page(ADDRESS)) == 720


class DiedError(BaseException):
    """Out of memory, or of time."""


# ---- a batch


@dataclass
class Hiding:
    """A queue that notes what is hidden."""

    hidden: dict[str, int] = field(default_factory=dict)

    def hide(self, receipts: Mapping[str, int]) -> None:
        self.hidden |= receipts


class Refusing:
    """A queue that hides nothing."""

    def hide(self, _receipts: Mapping[str, int]) -> None:
        raise OSError("no right to do that")


def records(**times: int) -> list[dict[str, Any]]:
    """Messages by name, received so often."""
    return [
        {"messageId": name, "body": name, "receiptHandle": f"{name}!", "attributes": {"ApproximateReceiveCount": str(number)}}
        for name, number in times.items()
    ]


def fail(*names: str) -> Callable[[Bodies], frozenset[str]]:
    return lambda bodies: frozenset(names) & bodies.keys()


def no_queue() -> OwnQueue:
    raise AssertionError("nobody asked for the queue")


def test_only_what_failed_comes_again_soon() -> None:
    own = Hiding()

    answer = handled(records(a=1, b=2, c=1), fail("a", "b"), lambda: own)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "b"}]}
    assert own.hidden == {"a!": 5, "b!": 20}


def test_where_nothing_fails_the_queue_is_not_asked() -> None:
    assert handled(records(a=1), fail(), no_queue) == {"batchItemFailures": []}


def test_what_failed_often_comes_as_its_queue_says() -> None:
    assert handled(records(a=5), fail("a"), no_queue) == {"batchItemFailures": [{"itemIdentifier": "a"}]}


def test_where_the_whole_batch_fails_all_of_it_comes_again_soon_and_the_function_fails() -> None:
    own = Hiding()

    def broken(_bodies: Bodies) -> frozenset[str]:
        raise OSError("the table is gone")

    with pytest.raises(OSError, match="the table is gone"):
        handled(records(a=1, b=3), broken, lambda: own)
    assert own.hidden == {"a!": 5, "b!": 80}


def test_a_queue_that_hides_nothing_does_not_hide_the_failure(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_bodies: Bodies) -> frozenset[str]:
        raise ValueError("the table is gone")

    assert handled(records(a=1), fail("a"), Refusing) == {"batchItemFailures": [{"itemIdentifier": "a"}]}
    with pytest.raises(ValueError, match="the table is gone"):
        handled(records(a=1), broken, Refusing)
    assert caplog.messages == ["1 messages come again later than they could"] * 2


# ---- order


def test_a_later_message_of_a_group_is_done_though_an_earlier_one_failed() -> None:
    """Order within a group isn't needed: a message names a page, which is made as all then stands. So no message has to fail
    because one before it did, as AWS advises for queues whose order matters."""
    site = VirtualSite()
    site.publish({HELLO: post(title="Hello")})
    site.upload(HELLO, post(title="Hello again"))
    [told] = [one.body for one in site.sqs.lines[URL_OF["ingest"]]]
    site.sqs.lines[URL_OF["ingest"]].clear()
    publishing.uploads(replace(site.cloud, press=MemoryQueue()), {"m": told})
    [landing] = to_press([Page("landing", "en:all:")])
    site.cloud.press.send([Message("no JSON", landing.group), landing])

    site.settle()

    assert "Hello again" in str(site.page("/"))
    assert [one.body for one in site.sqs.lines[URL_OF["press"]]] == ["no JSON"]
