"""A visitor of a site: their requests to the API, their inbox, and the stored data about them."""

import re
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast
from urllib.parse import urlencode

from msgspec.structs import replace

from bench.watching import watched
from chalicelib.cloud.items import Item
from chalicelib.cloud.memory import FixedClock, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import consumers
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.store.newsletter import subscribers
from chalicelib.web import api
from chalicelib.web.http import Reply, Request
from tests.function_rights import granted
from tests.publishing.blog import URL, MemoryBlog

FORM = "application/x-www-form-urlencoded"
ADA = "ada@example.org"
IP = "203.0.113.7"
KEYS, PEPPER = ("a key of links",), "pepper"


def new_visitor(blog: MemoryBlog | None = None) -> "Visitor":
    """Return a visitor of a site in memory, whose cloud can sign links."""
    blog = blog or MemoryBlog()
    return Visitor(replace(blog.cloud, keys=KEYS, pepper=PEPPER))


class Visitor:
    """A person with a browser and an inbox."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    # ---- asking

    def ask(self, method: str, path: str, form: Mapping[str, str] | bytes = b"", **more: Any) -> Reply:
        """Send a request; names of headers are given with `_` for `-`."""
        headers = {**({"content_type": FORM} if method == "POST" else {}), **more.get("headers", {})}
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        route, _, query = path.partition("?")
        asked = dict(one.split("=", 1) for one in query.split("&") if one)
        return self.ask_plainly(method, route, asked, headers, body, more.get("ip", IP))

    def ask_plainly(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, ip: str
    ) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return api.answer(granted(self.cloud, "api_handler"), Request(method, path, query, named, body, ip))

    def sign_up(self, address: str = ADA, **more: str) -> Reply:
        return self.ask("POST", "/subscriptions", {"email": address, **more})

    def press(self, link: str, form: Mapping[str, str] | None = None) -> Reply:
        return self.ask("POST", link, form or {})

    def follow(self, address: str = ADA, **more: str) -> str:
        """Sign up, and confirm by the link in the mail; return the subscriber's id."""
        self.sign_up(address, **more)
        self.work()
        self.press(link_in(self.inbox(address)[-1]))
        self.work()
        return self.id_of(address)

    # ---- the results

    def work(self) -> None:
        """Do each job in the letters queue once; postponed ones stay."""
        queue = cast(MemoryQueue, self.cloud.letters)
        for message in queue.take(len(queue)):
            consumers.run(granted(self.cloud, "letters"), message.body)

    def inbox(self, address: str = ADA) -> list[EmailMessage]:
        sent = cast(MemoryMail, self.cloud.mail).sent
        return [message_from_bytes(one.raw, policy=policy.default) for one in sent if one.to == address]

    def id_of(self, address: str = ADA) -> str:
        return reader_id(PEPPER, address)

    def known(self, address: str = ADA) -> Subscriber | None:
        return subscribers.read(self.cloud.table, self.id_of(address))

    def token(self, purpose: str, address: str = ADA) -> str:
        return tokens.sign(KEYS, purpose, (self.id_of(address),), self.cloud.clock.now())

    def link(self, purpose: str, address: str = ADA) -> str:
        return f"/{purpose}?t={self.token(purpose, address)}"

    @property
    def clock(self) -> FixedClock:
        return cast(FixedClock, self.cloud.clock)

    def kept(self) -> frozenset[tuple[str, str, str]]:
        """Return everything in the table."""
        table = cast(MemoryTable, self.cloud.table)
        partitions = list(table._partitions)
        items: list[Item] = [item for pk in partitions for item in table.query(pk)]
        return frozenset((item.at.pk, item.at.sk, repr(sorted(item.has.items()))) for item in items)

    def waiting(self) -> int:
        """Return how many jobs are queued."""
        return len(cast(MemoryQueue, self.cloud.letters))


def shown(reply: Reply) -> str:
    """Return the kind of the page in a reply."""
    found = re.search(rb'<body class="visitor (\w+)"', reply.body)
    return found[1].decode() if found else ""


def kinds(mails: Sequence[EmailMessage]) -> list[str]:
    """Return the purpose of each mail's link: `confirm`, `preferences` for a follower, and `unsubscribe` for a welcome."""
    return [link_in(mail, "unsubscribe" if mail["List-Unsubscribe"] else "")[1:].partition("?")[0] for mail in mails]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part
    text: str = part.get_content()
    return text


def link_in(message: EmailMessage, purpose: str = "") -> str:
    """Return the first link of the API in a mail (for this purpose), as the API's routes have it."""
    found = re.search(rf"{re.escape(URL)}/api(/{purpose or '[a-z]+'}\?t=[\w.-]+)", text_of(message))
    assert found
    return found[1]


def calls(
    visitor: Visitor, act: Callable[[Visitor], Reply], before: Callable[[list[str]], None] = lambda _: None
) -> tuple[Reply, list[str]]:
    """Return the reply to a request, and the calls that it makes; `before` each call gets the list up to it."""
    made: list[str] = []

    def note(port: str, method: str, _args: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        made.append(f"{port}.{method}")
        before(made)
        return go()

    return act(Visitor(watched(visitor.cloud, note))), made
