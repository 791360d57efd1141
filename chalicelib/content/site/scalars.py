"""Readers of values in `site.yaml`: hosts, addresses, senders, zones, language codes, durations and bounded numbers.

A reader returns the value, or raises `UnfitError` with a few words about the values that it accepts.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from string import Formatter
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from chalicelib.content.addresses.addresses import is_reserved, is_within, permalink
from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.content.frontmatter.readers import FLAGS, UnfitError, number, text
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.content.site.podcasts import NAMES
from chalicelib.content.site.site import Sender
from chalicelib.content.unknown_keys import unknown_key

PERMALINK_FIELDS = frozenset({"year", "month", "day", "slug"})


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return an unknown name, with the known name that was perhaps meant."""
    return short(f"{name} ({meant(name, choices)})")


def key_report(name: str, choices: Iterable[str]) -> str:
    """Return the report of an unknown key of a table, whose keys are the choices."""
    known = tuple(choices)
    return unknown_key(name, like(name, known), known)


def meant(name: str, choices: Iterable[str]) -> str:
    """Return the words that a report adds to an unknown name."""
    known = tuple(choices)
    near = like(name, known)
    return f"did you mean {near}?" if near else f"known: {', '.join(known)}"


def like(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like a name, in whatever case; empty if none is like it."""
    names = {name.lower(): name for name in known}
    return next((names[near] for near in get_close_matches(name.lower(), names, 1)), "")


def number_to(most: int, least: int = 1) -> Callable[[Value], int]:
    def reader(value: Value) -> int:
        whole = number(value)
        if not least <= whole <= most:
            raise UnfitError(f"from {least} to {most}")
        return whole

    return reader


def number_or_never(value: Value) -> int:
    """Read a number from which on something is shown; no is 0."""
    written = text(value).lower()
    return 0 if written in FLAGS and not FLAGS[written] else number_to(1_000_000)(value)


def one_of(*choices: str) -> Callable[[Value], str]:
    def reader(value: Value) -> str:
        choice = text(value)
        if choice not in choices:
            raise UnfitError(meant(choice, choices))
        return choice

    return reader


def matching(pattern: str, hint: str) -> Callable[[Value], str]:
    def reader(value: Value) -> str:
        written = text(value)
        if not re.fullmatch(pattern, written):
            raise UnfitError(hint)
        return written

    return reader


HOST = r"(?i:[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)"
host = matching(HOST, "a host name, without https://")
link_url = matching(r"(https?://|mailto:|/(?!/))\S*|", "an address: https://…, mailto:… or /…")


path_begin = matching(r"/[!-~]*", "the beginning of a path, such as /drafts/")


def site_url(value: Value) -> str:
    """Read scheme and host; addresses of the site begin after them."""
    return matching(rf"https?://{HOST}(:[0-9]{{1,5}})?/?", "scheme and host only")(value).rstrip("/")


def hub_url(value: Value) -> str:
    """Read the URL of a hub: https, or http on this machine; in ASCII, because it is used literally."""
    return matching(HUB, "an address: https://…")(value)


HUB = rf"(https://{HOST}|http://(localhost|127\.0\.0\.1))(:[0-9]{{1,5}})?([/?][!\"$-~]*)?"


def sender(value: Value) -> Sender:
    """Read a name and an address, as `The Press <letters@press.example>`, or an address alone; the domain becomes ASCII.

    The name isn't a header, so a comma needs no quotes; a name that a mail program would decode is refused.
    """
    match = MAILBOX.fullmatch(text(value))
    name = (match[1] or "") if match else ""
    if not match or len(name) > NAME_LIMIT or UNFIT_IN_NAMES.search(name):
        raise UnfitError("such as The Press <letters@press.example>")
    try:
        address = validate_email(match[2], check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise UnfitError(str(error)) from error
    return Sender(name, f"{address.local_part}@{address.ascii_domain}")


def mailbox(value: Value) -> str:
    """Read a bare address, whose domain becomes ASCII."""
    parsed = sender(value)
    if parsed.name:
        raise UnfitError("an email address alone, such as ada@press.example")
    return parsed.address


def named_sender(value: Value) -> Sender:
    """Read a name and an address."""
    parsed = sender(value)
    if not parsed.name:
        raise UnfitError("such as The Press <letters@press.example>")
    return parsed


def podcast_category(value: Value) -> str:
    """Read a category of podcasts, as `Books` or `Arts > Books`."""
    category = text(value).rpartition(">")[2].strip()
    names = {name.lower(): name for name in NAMES}
    if category.lower() not in names:
        raise UnfitError(meant(category, NAMES))
    return names[category.lower()]


MAILBOX = re.compile(r'(?:"?([^"<>]*?)"? ?<)?([^<>\s]+)(?(1)>)')
UNFIT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f]|=\?")
NAME_LIMIT = limit("sender name")


def duration(value: Value) -> int:
    """Read a duration in seconds, as `30 seconds`, `10 minutes` or `1 hour`; a bare number counts minutes."""
    match = re.fullmatch(r"([0-9]{1,5}) ?([a-z]*)", text(value).lower())
    if not match or match[2] not in UNITS:
        raise UnfitError("such as 30 seconds, 10 minutes or 1 hour")
    seconds = int(match[1]) * UNITS[match[2]]
    if seconds > LONGEST:
        raise UnfitError("up to 24 hours")
    return seconds


def days(value: Value) -> int:
    """Read a number of days, as `30 days` or `30`."""
    match = re.fullmatch(r"([0-9]{1,4})( ?days?)?", text(value).lower())
    if not match or not int(match[1]):
        raise UnfitError("such as 30 days")
    return int(match[1])


UNITS: Mapping[str, int] = {
    "": 60,
    "second": 1,
    "seconds": 1,
    "minute": 60,
    "minutes": 60,
    "hour": 3600,
    "hours": 3600,
}
LONGEST = limit("duration")


def zone(value: Value) -> str:
    """Read the name of a time zone."""
    name = text(value)
    if name not in available_timezones():
        raise UnfitError(meant(name, ["UTC", *sorted(available_timezones())]))
    return name


def permalink_pattern(value: Value) -> str:
    """Read the pattern of posts' addresses, and try it with a sample."""
    pattern = text(value)
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(pattern) if name is not None]
    except ValueError as error:
        raise UnfitError("its braces don't match") from error
    if not (pattern.startswith("/") and pattern.endswith("/") and ("slug", "", None) in fields):
        raise UnfitError("such as /{year}/{slug}/")
    if any(name not in PERMALINK_FIELDS or spec or conversion for name, spec, conversion in fields):
        raise UnfitError(f"known: {', '.join(sorted(PERMALINK_FIELDS))}")
    sample = permalink(pattern, "2011-04-28", "sample")[1:-1]  # exactly one slash at each end: two would begin another host
    if is_reserved(sample) or not is_within(sample):
        raise UnfitError("reserved for Presswork")
    return pattern


def language_code(value: Value) -> str:
    """Read a language code (BCP 47) whose prefix isn't reserved."""
    code = matching(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", "a code such as es or pt-BR")(value).replace("_", "-")
    if is_reserved(code):
        raise UnfitError("reserved for Presswork")
    return code
