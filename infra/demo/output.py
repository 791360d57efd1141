"""How the demo speaks: lines for a person, or events for a program."""

from collections.abc import Callable

from chalicelib.frozen import Frozen
from infra.authoring.push.push_events import Event, Tell, printed_as_json, printed_as_text
from infra.terminal import streams


class Speech(Frozen):
    """Says lines, tells of files and letters, and announces that the site is ready."""

    say: Callable[[str], None]
    tell: Tell
    ready: Callable[[Event], None]


LINES = Speech(streams.say, printed_as_text, lambda event: streams.say(str(event["text"])))
EVENTS = Speech(streams.note, printed_as_json, streams.event)
