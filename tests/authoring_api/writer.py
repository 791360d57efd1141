"""A person who writes: their browser with its cookie, their inbox, and the stored data about them."""

import re
from email import message_from_bytes, policy
from html import unescape
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec.structs import replace

from chalicelib.authoring import api, sessions
from chalicelib.authoring.grants import Role
from chalicelib.authoring.identity.credentials import Invitation
from chalicelib.cloud.memory import FixedClock, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import consumers
from chalicelib.store.authoring import credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from chalicelib.web.http import Reply, Request
from tests.function_rights import granted
from tests.publishing.blog import MemoryBlog
from tests.web.visitor import FORM, IP, KEYS, PEPPER, text_of

ANN = "ann@example.org"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


def new_writer(blog: MemoryBlog | None = None, role: Role = "author") -> "Writer":
    """Return Ann, who was invited to a blog in memory, and hasn't signed in yet."""
    blog = blog or MemoryBlog()
    writer = Writer(replace(blog.cloud, keys=KEYS, pepper=PEPPER))
    people.put(writer.cloud.table, Person("ann", role, "ann", ANN))
    return writer


class Writer:
    """A browser, with the cookie that it was given."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.cookie = cloud, ""

    def ask(self, method: str, path: str, form: Any = b"", **more: Any) -> Reply:
        """Send a request as the browser does from a page of the site; `headers` are more, and None takes one away."""
        given = {"content-type": FORM} if method == "POST" else {}
        kept = {"cookie": f"{sessions.COOKIE}={self.cookie}"} if self.cookie else {}
        headers = {**given, **kept, **SAME_ORIGIN, "user-agent": FIREFOX, **more.get("headers", {})}
        body = form if isinstance(form, bytes) else urlencode(form, doseq=True).encode()
        named = {name: value for name, value in headers.items() if value is not None}
        reply = self._send(method, path.removeprefix("/api"), named, body, more.get("ip", IP))
        for cookie in reply.cookies:
            self.cookie = cookie.partition(";")[0].partition("=")[2]
        return reply

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes, ip: str) -> Reply:
        asked = urlsplit(path)
        request = Request(method, asked.path, dict(parse_qsl(asked.query)), headers, body, ip)
        return api.answer(granted(self.cloud, "authoring"), request)

    def get(self, path: str, **more: Any) -> Reply:
        return self.ask("GET", path, **more)

    def post(self, path: str, form: Any = b"", **more: Any) -> Reply:
        return self.ask("POST", path, form, **more)

    def invited(self) -> str:
        """Return the path of a new invitation for Ann."""
        text = credentials.issue(self.cloud.table, "ann", Invitation(in_utc(self.clock.now())))
        return f"/desk/invitation?t={text}"

    def sign_in(self) -> "Writer":
        """Sign in by an invitation."""
        self.post(self.invited())
        return self

    def csrf(self) -> str:
        return fields_in(self.get("/desk/account"))["csrf"]

    def press(self, act: str, id: str = "") -> Reply:
        """Press a button of the account."""
        return self.post("/desk/account", {"csrf": self.csrf(), "act": act, "id": id})

    def work(self) -> None:
        """Do each job in the letters queue once."""
        queue = cast(MemoryQueue, self.cloud.letters)
        for message in queue.take(len(queue)):
            consumers.run(granted(self.cloud, "letters"), message.body)

    def links(self, address: str = ANN) -> list[str]:
        """Return the paths to which the mails to this address lead."""
        mails = [mail for mail in cast(MemoryMail, self.cloud.mail).sent if mail.to == address]
        return [link for mail in mails for link in links_in(mail.raw)]

    @property
    def clock(self) -> FixedClock:
        return cast(FixedClock, self.cloud.clock)

    def stored(self) -> str:
        """Return everything in the table, as text."""
        table = cast(MemoryTable, self.cloud.table)
        return "\n".join(repr(item) for pk in list(table._partitions) for item in table.query(pk))


def links_in(raw: bytes) -> list[str]:
    text = text_of(message_from_bytes(raw, policy=policy.default))
    return re.findall(r"https?://[\w.:-]+/api(/desk/\w+\?t=[\w.-]+)", text)


def kind_of(reply: Reply) -> str:
    """Return the kind of the page in a reply."""
    match = re.search(rb'<body class="visitor desk (\w+)"', reply.body)
    return match[1].decode() if match else ""


def fields_in(reply: Reply) -> dict[str, str]:
    """Return the hidden fields of a page, the last of each name."""
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', reply.body.decode())
    return {name: unescape(value) for name, value in pairs}
