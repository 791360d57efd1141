"""The inbox: all mail that the local mail service has taken, for any recipient, at `/_inbox/` under the site's own address.

It has a list, newest first; each message as HTML, as text and as its source; the raw message at `ID.eml`; and `messages.json`,
the same list for programs, newest last. Mail is a stranger's HTML: it is displayed in a frame in which nothing runs.
"""

import json
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from http import HTTPStatus
from typing import TypeAlias

from jinja2 import Environment

from chalicelib.edge.responses import Headers, plain_refusal
from chalicelib.edge.rule import READING
from infra.demo.postoffice import PostOffice, SentMessage, events

INBOX = "/_inbox/"
LIST = "messages.json"

Answer: TypeAlias = tuple[int, Headers, bytes]

HTML = "text/html; charset=utf-8"
LINKS_LEAVE = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
OUR_PAGE = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
THEIR_PAGE = f"sandbox {LINKS_LEAVE}; default-src 'none'; style-src 'unsafe-inline'; img-src * data:; font-src *"
ON_TOP = '<base target="_top">'  # counts wherever it is, so it is where it changes nothing else

PAGES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
FRAME = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ title }}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 1rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #8884 }
th, td { overflow-wrap: anywhere }
iframe { width: 100%; height: 40rem; border: 1px solid #8884; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
</style>
"""
LISTING = PAGES.from_string(
    FRAME
    + """\
<h1>{{ title }}</h1>
{% if rows %}
<table>
<tr><th>To<th>Subject<th>Time<th>Status</tr>
{% for row in rows %}
<tr><td>{{ row.to }}<td><a href="{{ row.id }}/">{{ row.subject or "(no subject)" }}</a>\
<td><time>{{ row.at.strftime("%Y-%m-%d %H:%M:%S") }}</time><td>{{ outcome(row) }}</tr>
{% endfor %}
</table>
{% else %}
<p>No mail was sent so far.</p>
{% endif %}
<p><a href="../">The site</a></p>
</html>
"""
)
MESSAGE = PAGES.from_string(
    FRAME
    + """\
<p><a href="../">Inbox</a></p>
<h1>{{ title }}</h1>
<table>
{% for name, value in headers %}
<tr><th>{{ name }}<td>{{ value|urlize }}</tr>
{% endfor %}
</table>
<p>{% for part in ("html", "text") if part in parts %}<a href="#{{ part }}">{{ names[part] }}</a> · {% endfor %}
<a href="#source">Source</a> · <a href="../{{ id }}.eml">Raw message</a></p>
{% if "html" in parts %}
<h2 id="html">{{ names.html }}</h2>
<iframe src="../{{ id }}.html" title="{{ names.html }}" sandbox="{{ sandbox }}"></iframe>
{% endif %}
{% if "text" in parts %}
<h2 id="text">{{ names.text }}</h2>
<pre dir="auto">{{ parts.text|urlize }}</pre>
{% endif %}
<h2 id="source">Source</h2>
<pre dir="ltr">{{ source }}</pre>
</html>
"""
)
BODIES = {"html": "html", "text": "plain"}
NAMES = {"html": "HTML", "text": "Text"}
OUTCOMES = {"Delivery": "delivered", "Bounce": "bounced", "Complaint": "complained"}


class Inbox:
    """The inbox of one post office, as an API beside the site (`chalicelib.edge.responses.Api`)."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def __call__(self, method: str, path: str, headers: Mapping[str, str], _body: bytes) -> Answer:
        if method not in READING:
            return plain_refusal(HTTPStatus.METHOD_NOT_ALLOWED)
        name = path.partition("?")[0].removeprefix(INBOX)
        posted = {message.id: message for message in self._office.posted()}
        if name == LIST:
            return HTTPStatus.OK, {"Content-Type": "application/json"}, messages(posted, headers.get("host", ""))
        if not name:
            return page(LISTING.render(title="Inbox", rows=[*posted.values()][::-1], outcome=outcome))
        for ending, view in VIEWS.items():
            if name.endswith(ending) and name.removesuffix(ending) in posted:
                return view(posted[name.removesuffix(ending)])
        return plain_refusal(HTTPStatus.NOT_FOUND)


def messages(posted: Mapping[str, SentMessage], host: str) -> bytes:
    """Return the list for programs, newest last; `url` is the raw message."""
    rows = [
        {"id": name, "to": message.to, "subject": message.subject, "url": f"http://{host}{INBOX}{name}.eml"}
        for name, message in posted.items()
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def outcome(message: SentMessage) -> str:
    """Return what happened to the message after it was sent, in words."""
    return ", ".join(OUTCOMES[event["eventType"]] for event in events(message)[1:])


def page(html: str, rule: str = OUR_PAGE) -> Answer:
    return HTTPStatus.OK, {"Content-Type": HTML, "Content-Security-Policy": rule}, html.encode()


def message_page(message: SentMessage) -> Answer:
    parts = {part: text for part in BODIES if (text := body_of(message.message, part))}
    return page(
        MESSAGE.render(
            title=message.subject or "(no subject)",
            id=message.id,
            headers=[(name, str(value)) for name, value in message.message.items()],
            parts=parts,
            names=NAMES,
            sandbox=LINKS_LEAVE,
            source=message.raw.decode(errors="replace"),
        )
    )


def html_page(message: SentMessage) -> Answer:
    """Return the message's HTML alone: nothing in it runs, and its links leave the frame."""
    return page(body_of(message.message, "html") + ON_TOP, THEIR_PAGE)


def raw(message: SentMessage) -> Answer:
    return HTTPStatus.OK, {"Content-Type": "message/rfc822"}, message.raw


VIEWS: Mapping[str, Callable[[SentMessage], Answer]] = {".eml": raw, ".html": html_page, "/": message_page}


def body_of(message: EmailMessage, part: str) -> str:
    """Return the text of this part of the message; empty where it has none."""
    body = message.get_body((BODIES[part],))
    return str(body.get_content()) if body else ""
