"""A person who writes for a running demo, signed in by an invitation, as in `tests.authoring_api.writer`."""

import http.client
from urllib.parse import parse_qsl, urlsplit

from chalicelib.web.http import Reply
from tests.authoring_api.writer import Writer, fields_in
from tests.demo.demo_process import Demo, run


class DemoWriter(Writer):
    """A browser at `localhost`, where people sign in to a demo."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.cookie = demo, ""

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes, _ip: str) -> Reply:
        connection = http.client.HTTPConnection("localhost", urlsplit(self.demo.said["site"]).port)
        connection.request(method, f"/api{path}", body, headers)
        answer = connection.getresponse()
        named = dict(answer.getheaders())
        cookies = tuple(value for name, value in answer.getheaders() if name.lower() == "set-cookie")
        reply = Reply(answer.status, named, answer.read(), cookies=cookies)
        connection.close()
        return reply

    def allows(self, address: str, *scopes: str) -> dict[str, str]:
        """Open the page of consent at this address, and tick these scopes; return what the app gets back."""
        page = self.get(address.partition("/api")[2])
        reply = self.post("/indieauth/consent", {**fields_in(page), "scope": scopes, "act": "allow"})
        return dict(parse_qsl(urlsplit(reply.headers["Location"]).query))


def invitation(demo: Demo, name: str, role: str) -> str:
    """Invite a person to the demo; return the link that they are mailed."""
    invited = run(demo, "desk", "invite", f"{name}@example.org", "--author", name, "--role", role, "--print")
    assert invited.returncode == 0, invited.stderr
    return invited.stdout.strip()


def signed_in(demo: Demo, name: str, role: str) -> DemoWriter:
    """Invite a person to the demo, and sign them in."""
    writer = DemoWriter(demo)
    writer.post(invitation(demo, name, role).partition("/api")[2])
    assert writer.cookie
    return writer
