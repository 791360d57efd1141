"""Settings: read once from the environment of a function or a command, into one frozen value.

To add a setting, add a row to `ROWS` and a field to `Settings`. A row has its name in the environment, the field it fills, how
its text is read, and its line of the table in docs/operations.md. An empty text counts as missing; then the field's default
holds. `infra.stack.functions` has the values that the stack gives to its functions.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from chalicelib.frozen import Frozen


class SettingsError(ValueError):
    """A setting that is missing or can't be read; the message says which, and what to do."""


class Settings(Frozen, kw_only=True):
    """The settings of a function or a command; `ROWS` explains each."""

    table: str = ""
    content_bucket: str = ""
    public_bucket: str = ""
    uploads_queue_url: str = ""
    press_queue_url: str = ""
    letters_queue_url: str = ""
    uploads_queue: str = "presswork-uploads"
    press_queue: str = "presswork-press.fifo"
    letters_queue: str = "presswork-letters"
    images_function: str = ""
    images_queue_url: str = ""
    encoded_bucket: str = ""
    logs_bucket: str = ""
    inbound_bucket: str = ""
    receiving: str = ""
    desk: bool = False
    site_url: str = ""
    sends_from: str = ""
    proxies: int = 1
    ask_dns: bool = False
    link_keys: tuple[str, ...] = ()
    address_pepper: str = ""
    secrets: str = ""
    grace: int | None = None
    top: int | None = None
    mail_rate: float = 0.0
    mail_events: bool = False
    configuration_set: str = ""
    api_address: str = ""
    api_key: str = ""
    headers: str = ""
    log_level: str = "INFO"
    endpoint: str = ""
    region: str = ""


# ---- how texts are read; each function raises ValueError, and `expects` of its reader says what it takes


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate < float("inf"):
        raise ValueError(text)
    return rate


def _level(text: str) -> str:
    if text not in logging.getLevelNamesMapping():
        raise ValueError(text)
    return text


def _keys(text: str) -> tuple[str, ...]:
    return tuple(key for key in map(str.strip, text.split(",")) if key)


class Reader(NamedTuple):
    """How the text of a setting is read, and what it must be."""

    read: Callable[[str], Any]
    expects: str = "a text"


TEXT, KEYS, FLAG = Reader(str), Reader(_keys), Reader(lambda text: text == "1")
NUMBER = Reader(_whole, "a whole number, such as 600")
RATE = Reader(_rate, "a number, such as 14 or 0.5")
LEVEL = Reader(_level, "DEBUG, INFO, WARNING, ERROR or CRITICAL")


# ---- the table


class SettingRow(NamedTuple):
    """One setting; `without` and `names` are its line in the docs, which consecutive rows may share."""

    name: str
    field: str
    names: str
    without: str
    reader: Reader = TEXT

    @property
    def is_needed(self) -> bool:
        return self.without == ERROR


ERROR = "an error"
TABLE = "the DynamoDB table; or `sqlite:` and the path of a file on this machine, as in the demo"
BUCKETS, URLS, QUEUES, REGION = (
    "the buckets",
    "the queues to send to; the press queue is FIFO",
    "the names of the queues that trigger functions",
    "the region",
)
PROXIES = "the number of our own proxies in front of API Gateway"
SERVING = "for a function in place of the CDN"
NO_FUNCTION = "none serves"
SECRETS = 'the encrypted parameter that holds the keys and the pepper: `{"keys": […], "pepper": "…"}`'

ROWS: tuple[SettingRow, ...] = (
    SettingRow("TABLE", "table", TABLE, ERROR),
    SettingRow("CONTENT_BUCKET", "content_bucket", BUCKETS, ERROR),
    SettingRow("PUBLIC_BUCKET", "public_bucket", BUCKETS, ERROR),
    SettingRow("UPLOADS_QUEUE_URL", "uploads_queue_url", URLS, ERROR),
    SettingRow("PRESS_QUEUE_URL", "press_queue_url", URLS, ERROR),
    SettingRow("LETTERS_QUEUE_URL", "letters_queue_url", URLS, ERROR),
    SettingRow("UPLOADS_QUEUE", "uploads_queue", QUEUES, "`presswork-…`"),
    SettingRow("PRESS_QUEUE", "press_queue", QUEUES, "`presswork-…`"),
    SettingRow("LETTERS_QUEUE", "letters_queue", QUEUES, "`presswork-…`"),
    SettingRow("IMAGES_FUNCTION", "images_function", "the function to call for each image to encode", "no image is encoded"),
    SettingRow(
        "IMAGES_QUEUE_URL", "images_queue_url", "the queue that replaces these calls on one machine", "the function is called"
    ),
    SettingRow("ENCODED_BUCKET", "encoded_bucket", "the bucket of encoded images", "there are none"),
    SettingRow("LOGS_BUCKET", "logs_bucket", "the bucket with the CDN's logs", "nothing is counted"),
    SettingRow("INBOUND_BUCKET", "inbound_bucket", "the bucket with received mail", "none is read"),
    SettingRow(
        "RECEIVING", "receiving", "the domain at which the stack [receives mail](newsletter.md#replies)", "it receives none"
    ),
    SettingRow("DESK", "desk", "`1`: the home page leads apps to the authoring API", "it leads to none", FLAG),
    SettingRow("SITE_URL", "site_url", "the public address of the site", "as `site.yaml` says"),
    SettingRow("SENDS_FROM", "sends_from", "the domain or mailbox that mail is sent from", "the host of the site's address"),
    SettingRow("PROXIES", "proxies", PROXIES, "1", NUMBER),
    SettingRow(
        "ASK_DNS",
        "ask_dns",
        "`1`: DNS is asked which servers take the mail of an address that signs up",
        "every domain is taken to receive mail",
        FLAG,
    ),
    SettingRow(
        "LINK_KEYS", "link_keys", "the keys that sign links, separated by commas, oldest first", "nothing can be signed", KEYS
    ),
    SettingRow(
        "ADDRESS_PEPPER", "address_pepper", "the key that hashes addresses; never change it", "no subscriber is recognized"
    ),
    SettingRow("SECRETS", "secrets", SECRETS, "the two above apply"),
    SettingRow("GRACE_SECONDS", "grace", "the time from a post to its letter", "as `site.yaml` says", NUMBER),
    SettingRow("TOP_SECONDS", "top", "the time between updates of the most read posts", "600", NUMBER),
    SettingRow("MAIL_RATE", "mail_rate", "letters a second", "the account's rate", RATE),
    SettingRow(
        "MAIL_EVENTS",
        "mail_events",
        "`1`: the mail service reports what became of each letter",
        "no reports: unsettled claims are left",
        FLAG,
    ),
    SettingRow("CONFIGURATION_SET", "configuration_set", "the configuration set whose events report it", "none"),
    SettingRow("API_ADDRESS", "api_address", SERVING, NO_FUNCTION),
    SettingRow("API_KEY", "api_key", SERVING, NO_FUNCTION),
    SettingRow("HEADERS", "headers", SERVING, NO_FUNCTION),
    SettingRow("LOG_LEVEL", "log_level", "how much is logged", "`INFO`", LEVEL),
    SettingRow("AWS_ENDPOINT_URL", "endpoint", "the endpoint of all services", "AWS"),
    SettingRow("AWS_REGION", "region", REGION, "as boto3 finds it"),
    SettingRow("AWS_DEFAULT_REGION", "region", REGION, "as boto3 finds it"),  # only where the row before is empty
)
NEEDED = tuple(row.name for row in ROWS if row.is_needed)


def read(environment: Mapping[str, str], names: Iterable[str] = ()) -> Settings:
    """Return the settings in this environment, or only those of these fields; raise `SettingsError` for an unreadable text."""
    wanted = frozenset(names) or frozenset(Settings.__struct_fields__)
    rows = [row for row in reversed(ROWS) if row.field in wanted and environment.get(row.name)]
    return Settings(**{row.field: _value(row, environment[row.name]) for row in rows})


def _value(row: SettingRow, text: str) -> Any:
    try:
        return row.reader.read(text)
    except ValueError as error:
        message = f"the setting {row.name} must be {row.reader.expects} (found: {text}); correct it, or leave it out"
        raise SettingsError(message) from error


def complete(settings: Settings) -> Settings:
    """Return the settings, if every setting that a cloud requires is present. Raise `SettingsError`."""
    missing = [row.name for row in ROWS if row.is_needed and not getattr(settings, row.field)]
    if missing:
        raise SettingsError(f"the settings {', '.join(missing)} are missing; set them as the functions of the site have them")
    return settings
