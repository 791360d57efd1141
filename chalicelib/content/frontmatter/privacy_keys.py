"""Front matter that keeps a source off the site, because it is private or has a password, or off its lists: it is unlisted.

Each system says so in its own words, a row of `ROWS`. Such a source is valid, as a draft is: a refusal would leave the version
before it on the site. An unknown value counts as a yes (`visibility: friends`), and so does a key with a typing error in it
(`pasword: x`), because a letter can't be taken back from its readers.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.key_typos import near
from chalicelib.content.frontmatter.parsed_values import Scalar, Value, plain, quoted
from chalicelib.content.plain_text import short
from chalicelib.diagnostics import Diagnostic
from chalicelib.frozen import Frozen

OWN_TABLES = ("params", "extra")
"""Where Hugo and Zola keep the keys of themes."""


def words_of(value: Value) -> frozenset[str]:
    """Return the words of a value in lower case: of a text, or of all texts of a list."""
    parts = value if isinstance(value, tuple) else (value,)
    texts = (part.text if isinstance(part, Scalar) else str(plain(part)) for part in parts)
    return frozenset(text.strip().lower() for text in texts)


def yes(value: Value) -> bool:
    """Return whether the value is anything but a no."""
    return not words_of(value) <= NO


def no(value: Value) -> bool:
    """Return whether the value means no; an empty value means nothing."""
    return words_of(value) <= NO - EMPTY


EMPTY = frozenset({"", "~", "null"})
NO = frozenset({"false", "no", "off", "0", "never", *EMPTY})


def one_of(*words: str) -> Callable[[Value], bool]:
    """Return a test whether the value has one of these words."""
    return lambda value: bool(words_of(value) & {*words})


def none_of(*words: str) -> Callable[[Value], bool]:
    """Return a test whether the value is given, and has another word than these."""
    return lambda value: not words_of(value) <= {*words} | EMPTY


class Withholding(Frozen):
    """One row: the code of the diagnostic, the keys (`a.b` is `b` in table `a`), the test of the value, and the values in words.

    `tells` puts the value into the diagnostic.
    """

    code: str
    names: tuple[str, ...]
    withholds: Callable[[Value], bool]
    when: str
    tells: bool = True


PRIVATE = "private"
"""The code of rows that keep a source off the site; others keep it off its lists."""
ANYTHING = "anything but no"
PUBLIC = ("public", "everyone", "everybody", "all", "open", "listed", "published")
RESTRICTED = (
    *("private", "restricted", "internal", "members", "subscribers", "paid"),
    *("only_paid", "only_free", "founding", "password", "protected", "hidden"),
)
UNPUBLISHED = ("private", "pending", "trash", "auto-draft", "sent", "skip")
NOT_RENDERED = ("never", "false", "no", "off", "0", "link")
ROWS: tuple[Withholding, ...] = (
    Withholding("private", ("private", "protected", "confidential", "members_only", "password_protected"), yes, ANYTHING),
    Withholding(
        "private",
        ("password", "post_password", "passphrase", "secret", "encrypt", "encrypted"),
        yes,
        ANYTHING,
        tells=False,
    ),
    Withholding("private", ("visibility",), none_of(*PUBLIC), "anything but " + ", ".join(PUBLIC)),
    Withholding("private", ("access", "audience"), one_of(*RESTRICTED), ", ".join(RESTRICTED)),
    Withholding("private", ("status", "post_status"), one_of(*UNPUBLISHED), ", ".join(UNPUBLISHED)),
    Withholding("private", ("publish", "dg-publish", "permalink"), no, "no"),
    Withholding("private", ("headless",), yes, ANYTHING),
    Withholding("private", ("render", "build.render", "_build.render"), one_of(*NOT_RENDERED), "never, no, link"),
    Withholding("unlisted", ("unlisted", "hidden", "eleventyexcludefromcollections"), yes, ANYTHING),
    Withholding("unlisted", ("listed", "visible"), no, "no"),
    Withholding("unlisted", ("status",), one_of("hidden"), "hidden"),
    Withholding(
        "unlisted", ("build.list", "_build.list"), none_of("always", "true", "yes", "on", "1"), "anything but always or yes"
    ),
)
NAMES: Mapping[str, tuple[Withholding, ...]] = {
    name: tuple(row for row in ROWS if name in row.names) for row in ROWS for name in row.names
}
DRAFT = Withholding("private", ("draft",), one_of("true", "yes", "on", "1"), "yes")  # of `drafft: true`; `draft` is a field
MISTAKABLE: Mapping[str, tuple[Withholding, ...]] = {
    "draft": (DRAFT,),
    **{name: rows for name, rows in NAMES.items() if len(name) > len("access") and "." not in name},
}
"""Rows by the names that are long enough to be known with a typing error in them."""


def is_private(diagnostic: Diagnostic) -> bool:
    """Return whether it keeps the source off the site, and not only off its lists."""
    return diagnostic.code == PRIVATE


def withheld(front: FrontMatter, names: Collection[str]) -> tuple[Diagnostic, ...]:
    """Return why the source is kept off the site or off its lists, if it is; a known key is no typing error."""
    return tuple(
        Diagnostic(row.code, quoted(key, value) if row.tells else short(key), front.lines.get(key.partition(".")[0], 0))
        for key, value in flat(front.keys)
        for row in rows_of(key.lower(), names)
        if row.withholds(value)
    )


def flat(keys: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Return all keys of the front matter and of its tables, as `a.b`."""
    for key, value in keys.items():
        yield key, value
        if isinstance(value, Mapping):
            yield from ((f"{key}.{name}", part) for name, part in value.items())


def rows_of(key: str, names: Collection[str]) -> tuple[Withholding, ...]:
    """Return the rows of a key in lower case, also if it is a theme's (`params.private`) or has a typing error."""
    table, _, rest = key.partition(".")
    name = rest if table in OWN_TABLES else key
    if name in NAMES or name in names:
        return NAMES.get(name, ())
    return MISTAKABLE.get(near(name, tuple(MISTAKABLE)), ())
